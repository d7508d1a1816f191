"""How much care a customer needs, from what was found about him: a pure table with its reasons.

A confirmed fraud weighs most when it is fresh: for `FRESH_FOR` one alone makes the profile HIGH, then MEDIUM until
`FORGOTTEN_AFTER`; two make it HIGH for all that time. After that they count no more. A name on a list counts as long
as staff's finding stands, and what is open counts until it is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fraud.contracts import Severity
from users.contracts import RiskProfile

FRESH_FOR: Final = dt.timedelta(days=90)
FORGOTTEN_AFTER: Final = dt.timedelta(days=365)
MANY_REFUSED: Final = 3
MANY_OPEN: Final = 3

_ORDER: Final = tuple(RiskProfile)


class RiskReason(StrEnum):
    """What raises a customer's profile."""

    LISTED_NAME = "LISTED_NAME"
    CONFIRMED_FRAUD = "CONFIRMED_FRAUD"
    DECLINED_PAYMENT = "DECLINED_PAYMENT"
    REFUSED_PAYMENTS = "REFUSED_PAYMENTS"
    OPEN_ALERTS = "OPEN_ALERTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What was found about a customer. Instants of more than `FORGOTTEN_AFTER` ago may be in it and do not count.

    `confirmed_at` are alerts that staff found to be fraud, `declined_at` those of them that held a payment, and
    `refused_at` movements that scoring refused and nobody has found to be harmless.
    """

    listed_name: bool = False
    confirmed_at: tuple[dt.datetime, ...] = ()
    declined_at: tuple[dt.datetime, ...] = ()
    refused_at: tuple[dt.datetime, ...] = ()
    open_severities: tuple[Severity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that raises the profile, how often it happened, and how far it raises it."""

    reason: RiskReason
    count: int
    raises_to: RiskProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The profile that follows from the reasons, and when the first of them fades."""

    profile: RiskProfile
    reasons: tuple[Reason, ...]
    due_at: dt.datetime | None


def assess(facts: RiskFacts, at: dt.datetime) -> Assessment:
    """Return the profile of a customer at an instant: the highest that any reason raises it to."""
    reasons = tuple(
        Reason(reason=reason, count=count, raises_to=raises_to)
        for reason, count, raises_to in (
            (RiskReason.LISTED_NAME, int(facts.listed_name), RiskProfile.HIGH),
            (RiskReason.CONFIRMED_FRAUD, *_confirmed(_remembered(facts.confirmed_at, at), at)),
            (RiskReason.DECLINED_PAYMENT, len(_remembered(facts.declined_at, at)), RiskProfile.MEDIUM),
            (RiskReason.REFUSED_PAYMENTS, *_many(len(_remembered(facts.refused_at, at)), MANY_REFUSED)),
            (RiskReason.OPEN_ALERTS, *_open(facts.open_severities)),
        )
        if count and raises_to is not RiskProfile.LOW
    )
    profile = max((reason.raises_to for reason in reasons), key=_ORDER.index, default=RiskProfile.LOW)
    return Assessment(profile=profile, reasons=reasons, due_at=_first_change(facts, at))


def _confirmed(remembered: Sequence[dt.datetime], at: dt.datetime) -> tuple[int, RiskProfile]:
    if not remembered:
        return 0, RiskProfile.LOW
    is_fresh = max(remembered) + FRESH_FOR > at
    return len(remembered), RiskProfile.HIGH if is_fresh or len(remembered) > 1 else RiskProfile.MEDIUM


def _many(count: int, many: int) -> tuple[int, RiskProfile]:
    return count, RiskProfile.MEDIUM if count >= many else RiskProfile.LOW


def _open(severities: Sequence[Severity]) -> tuple[int, RiskProfile]:
    """One critical alert makes HIGH until it is decided; one high, or several of any kind, MEDIUM."""
    if Severity.CRITICAL in severities:
        return len(severities), RiskProfile.HIGH
    if Severity.HIGH in severities or len(severities) >= MANY_OPEN:
        return len(severities), RiskProfile.MEDIUM
    return len(severities), RiskProfile.LOW


def _remembered(instants: Sequence[dt.datetime], at: dt.datetime) -> list[dt.datetime]:
    return [instant for instant in instants if instant + FORGOTTEN_AFTER > at]


def _first_change(facts: RiskFacts, at: dt.datetime) -> dt.datetime | None:
    ends = [instant + FRESH_FOR for instant in facts.confirmed_at]
    ends += [
        instant + FORGOTTEN_AFTER for instant in (*facts.confirmed_at, *facts.declined_at, *facts.refused_at)
    ]
    return min((end for end in ends if end > at), default=None)
