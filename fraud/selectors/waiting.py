"""What waits for a decision of staff."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fraud.contracts import AlertStatus
from fraud.models import Alert, NameMatch
from fraud.name_contracts import NameMatchStatus


def waiting_decisions() -> dict[str, QuerySet[Any]]:
    """Return what nobody has decided on yet, by kind: alerts, a held payment's among them, and matches of names."""
    alerts, matches = (
        (AlertStatus.OPEN, AlertStatus.IN_REVIEW),
        (NameMatchStatus.OPEN, NameMatchStatus.PROPOSED),
    )
    return {
        "fraud_alerts": Alert.objects.filter(status__in=[status.value for status in alerts]).order_by(),
        "name_matches": NameMatch.objects.filter(status__in=[status.value for status in matches]).order_by(),
    }
