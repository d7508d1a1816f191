"""What staff is shown leaves a row of the trail, before it is shown: on the API and on the staff site.

A use case that reads leaves its own row, and then there is no second one. Whatever else a member of staff is
answered is recorded here, so that an operation which nobody thought of is recorded, too. The staff site may answer
any method with a page, a form that was refused among them: such a page leaves its row as well, whatever the form's
use case has left. If the row cannot be written, nothing is shown. Customers, who see only what is theirs, leave none.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from accounts.selectors import customer_of_books
from audit import services
from audit.api.open_reads import NOT_RECORDED
from audit.scrubbing import scrubbed_details
from audit.subjects import accounts_named, rows_of, subject_of
from core_banking.api.error_answers import plain_error_response
from core_banking.api.principals import SignedIn
from core_banking.api.request_facts import facts_of
from core_banking.api.staff_pages import names_a_row
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import Unavailable
from core_banking.kernel.events import DomainEvent, UseCaseRefused

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_STAFF_SITE: Final = "/admin/"
_WATCHED: Final = ("/api/", _STAFF_SITE)
_READING: Final = frozenset({"GET", "HEAD"})
_PAGES: Final = frozenset({200, 422})
_USUAL_SUBJECTS: Final = ("customer", "user", "owner")
_IN_THE_BOOKS: Final[Mapping[str, str]] = {
    "ledger.Hold": "account_id",
    "ledger.JournalEntry": "lines__account_id",
    "ledger.LedgerAccount": "pk",
}
"""Rows of the books name nobody; where each names the ledger accounts that may be somebody's."""
_MOST_LINES: Final = 200
_LONGEST_VALUE: Final = 200
_MOST_PARAMETERS: Final = 30

# What auditors look for, where a view or its table is called otherwise.
_CALLED: Final[Mapping[str, str]] = {
    "CustomerByReference": "Customer",
    "HoldOrder": "Hold",
    "IdentityRecord": "Customer",
    "Interest": "Account",
    "People": "Customer",
    "Person": "Customer",
    "Statement": "Account",
    "User": "Customer",
}

_rows_left: ContextVar[list[int] | None] = ContextVar("rows_left_by_this_request", default=None)


def note_row(*, event: DomainEvent, **_: Any) -> None:
    """Note that whoever is behind the running request has left a row of his own.

    One of the bank's stands for no reading, and neither does a refusal: what is shown in spite of it was read.
    """
    rows = _rows_left.get()
    if isinstance(event, UseCaseRefused):
        return
    if rows is not None and event.audited and event.actor.user_id is not None:
        rows[0] += 1


class RecordStaffReads:
    """Leaves a row for every successful reading by staff that has left none itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, once it stands in the trail that it was answered."""
        reads, on_site = request.method in _READING, request.path_info.startswith(_STAFF_SITE)
        if not (reads or on_site) or not request.path_info.startswith(_WATCHED):
            return self.get_response(request)
        rows = [0]
        token = _rows_left.set(rows)
        try:
            response = self.get_response(request)
        finally:
            _rows_left.reset(token)
        shown = _shows_something(response) and not rows[0] if reads else _is_a_page(response)
        if not shown:
            return response
        reader = _staff_behind(request)
        if reader is None or request.resolver_match is None or _is_open(request):
            return response
        try:
            _record(reader, request, response)
        except Unavailable as refusal:
            return plain_error_response(refusal, request)
        return response


def _shows_something(response: HttpResponseBase) -> bool:
    return response.status_code < 400


def _is_a_page(response: HttpResponseBase) -> bool:
    return response.status_code in _PAGES and response.get("Content-Type", "").startswith("text/html")


def is_staff(actor: Actor) -> bool:
    """Whether an actor holds any right beyond those over what is his own (`…_own_…`)."""
    return actor.user_id is not None and _reaches_further(actor.permissions)


@functools.lru_cache(maxsize=256)
def _reaches_further(permissions: frozenset[str]) -> bool:
    return any("_own_" not in name for name in permissions)


def _staff_behind(request: HttpRequest) -> Actor | None:
    user: Any = getattr(request, "user", None)
    if isinstance(user, SignedIn):
        return user.actor if is_staff(user.actor) else None
    if not request.path_info.startswith(_STAFF_SITE) or not getattr(user, "is_staff", False):
        return None
    facts = facts_of(request)
    return Actor(
        user_id=user.pk,
        username=user.get_username(),
        customer_id=user.customer_id,
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
        channel=Channel.ADMIN,
    )


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or match.route in NOT_RECORDED


def _record(reader: Actor, request: HttpRequest, response: HttpResponseBase) -> None:
    match = request.resolver_match
    assert match is not None
    answer = getattr(response, "data", None)
    details: dict[str, object] = {}
    if request.GET:
        details["query"] = _asked(request)
    rows = rows_of(answer)
    if rows is not None:
        details["entries_shown"] = len(rows)
    path: Mapping[str, Any] = match.kwargs
    on_site = reader.channel is Channel.ADMIN
    accounts = [] if rows is not None and not path else accounts_named(answer)
    if accounts:
        details["accounts"] = accounts
    services.record_staff_read(
        actor=reader,
        target_model=_model_behind(match),
        target_id=str(next(iter(path.values()), "")),
        route="/" + match.route,
        export=response.streaming or "attachment" in response.get("Content-Disposition", ""),
        subject_user_id=subject_on_site(match, path) if on_site else subject_of(reader, path, answer),
        details=details,
    )


def _asked(request: HttpRequest) -> dict[str, object]:
    """Return what the address asks, without secrets, however long and odd it is."""
    asked = list(request.GET.items())[:_MOST_PARAMETERS]
    short = {name[:60]: str(value)[:_LONGEST_VALUE] for name, value in asked}
    return scrubbed_details(short, refuse_secrets=False)


def subject_on_site(match: Any, path: Mapping[str, Any]) -> int | None:
    """Return whom a page of the staff site is about, from the row that it shows, or None for nobody or a list."""
    admin, key = getattr(match.func, "model_admin", None), str(path.get("object_id", ""))
    if admin is None or not names_a_row(key):
        return None
    books = _IN_THE_BOOKS.get(admin.model._meta.label)
    paths = getattr(admin, "subject_paths", ()) or _usual_subjects(admin.model)
    if not (books or paths):
        return None
    rows = admin.model._default_manager.filter(pk=key)
    if books:
        found = rows.values_list(books, flat=True)[:_MOST_LINES]
        return customer_of_books([number for number in found if number is not None])
    named = rows.values_list(*paths).first()
    return next((int(person) for person in named or () if person is not None), None)


def _usual_subjects(model: Any) -> tuple[str, ...]:
    names = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in _USUAL_SUBJECTS if name in names)[:1]


def _model_behind(match: Any) -> str:
    admin = getattr(match.func, "model_admin", None)
    if admin is not None:
        return _CALLED.get(admin.model.__name__, str(admin.model.__name__))
    view = getattr(match.func, "cls", None) or getattr(match.func, "view_class", None)
    model = getattr(getattr(view, "queryset", None), "model", None)
    name = str(model.__name__ if model is not None else getattr(view, "__name__", match.view_name or ""))
    name = name.removesuffix("ViewSet").removesuffix("View")
    return _CALLED.get(name, name)
