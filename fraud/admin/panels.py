"""What fraud adds to the review pages of other apps: names on lists, and a customer's risk with its reasons."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from core_banking.api.review_panels import Panel
from core_banking.api.staff_pages import acting_staff
from fraud.admin.readable import risk_sentences
from fraud.contracts import VIEW_ALERTS
from fraud.selectors.names import visible_matches
from fraud.selectors.risk import risk_of_customer

_MOST: Final = 10


def person_on_lists(request: HttpRequest, *, user_id: int) -> Panel | None:
    """Return the listed names that a customer's name is like, for those who may see alerts; nobody sees his own."""
    actor = acting_staff(request)
    if not actor.may(VIEW_ALERTS) or actor.user_id == user_id:
        return None
    found = visible_matches(actor).filter(subject_id=user_id)[:_MOST]
    return Panel(template="admin/fraud/panel_names.html", context={"matches": found})


def risk_of_person(request: HttpRequest, *, user_id: int) -> Panel | None:
    """Return a customer's risk profile with its reasons, for those who may see alerts; nobody sees his own."""
    actor = acting_staff(request)
    if not actor.may(VIEW_ALERTS) or actor.user_id == user_id:
        return None
    risk = risk_of_customer(actor, str(user_id))
    context = {"risk": risk, "reasons": risk_sentences(risk.reasons)}
    return Panel(template="admin/fraud/panel_risk.html", context=context)
