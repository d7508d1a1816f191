"""A customer's risk as staff reads it: frozen values, no models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fraud.alert_cards import PersonRef

Reasons = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentCard:
    """What was found about a customer once."""

    risk_profile: str
    previous_profile: str
    reasons: Reasons
    assessed_at: dt.datetime
    assessed_by: PersonRef | None
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRisk:
    """A customer's profile as it is, its reasons, and how it came about, the newest first."""

    customer: PersonRef
    risk_profile: str
    reasons: Reasons
    due_at: dt.datetime | None
    open_alerts: int
    history: tuple[AssessmentCard, ...]
