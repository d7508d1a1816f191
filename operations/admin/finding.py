"""One box that finds a person or a thing of the bank by what stands on it: a number, a name, an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.contracts import MANAGE_ANY_ACCOUNT
from accounts.selectors import account_by_number
from core_banking.api.staff_pages import acting_staff, looks_after_the_system
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from fraud.contracts import VIEW_ALERTS
from fraud.selectors.alerts import alert_for
from loans.contracts import MANAGE_ANY_LOAN
from loans.selectors import visible_loans
from transactions.contracts import SUBMIT_ANY
from transactions.selectors import transaction_card
from users.selectors import customer_by_reference, people

VIEW_PEOPLE: Final = "users.view_customers"
MOST_FOUND: Final = 20
_LONGEST: Final = 120

_CUSTOMER: Final = re.compile(r"CUST[A-Z0-9]+", re.ASCII | re.IGNORECASE)
_TRANSACTION: Final = re.compile(r"TXN[A-Z0-9]+", re.ASCII | re.IGNORECASE)
_ALERT: Final = re.compile(r"ALERT[A-Z0-9]+", re.ASCII | re.IGNORECASE)
_LOAN: Final = re.compile(r"LOAN[A-Z0-9]+", re.ASCII | re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"[A-Z]{3}[0-9]{5,}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A person that a name or an address fits."""

    name: str
    username: str
    email: str
    customer_id: str | None
    address: str


def may_find(actor: Actor) -> bool:
    """Whether there is anything that the box could find for an actor."""
    return any(actor.may(right) for right in (VIEW_PEOPLE, MANAGE_ANY_ACCOUNT, SUBMIT_ANY, VIEW_ALERTS))


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Go to what was asked for where only one thing is meant, else show the people that fit."""
    actor, asked = acting_staff(request), request.GET.get("q", "").strip()[:_LONGEST].replace("\0", "")
    address = _one_thing(request, actor, asked) if asked else None
    if address is not None:
        return HttpResponseRedirect(address)
    found = people_found(asked) if asked and actor.may(VIEW_PEOPLE) else []
    if len(found) == 1:
        return HttpResponseRedirect(found[0].address)
    context = {
        **admin.site.each_context(request),
        "title": "Find",
        "subtitle": None,
        "asked": asked,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "may_find": may_find(actor),
    }
    return TemplateResponse(request, "admin/bank/found.html", context)


def people_found(asked: str) -> list[Found]:
    """Return the people whose user name or e-mail address begins with a text, or whose name it is; at most 21.

    Beginnings are looked up in an index. Only where they find nobody is the table read for a first and last name.
    """
    key = asked.casefold()
    rows = _first(people().filter(Q(username_key__startswith=key) | Q(email_key__startswith=key)))
    if not rows:
        first, _, last = asked.rpartition(" ")
        named = Q(last_name__iexact=last) & (Q(first_name__iexact=first) if first else Q())
        rows = _first(people().filter(named))
    return [
        Found(
            name=person.get_full_name(),
            username=person.username,
            email=person.email,
            customer_id=person.customer_id,
            address=address_of_person(person.pk, person.customer_id),
        )
        for person in rows
    ]


def address_of_person(user_id: int, customer_id: str | None) -> str:
    """Return the page of a customer, or of a member of staff, who is none."""
    if customer_id is not None:
        return reverse("staff-customer", args=[customer_id])
    return reverse("admin:users_user_change", args=[user_id])


def _first(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.prefetch_related(None).order_by("pk")[: MOST_FOUND + 1])


def _one_thing(request: HttpRequest, actor: Actor, asked: str) -> str | None:
    for pattern, look_up in _KINDS:
        if pattern.fullmatch(asked):
            return next(look_up(request, actor, asked.upper()), None)
    return None


def _customer(_request: HttpRequest, actor: Actor, asked: str) -> Iterator[str]:
    if actor.may(VIEW_PEOPLE) and customer_by_reference(asked) is not None:
        yield reverse("staff-customer", args=[asked])


def _account(request: HttpRequest, actor: Actor, asked: str) -> Iterator[str]:
    if actor.may(MANAGE_ANY_ACCOUNT) or looks_after_the_system(request):
        card = account_by_number(asked)
        if card is not None:
            yield reverse("admin:accounts_account_change", args=[card.id])


def _transaction(_request: HttpRequest, actor: Actor, asked: str) -> Iterator[str]:
    if actor.may(SUBMIT_ANY):
        try:
            yield reverse("admin:transactions_transaction_change", args=[transaction_card(actor, asked).id])
        except DomainError:
            return


def _alert(_request: HttpRequest, actor: Actor, asked: str) -> Iterator[str]:
    if actor.may(VIEW_ALERTS):
        try:
            yield reverse("admin:fraud_alert_change", args=[alert_for(actor, asked).pk])
        except DomainError:
            return


def _loan(_request: HttpRequest, actor: Actor, asked: str) -> Iterator[str]:
    if actor.may(MANAGE_ANY_LOAN):
        for loan_id in visible_loans(actor).filter(reference=asked).values_list("pk", flat=True)[:1]:
            yield reverse("admin:loans_loan_change", args=[loan_id])


_KINDS: Final[tuple[tuple[re.Pattern[str], Callable[[HttpRequest, Actor, str], Iterator[str]]], ...]] = (
    (_CUSTOMER, _customer),
    (_TRANSACTION, _transaction),
    (_ALERT, _alert),
    (_LOAN, _loan),
    (_ACCOUNT, _account),
)
