"""When sign-ins look wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from fraud.contracts import PersonSignals, Severity
from fraud.sign_ins import after_failure, after_success, fresh_count

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TICK = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("last_at", "count"), [(None, 0), (NOW, 7), (NOW - DAY + TICK, 7), (NOW - DAY, 0), (NOW - 2 * DAY, 0)]
)
def test_a_count_is_forgotten_a_day_after_the_last(last_at: dt.datetime | None, count: int) -> None:
    assert fresh_count(7, last_at, NOW) == count


@pytest.mark.parametrize(
    ("failures", "failed_at", "changed_at", "is_strange", "needed", "severity"),
    [
        (3, NOW, None, True, 3, Severity.MEDIUM),
        (2, NOW, None, True, 3, None),
        (3, NOW, None, False, 3, None),
        (3, NOW - DAY, None, True, 3, None),
        (6, NOW, None, True, 3, Severity.HIGH),
        (3, NOW, NOW - DAY + TICK, True, 3, Severity.HIGH),
        (3, NOW, NOW - DAY, True, 3, Severity.MEDIUM),
        (9, NOW, None, True, 0, None),
    ],
)
def test_a_sign_in_from_a_strange_place_after_failures_is_told_of(
    failures: int,
    failed_at: dt.datetime,
    changed_at: dt.datetime | None,
    is_strange: bool,
    needed: int,
    severity: Severity | None,
) -> None:
    signals = PersonSignals(
        failed_sign_ins=failures, failed_sign_in_at=failed_at, secret_changed_at=changed_at
    )

    found = after_success(signals, at=NOW, is_strange=is_strange, failures_needed=needed)

    assert (found and found[0].severity) == severity


@pytest.mark.parametrize(("failures", "limit", "told"), [(9, 10, False), (10, 10, True), (99, 0, False)])
def test_a_long_row_of_failures_is_told_of(failures: int, limit: int, told: bool) -> None:
    assert (after_failure(failures, failures_in_a_row=limit) is not None) is told
