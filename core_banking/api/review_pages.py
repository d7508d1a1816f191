"""Pages on which staff decides: what waits comes first, the oldest of it, and after a decision the next one.

A review page shows what there is to know at the left and the decision at the right, where it stays in sight. Its
buttons are deeds (`core_banking.api.staff_deeds`); nothing on it is edited, and reading it writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core_banking.api.staff_deeds import DeedsOfAPage
from core_banking.api.staff_pages import ReadByStaff

M = TypeVar("M", bound=Model)

LOOKED_AHEAD: Final = 100
"""How many of those that wait are looked at to say where in the queue one stands."""

_OWN_CONDITIONS: Final = ("q", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """One choice of a list's first filter: how it is called, which rows it has, and whether the oldest come first."""

    key: str
    label: str
    rows: Callable[[QuerySet[Any]], QuerySet[Any]]
    oldest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInQueue:
    """Where a row stands among those that wait: its place from one on, or None, and the addresses around it."""

    place: int | None
    waiting: int
    more: bool
    list_address: str
    next_address: str | None


class StateFilter(admin.SimpleListFilter):
    """The first filter of a queue: what waits is chosen where nothing else is."""

    title = "state"
    parameter_name = "state"
    states: ClassVar[tuple[QueueState, ...]] = ()

    def __init__(self, request: HttpRequest, params: Any, model: type[Model], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self._state = self.chosen(request.GET.dict())

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices; Django's own "All" is left out, since all has a name here."""
        return [(state.key, state.label) for state in self.states]

    def choices(self, changelist: Any) -> Iterable[dict[str, Any]]:  # type: ignore[override]  # Django's stub is narrower
        """Yield each choice with its address."""
        for state in self.states:
            yield {
                "selected": state is self._state,
                "query_string": changelist.get_query_string({self.parameter_name: state.key}),
                "display": state.label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the chosen state."""
        return self._state.rows(queryset)

    @classmethod
    def chosen(cls, asked: Mapping[str, Any]) -> QueueState:
        """Return the state asked for: the first one, or of who searches by himself the last, which is all."""
        wanted = asked.get(cls.parameter_name)
        found = next((state for state in cls.states if state.key == wanted), None)
        if found is not None:
            return found
        searches = any(value and name.partition("__")[0] in _OWN_CONDITIONS for name, value in asked.items())
        return cls.states[-1] if searches else cls.states[0]


def states_of(*states: QueueState) -> type[StateFilter]:
    """Return the filter of a list whose rows are in these states; the first is the usual one, the last is all."""
    return type("StatesOfTheList", (StateFilter,), {"states": states})


def all_rows(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return rows as they are."""
    return rows


class ReviewPage(DeedsOfAPage[M], ReadByStaff[M]):
    """A queue of rows that staff decides on, and the page of each.

    Attributes:
        review_template: Template of the page; it extends `admin_review/page.html`.
        queue_states: The list's first filter; its first state is what waits.
        queue_order: The order in which rows wait, oldest first.
        deeds_that_stay: Names of the deeds after which the same row is shown again and not the next one.
    """

    review_template: ClassVar[str]
    queue_states: ClassVar[type[StateFilter]]
    queue_order: ClassVar[tuple[str, ...]] = ("pk",)
    deeds_that_stay: ClassVar[frozenset[str]] = frozenset()

    def picture(self, request: HttpRequest, row: M) -> dict[str, Any]:
        """Return what the page shows of a row beside its deeds."""
        raise NotImplementedError

    def title_of(self, row: M) -> str:
        """Return the heading of a row's page."""
        return str(row)

    def waiting_for(self, request: HttpRequest) -> QuerySet[M]:
        """Return the rows that wait for a decision of this member of staff, the oldest first."""
        rows: QuerySet[M] = self.queue_states.states[0].rows(self.get_queryset(request))
        return rows.order_by(*self.queue_order)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        """Put the states before the page's own filters."""
        return (self.queue_states, *super().get_list_filter(request))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """What waits is listed oldest first, what is over newest first."""
        if self.queue_states.chosen(request.GET.dict()).oldest_first:
            return self.queue_order
        return tuple(f"-{name}" for name in self.queue_order)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page of a row. Raises `PermissionDenied` without the right, and for anything but looking."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.title_of(row),
            "row": row,
            "queue": self.place_of(request, row),
            **self.picture(request, row),
            **(extra_context or {}),
        }
        context.setdefault("offered_deeds", self.offered_deeds(request, row))
        return TemplateResponse(request, self.review_template, context)

    def take_deed(self, request: HttpRequest, object_id: str, deed_name: str) -> HttpResponse:
        """Do what a button asks, and go on to the next row that waits."""
        response = super().take_deed(request, object_id, deed_name)
        if not isinstance(response, HttpResponseRedirect) or deed_name in self.deeds_that_stay:
            return response
        following = self.waiting_for(request).exclude(pk=object_id).values_list("pk", flat=True).first()
        if following is None:
            messages.info(request, "Nothing else waits here.")
            return HttpResponseRedirect(self._list_address())
        return HttpResponseRedirect(self._address_of(following))

    def place_of(self, request: HttpRequest, row: M) -> PlaceInQueue:
        """Return where a row stands among those that wait; looks a bounded way ahead."""
        waiting = list(self.waiting_for(request).values_list("pk", flat=True)[: LOOKED_AHEAD + 1])
        place = waiting.index(row.pk) + 1 if row.pk in waiting else None
        others = [*waiting[place or 0 :], *waiting[: (place or 1) - 1]]
        return PlaceInQueue(
            place=place,
            waiting=min(len(waiting), LOOKED_AHEAD),
            more=len(waiting) > LOOKED_AHEAD,
            list_address=self._list_address(),
            next_address=self._address_of(others[0]) if others else None,
        )

    def _list_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _address_of(self, key: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])


def customer_link(person_id: int | None, text: str) -> SafeString | str:
    """Return a link to the page of a person, where the staff site has one; else the text alone."""
    if person_id is None:
        return text or "-"
    try:
        address = reverse("admin:customer-page", args=[person_id])
    except NoReverseMatch:
        return text
    return format_html('<a href="{}">{}</a>', address, text)


def person_link(person: Any) -> SafeString | str:
    """Return a link to the page of somebody who is a customer; of others the user name, of nobody a dash."""
    if person is None:
        return "-"
    customer = getattr(person, "customer_id", None)
    return (
        customer_link(person.pk, f"{person.get_username()} · {customer}")
        if customer
        else person.get_username()
    )


def row_link(model: type[Model], key: Any, text: str) -> SafeString:
    """Return a link to the page of a row on the staff site."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])
    return format_html('<a href="{}">{}</a>', address, text)
