"""What may be read of alerts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q, QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.alert_cards import AlertCard, AlertDetail, HitCard, PersonRef, ScreeningCard
from fraud.contracts import DECIDE_ALERTS, VIEW_ALERTS
from fraud.models import Alert, ScreeningRecord

_RECENT: Final = 10
_LONGEST_ROW_NUMBER: Final = 18
_PEOPLE: Final = ("subject", "initiated_by", "assigned_to", "resolved_by")


def visible_alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts the actor may see, the newest first. Raises `NotAllowed`."""
    if not (actor.may(VIEW_ALERTS) or actor.may(DECIDE_ALERTS)):
        raise NotAllowed
    # Nobody reads what the bank thinks of him.
    return Alert.objects.exclude(subject_id=actor.user_id).select_related(*_PEOPLE).order_by("-id")


def alert_named(key: str) -> Q:
    """Return the condition of an alert's row number or its `ALERT…` identifier."""
    return Q(pk=int(key)) if is_row_number(key) else Q(alert_id=key)


def is_row_number(text: str) -> bool:
    """Whether a reference is a row number."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ROW_NUMBER


def alert_for(actor: Actor, key: str) -> Alert:
    """Return one alert by row number or `ALERT…`. Raises `NotAllowed` and `NotFound`."""
    alert = visible_alerts(actor).filter(alert_named(key)).first()
    if alert is None:
        raise NotFound
    return alert


def alert_detail(alert: Alert) -> AlertDetail:
    """Return an alert with its rules, facts and what its account did lately, in a constant number of statements."""
    screening: ScreeningRecord | None = alert.screening
    hits = alert.hits.order_by("-counted", "-points", "id")
    return AlertDetail(
        card=card_of_alert(alert),
        customer_risk_profile=alert.subject.risk_profile if alert.subject else None,
        book_version=screening.book_version if screening else None,
        hits=tuple(HitCard(rule=h.rule, points=h.points, counted=h.counted, why=h.why) for h in hits),
        facts=screening.facts if screening else {},
        movement=_screening_card(screening) if screening else None,
        recent_screenings=tuple(_recent_screenings(alert)),
    )


def cards_of_alerts(alerts: Iterable[Alert]) -> list[AlertCard]:
    """Return alerts read by `visible_alerts` as cards."""
    return [card_of_alert(alert) for alert in alerts]


def card_of_alert(alert: Alert) -> AlertCard:
    """Return an alert as a card."""
    return AlertCard(
        id=alert.pk,
        alert_id=alert.alert_id,
        alert_type=alert.alert_type,
        severity=alert.severity,
        status=alert.status,
        title=alert.title,
        description=alert.description,
        risk_score=alert.risk_score,
        created_at=alert.created_at,
        verdict=alert.verdict,
        customer=ref_to(alert.subject),
        account_id=alert.account_id,
        transaction_id=alert.transaction_id,
        initiated_by=ref_to(alert.initiated_by),
        assigned_to=ref_to(alert.assigned_to),
        disposition=alert.disposition,
        note=alert.note,
        resolved_by=ref_to(alert.resolved_by),
        resolved_at=alert.resolved_at,
    )


def _recent_screenings(alert: Alert) -> list[ScreeningCard]:
    if alert.account_id is None:
        return []
    records = ScreeningRecord.objects.filter(account_id=alert.account_id).order_by("-id")[:_RECENT]
    return [_screening_card(record) for record in records]


def _screening_card(record: ScreeningRecord) -> ScreeningCard:
    amount, currency = record.facts.get("amount"), record.facts.get("currency")
    return ScreeningCard(
        screening_id=record.screening_id,
        transaction_id=record.transaction_id,
        screened_at=record.screened_at,
        movement=str(record.facts.get("movement") or ""),
        amount_minor=amount if isinstance(amount, int) else None,
        currency=currency if isinstance(currency, str) else "",
        score=record.score,
        verdict=record.verdict,
    )


def ref_to(person: Any) -> PersonRef | None:
    """Return somebody an alert names."""
    if person is None:
        return None
    return PersonRef(id=person.pk, username=person.username, customer_id=person.customer_id)
