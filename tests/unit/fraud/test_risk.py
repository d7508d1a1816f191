"""What makes a customer's profile, as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from fraud.contracts import Severity
from fraud.risk import Reason, RiskFacts, RiskReason, assess
from users.contracts import RiskProfile

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
LOW, MEDIUM, HIGH = RiskProfile.LOW, RiskProfile.MEDIUM, RiskProfile.HIGH
TICK = dt.timedelta(microseconds=1)


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "profile", "reasons"),
    [
        (RiskFacts(), LOW, ()),
        (RiskFacts(listed_name=True), HIGH, ((RiskReason.LISTED_NAME, 1, HIGH),)),
        (RiskFacts(confirmed_at=(ago(1),)), HIGH, ((RiskReason.CONFIRMED_FRAUD, 1, HIGH),)),
        (RiskFacts(confirmed_at=(ago(90),)), MEDIUM, ((RiskReason.CONFIRMED_FRAUD, 1, MEDIUM),)),
        (RiskFacts(confirmed_at=(ago(90) + TICK,)), HIGH, ((RiskReason.CONFIRMED_FRAUD, 1, HIGH),)),
        (RiskFacts(confirmed_at=(ago(100), ago(300))), HIGH, ((RiskReason.CONFIRMED_FRAUD, 2, HIGH),)),
        (RiskFacts(confirmed_at=(ago(100), ago(365))), MEDIUM, ((RiskReason.CONFIRMED_FRAUD, 1, MEDIUM),)),
        (RiskFacts(confirmed_at=(ago(365),)), LOW, ()),
        (RiskFacts(declined_at=(ago(200),)), MEDIUM, ((RiskReason.DECLINED_PAYMENT, 1, MEDIUM),)),
        (RiskFacts(refused_at=(ago(1), ago(2))), LOW, ()),
        (RiskFacts(refused_at=(ago(1), ago(2), ago(3))), MEDIUM, ((RiskReason.REFUSED_PAYMENTS, 3, MEDIUM),)),
        (RiskFacts(refused_at=(ago(1), ago(2), ago(365))), LOW, ()),
        (RiskFacts(open_severities=(Severity.CRITICAL,)), HIGH, ((RiskReason.OPEN_ALERTS, 1, HIGH),)),
        (RiskFacts(open_severities=(Severity.HIGH,)), MEDIUM, ((RiskReason.OPEN_ALERTS, 1, MEDIUM),)),
        (RiskFacts(open_severities=(Severity.LOW,) * 2), LOW, ()),
        (RiskFacts(open_severities=(Severity.LOW,) * 3), MEDIUM, ((RiskReason.OPEN_ALERTS, 3, MEDIUM),)),
        (
            RiskFacts(
                confirmed_at=(ago(120),), declined_at=(ago(120),), open_severities=(Severity.CRITICAL,)
            ),
            HIGH,
            (
                (RiskReason.CONFIRMED_FRAUD, 1, MEDIUM),
                (RiskReason.DECLINED_PAYMENT, 1, MEDIUM),
                (RiskReason.OPEN_ALERTS, 1, HIGH),
            ),
        ),
    ],
)
def test_the_profile_is_the_highest_that_a_reason_raises_it_to(
    facts: RiskFacts, profile: RiskProfile, reasons: tuple[tuple[RiskReason, int, RiskProfile], ...]
) -> None:
    found = assess(facts, NOW)

    assert found.profile is profile
    assert found.reasons == tuple(
        Reason(reason=reason, count=count, raises_to=raises_to) for reason, count, raises_to in reasons
    )


@pytest.mark.parametrize(
    ("facts", "due_in_days"),
    [
        (RiskFacts(), None),
        (RiskFacts(listed_name=True, open_severities=(Severity.CRITICAL,)), None),
        (RiskFacts(confirmed_at=(ago(10),)), 80),
        (RiskFacts(confirmed_at=(ago(90),)), 275),
        (RiskFacts(confirmed_at=(ago(365),)), None),
        (RiskFacts(confirmed_at=(ago(10),), refused_at=(ago(360),)), 5),
    ],
)
def test_a_customer_is_looked_at_again_when_the_first_reason_fades(
    facts: RiskFacts, due_in_days: int | None
) -> None:
    due = None if due_in_days is None else NOW + dt.timedelta(days=due_in_days)

    assert assess(facts, NOW).due_at == due
