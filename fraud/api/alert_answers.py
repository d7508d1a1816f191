"""The shapes of alerts over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.money import Money
from fraud.alert_cards import LONGEST_NOTE, AlertCard, AlertDetail, PersonRef, ScreeningCard
from fraud.contracts import AlertStatus, AlertType, Disposition, Severity, Verdict
from users.contracts import RiskProfile

_VERDICTS: Final = [verdict.value for verdict in Verdict]
_DISPOSITIONS: Final = [disposition.value for disposition in Disposition]


class PersonRefAnswer(serializers.Serializer[Any]):
    """Somebody an alert names; `customer_id` is null for staff."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    customer_id = serializers.CharField(allow_null=True)


class AlertAnswer(serializers.Serializer[Any]):
    """An alert."""

    id = serializers.IntegerField()
    alert_id = serializers.CharField()
    alert_type = serializers.ChoiceField([kind.value for kind in AlertType])
    severity = serializers.ChoiceField([level.value for level in Severity])
    status = serializers.ChoiceField([status.value for status in AlertStatus])
    title = serializers.CharField()
    description = serializers.CharField()
    risk_score = serializers.IntegerField(min_value=0, max_value=100)
    created_at = serializers.DateTimeField()
    verdict = serializers.ChoiceField(
        _VERDICTS, allow_null=True, help_text="What became of the movement; null if it is about none."
    )
    customer = PersonRefAnswer(allow_null=True)
    account = serializers.IntegerField(allow_null=True)
    transaction_id = serializers.CharField(
        allow_null=True, help_text="The payment it holds, or held; null if it holds none."
    )
    initiated_by = PersonRefAnswer(allow_null=True, help_text="Who ordered the movement.")
    assigned_to = PersonRefAnswer(allow_null=True)
    disposition = serializers.ChoiceField(_DISPOSITIONS, allow_null=True)
    note = serializers.CharField()
    resolved_by = PersonRefAnswer(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)


class HitAnswer(serializers.Serializer[Any]):
    """A rule that found something; `counted` is false for a rule in the shadow."""

    rule = serializers.CharField()
    points = serializers.IntegerField()
    counted = serializers.BooleanField()
    why = serializers.DictField()


class ScreeningAnswer(serializers.Serializer[Any]):
    """A score of a movement."""

    screening_id = serializers.CharField()
    transaction_id = serializers.CharField(allow_null=True)
    screened_at = serializers.DateTimeField()
    movement = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    score = serializers.IntegerField()
    verdict = serializers.ChoiceField(_VERDICTS)


class AlertDetailAnswer(AlertAnswer):
    """An alert with all that led to it. Amounts among `facts` and `why` are minor units."""

    customer_risk_profile = serializers.ChoiceField(
        [profile.value for profile in RiskProfile], allow_null=True
    )
    rule_book_version = serializers.IntegerField(allow_null=True)
    hits = HitAnswer(many=True)
    facts = serializers.DictField(help_text="All that the rules looked at.")
    movement = ScreeningAnswer(allow_null=True)
    recent_screenings = ScreeningAnswer(many=True, help_text="The last ten of the account.")


class AssignBody(StrictSerializer):
    """Whom to give an alert to."""

    assignee = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Number of a member of staff; oneself."
    )


class ResolveBody(StrictSerializer):
    """What an alert was found to be, and why."""

    disposition = serializers.ChoiceField(_DISPOSITIONS)
    note = serializers.CharField(max_length=LONGEST_NOTE)


def alert_body(card: AlertCard) -> dict[str, Any]:
    """Return an alert of a list."""
    return {
        "id": card.id,
        "alert_id": card.alert_id,
        "alert_type": card.alert_type,
        "severity": card.severity,
        "status": card.status,
        "title": card.title,
        "description": card.description,
        "risk_score": card.risk_score,
        "created_at": card.created_at,
        "verdict": card.verdict or None,
        "customer": person_body(card.customer),
        "account": card.account_id,
        "transaction_id": card.transaction_id or None,
        "initiated_by": person_body(card.initiated_by),
        "assigned_to": person_body(card.assigned_to),
        "disposition": card.disposition or None,
        "note": card.note,
        "resolved_by": person_body(card.resolved_by),
        "resolved_at": card.resolved_at,
    }


def alert_detail_body(detail: AlertDetail) -> dict[str, Any]:
    """Return an alert with all that led to it."""
    return {
        **alert_body(detail.card),
        "customer_risk_profile": detail.customer_risk_profile,
        "rule_book_version": detail.book_version,
        "hits": [
            {"rule": hit.rule, "points": hit.points, "counted": hit.counted, "why": hit.why}
            for hit in detail.hits
        ],
        "facts": detail.facts,
        "movement": _screening_body(detail.movement) if detail.movement else None,
        "recent_screenings": [_screening_body(card) for card in detail.recent_screenings],
    }


def person_body(person: PersonRef | None) -> Mapping[str, Any] | None:
    """Return somebody an alert names."""
    if person is None:
        return None
    return {"id": person.id, "username": person.username, "customer_id": person.customer_id}


def _screening_body(card: ScreeningCard) -> dict[str, Any]:
    return {
        "screening_id": card.screening_id,
        "transaction_id": card.transaction_id or None,
        "screened_at": card.screened_at,
        "movement": card.movement,
        "amount": _amount(card.amount_minor, card.currency),
        "currency": card.currency,
        "score": card.score,
        "verdict": card.verdict,
    }


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None or not currency else str(Money.of_minor(minor, currency))
