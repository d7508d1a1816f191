"""What scoring found, and the alerts that follow, without the movement of money around them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import use_case
from fraud.contracts import Hit, Origin, RuleKind, Screening, ScreeningRequest, Verdict
from fraud.models import Alert
from fraud.services import raise_alert

SCORER: Final = system_actor("tests")
"""Nobody in particular, who ordered what was scored."""


def found(
    score: int = 75,
    verdict: Verdict = Verdict.BLOCK,
    hits: tuple[Hit, ...] = (
        Hit(rule=RuleKind.UNUSUAL_AMOUNT, points=75, counted=True, why={"times_usual": 12}),
        Hit(rule=RuleKind.ODD_HOUR, points=10, counted=False, why={"hour": 3}),
    ),
) -> Screening:
    """Return what scoring found: an unusual amount, and in the shadow an odd hour."""
    return Screening(
        score=score,
        verdict=verdict,
        hits=hits,
        book_version=1,
        facts={"amount_minor": 90_000},
        state_after="",
    )


def screened(user_id: int, account_id: int = 1) -> ScreeningRequest:
    """Return a transfer of a customer as the money path knows it; amounts in minor units."""
    return ScreeningRequest(
        origin=Origin.CUSTOMER,
        movement="TRANSFER",
        amount_minor=90_000,
        currency="USD",
        at=dt.datetime(2026, 3, 2, 3, 15, tzinfo=dt.UTC),
        business_date=dt.date(2026, 3, 2),
        account_id=account_id,
        customer_user_id=user_id,
    )


def alert_about(
    user_id: int,
    *,
    screening: Screening | None = None,
    transaction_id: str = "",
    actor: Actor = SCORER,
    screening_record_id: int | None = None,
) -> Alert:
    """Raise an alert about a customer's movement and return its row."""
    screening = screening or found(verdict=Verdict.HOLD if transaction_id else Verdict.BLOCK)
    alert_id = _raise(
        actor=actor,
        screening=screening,
        screening_record_id=screening_record_id,
        user_id=user_id,
        transaction_id=transaction_id,
    )
    return Alert.objects.get(alert_id=alert_id)


@use_case
def _raise(
    *,
    actor: Actor,
    screening: Screening,
    screening_record_id: int | None,
    user_id: int,
    transaction_id: str,
) -> str:
    return raise_alert(
        actor=actor,
        screening=screening,
        screening_record_id=screening_record_id,
        request=screened(user_id),
        transaction_id=transaction_id,
    )
