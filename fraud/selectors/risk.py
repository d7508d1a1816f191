"""What is known of a customer's risk."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.alert_cards import PersonRef
from fraud.contracts import VIEW_ALERTS, AlertStatus, AlertType, Disposition, Severity, Verdict
from fraud.models import Alert, RiskAssessment
from fraud.risk import FORGOTTEN_AFTER, RiskFacts
from fraud.risk_cards import AssessmentCard, CustomerRisk
from fraud.selectors.alerts import ref_to
from fraud.selectors.names import has_confirmed_match
from users.selectors import customer_by_reference

_MOST: Final = 50
"""How many alerts of one kind are looked at: more would change nothing. Also how many findings are shown."""
_ABOUT_THE_BANK: Final = (AlertType.SCREENING_FAILED.value, AlertType.LISTED_NAME.value)


def risk_facts(user_id: int, at: dt.datetime) -> RiskFacts:
    """Return what was found about a customer, as far as it counts at an instant: a constant number of statements."""
    since = at - FORGOTTEN_AFTER
    alerts = Alert.objects.filter(subject_id=user_id).exclude(alert_type__in=_ABOUT_THE_BANK).order_by("-id")
    confirmed = alerts.filter(disposition=Disposition.CONFIRMED_FRAUD.value, resolved_at__gt=since)
    found = list(confirmed.values_list("resolved_at", "transaction_id")[:_MOST])
    refused = alerts.filter(verdict=Verdict.BLOCK.value, created_at__gt=since).exclude(
        disposition=Disposition.FALSE_POSITIVE.value
    )
    # A failed sign-in is anybody's doing, so what is open about them says nothing of the customer.
    unresolved = alerts.exclude(
        Q(status=AlertStatus.RESOLVED.value) | Q(alert_type=AlertType.LOGIN_ANOMALY.value)
    )
    return RiskFacts(
        listed_name=has_confirmed_match(user_id),
        confirmed_at=tuple(resolved_at for resolved_at, _ in found if resolved_at is not None),
        declined_at=tuple(resolved_at for resolved_at, held in found if held and resolved_at is not None),
        refused_at=tuple(refused.values_list("created_at", flat=True)[:_MOST]),
        open_severities=tuple(
            Severity(severity) for severity in unresolved.values_list("severity", flat=True)[:_MOST]
        ),
    )


def newest_assessment(user_id: int) -> RiskAssessment | None:
    """Return what was found of a customer last, None if nothing was ever found."""
    return RiskAssessment.objects.filter(user_id=user_id).order_by("-id").first()


def risks_to_review(at: dt.datetime, *, after: int = 0, limit: int = 500) -> list[int]:
    """Return the customers of whose newest findings a reason has faded by an instant, by row number from `after` on."""
    newer = RiskAssessment.objects.filter(user_id=OuterRef("user_id"), pk__gt=OuterRef("pk"))
    due = RiskAssessment.objects.filter(Q(due_at__lte=at, user_id__gt=after) & ~Exists(newer))
    return list(due.order_by("user_id").values_list("user_id", flat=True)[:limit])


def risk_of_customer(actor: Actor, reference: str) -> CustomerRisk:
    """Return the risk of the customer of a row number or `CUST…`, for staff. Raises `NotAllowed` and `NotFound`."""
    if not actor.may(VIEW_ALERTS):
        raise NotAllowed
    customer = customer_by_reference(reference)
    # Nobody reads what the bank thinks of him.
    if customer is None or customer.id == actor.user_id:
        raise NotFound
    rows = RiskAssessment.objects.filter(user_id=customer.id).select_related("assessed_by").order_by("-id")
    history = tuple(_card(row) for row in rows[:_MOST])
    unresolved = Alert.objects.filter(subject_id=customer.id).exclude(status=AlertStatus.RESOLVED.value)
    return CustomerRisk(
        customer=PersonRef(id=customer.id, username=customer.username, customer_id=customer.customer_id),
        risk_profile=customer.risk_profile,
        reasons=history[0].reasons if history else (),
        due_at=history[0].due_at if history else None,
        open_alerts=unresolved.count(),
        history=history,
    )


def _card(row: RiskAssessment) -> AssessmentCard:
    return AssessmentCard(
        risk_profile=row.risk_profile,
        previous_profile=row.previous_profile,
        reasons=row.reasons,
        assessed_at=row.assessed_at,
        assessed_by=ref_to(row.assessed_by),
        due_at=row.due_at,
    )
