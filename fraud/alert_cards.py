"""An alert as staff reads it: frozen values, no models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LONGEST_NOTE: Final = 1000
"""Characters of what staff writes about its decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """Somebody an alert names."""

    id: int
    username: str
    customer_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """An alert in a list. `transaction_id` is the payment it holds or held, empty if it held none."""

    id: int
    alert_id: str
    alert_type: str
    severity: str
    status: str
    title: str
    description: str
    risk_score: int
    created_at: dt.datetime
    verdict: str
    customer: PersonRef | None
    account_id: int | None
    transaction_id: str
    initiated_by: PersonRef | None
    assigned_to: PersonRef | None
    disposition: str
    note: str
    resolved_by: PersonRef | None
    resolved_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitCard:
    """A rule that found something, with its points, whether they counted, and in facts why."""

    rule: str
    points: int
    counted: bool
    why: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningCard:
    """A score of the same account. `amount_minor` is in minor units of `currency`; both may be unknown."""

    screening_id: str
    transaction_id: str
    screened_at: dt.datetime
    movement: str
    amount_minor: int | None
    currency: str
    score: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDetail:
    """An alert with all that led to it. `facts` are what the rules looked at; amounts in them are minor units."""

    card: AlertCard
    customer_risk_profile: str | None
    book_version: int | None
    hits: tuple[HitCard, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    movement: ScreeningCard | None = None
    recent_screenings: tuple[ScreeningCard, ...] = ()
