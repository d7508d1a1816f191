"""The common ground of the staff site: who acts there, who may read, and that nothing is edited past a use case.

Every page of the staff site stands on these classes, so that the rules are written once: rows of the books, of the
trail and of customers are looked at and never edited, a right of the bank (not a Django model permission) opens a
page, and what changes something is a use case with its own checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import IntegerField, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect

from core_banking.api.bounded_pages import BoundedPaginator
from core_banking.api.request_facts import RequestFacts, facts_of
from core_banking.api.whole_value_search import search_whole_values
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput
from core_banking.kernel.money import Money

M = TypeVar("M", bound=Model)

# Other alphabets have digits, too, and no column holds longer numbers.
_ROW_NUMBER: Final = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


def acting_staff(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as an actor; his rights are asked of the database once a request.

    What a person may do belongs to the app that `STAFF_IDENTITY` names. Being Django's superuser adds no right.
    """
    known: Actor | None = getattr(request, "bank_acting_staff", None)
    if known is None:
        user = request.user
        user_id = user.pk if user.is_active and user.is_staff else None
        identify: Callable[[int | None, str, RequestFacts], Actor] = import_string(settings.STAFF_IDENTITY)
        known = identify(user_id, user.get_username(), facts_of(request))
        request.bank_acting_staff = known  # type: ignore[attr-defined]
    return known


def looks_after_the_system(request: HttpRequest) -> bool:
    """Whether who is signed in is a system administrator: he sees most of the bank and changes none of its business."""
    user = request.user
    return bool(user.is_active and user.is_staff and user.is_superuser)


def names_a_row(key: str) -> bool:
    """Whether the key in an address can be the number of a row."""
    return _ROW_NUMBER.match(key) is not None


def sentence_of(refusal: DomainError) -> str:
    """Return a refusal as one line for a person: its sentence, or what is wrong with each field."""
    if isinstance(refusal, InvalidInput) and refusal.fields:
        return " ".join(f"{_as_label(name)}: {' '.join(found)}" for name, found in refusal.fields.items())
    unmet = refusal.details.get("unmet")
    named = [reason for each in unmet.values() for reason in each] if isinstance(unmet, dict) else []
    return " ".join([refusal.sentence, *named])


def shown_amount(amount_minor: int | None, currency: str) -> str:
    """Return minor units as people read them, with the currency: `1000.00 USD`; nothing is `-`."""
    return "-" if amount_minor is None else f"{Money.of_minor(amount_minor, currency)} {currency}"


def money_column(
    description: str,
    read: Callable[[Any], tuple[int | None, str]],
    *,
    ordering: str | None = None,
) -> Callable[[Any, Any], SafeString]:
    """Return a column or field of a page that shows an amount, aligned on its decimals.

    Args:
        description: Heading of the column.
        read: Returns the amount in minor units, or None, and its currency, of a row.
        ordering: The field that the column is sorted by, if it can be.
    """

    @admin.display(description=description, ordering=ordering)
    def shown(_page: Any, row: Any) -> SafeString:
        amount_minor, currency = read(row)
        return format_html('<span class="bank-amount">{}</span>', shown_amount(amount_minor, currency))

    return shown


def badge(text: str, tone: str = "neutral") -> SafeString:
    """Return a state as a badge; `tone` is `good`, `warn`, `bad` or `neutral`."""
    return format_html('<span class="bank-badge bank-badge--{}">{}</span>', tone, text)


def customer_link(person: Any) -> SafeString | str:
    """Return a person as a link to the page with everything about him; staff, who are no customers, as a name."""
    if person is None:
        return "-"
    if not person.customer_id:
        return str(person)
    address = reverse("staff-customer", args=[person.customer_id])
    return format_html('<a href="{}">{}</a>', address, person.username)


class _NeverEdited:
    """Nobody adds, changes or deletes these rows on the staff site."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody adds a row by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes a row by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes a row."""
        return False


class _OpenedByARight:
    """Pages open to holders of any of `rights`, and to system administrators where the page says so."""

    rights: ClassVar[tuple[str, ...]] = ()
    """Full names of the rights (`"accounts.manage_any_account"`), any of which opens the page."""
    open_to_system_administrators: ClassVar[bool] = True
    """Whether who looks after the system may read here without holding any of the rights."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the rows sees them on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Whoever holds one of the rights, or looks after the system where that is enough."""
        if any(acting_staff(request).may(right) for right in self.rights):
            return True
        return self.open_to_system_administrators and looks_after_the_system(request)


class _LongTable:
    """A list over a table that only grows: it is never counted as a whole, and shows a page at a time."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator: ClassVar[Any] = BoundedPaginator
    list_per_page = 50
    list_max_show_all = 0
    ordering: ClassVar[Any] = ("-pk",)
    actions: Any = None


class _AskedByAddress(admin.ModelAdmin[M]):
    """Lists and rows have addresses: a form that asks for nothing is shown none, and an odd key finds none."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Return the row of a key, or None; what can be no number of a row is not asked of the database."""
        key: Any = self.opts.pk
        while key.is_relation:
            key = key.target_field
        if from_field is None and isinstance(key, IntegerField) and not names_a_row(object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, or do what an action asks; a form without one is sent back to the address of the list."""
        if request.method not in ("GET", "HEAD") and not (self.actions and request.POST.get("action")):
            return HttpResponseRedirect(request.path)
        return super().changelist_view(request, extra_context)


class ReadOnlyAdmin(_LongTable, _NeverEdited, _AskedByAddress[M]):
    """A page nobody can add to, change or delete from, and that never counts all rows.

    Attributes:
        subject_paths: Where a row names the customer whom it is about, as paths of lookups; the first that leads to
            somebody counts. Without any, a field called `customer`, `user` or `owner` says so.
    """

    subject_paths: ClassVar[tuple[str, ...]] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Find rows by a whole value of one of `search_fields`: these have indexes, parts of them have none."""
        return search_whole_values(queryset, list(self.get_search_fields(request)), search_term), False


class ReadByStaff(_OpenedByARight, ReadOnlyAdmin[M]):
    """Rows that holders of a right of the bank may read; what changes them is a use case behind a button."""


class ReadByStaffInline(_OpenedByARight, _NeverEdited, admin.TabularInline[Any, Any]):
    """Rows that belong to the one that a page shows, under the same rule."""

    template = "admin/bank/rows_of_a_page.html"
    extra = 0
    can_delete = False


class SavesByUseCase(_AskedByAddress[M]):
    """A page whose "Save" is a use case: it has its own transaction, and its refusal is shown as a sentence."""

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form, without the transaction the admin would open: the use case has its own."""
        try:
            response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as refusal:
            messages.error(request, sentence_of(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save nothing more: the use case wrote the relations, too."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes a row."""
        return False


def _as_label(field: str) -> str:
    return field.replace("_", " ").capitalize()
