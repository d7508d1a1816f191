"""When sign-ins look wrong: pure decisions over what was counted around them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fraud.alert_texts import AlertText
from fraud.contracts import AlertType, PersonSignals, Severity

FADES_AFTER: Final = dt.timedelta(hours=24)
"""A count to which nothing was added for so long starts again."""

_SCORE_OF_MEDIUM: Final = 50
_SCORE_OF_HIGH: Final = 75


def fresh_count(count: int, last_at: dt.datetime | None, at: dt.datetime) -> int:
    """Return a count as it stands at an instant: nothing, once it has faded."""
    return count if last_at is not None and last_at + FADES_AFTER > at else 0


def after_success(
    signals: PersonSignals, *, at: dt.datetime, is_strange: bool, failures_needed: int
) -> tuple[AlertText, int] | None:
    """Return alert and score of a sign-in that succeeded, None if nothing is wrong with it.

    Wrong is one from a device and a network the person has not used before (`is_strange`), after `failures_needed`
    failures. It is worse after twice as many, and where a secret was changed within a day.
    """
    failures = fresh_count(signals.failed_sign_ins, signals.failed_sign_in_at, at)
    if not is_strange or failures_needed <= 0 or failures < failures_needed:
        return None
    changed = signals.secret_changed_at is not None and signals.secret_changed_at + FADES_AFTER > at
    is_high = changed or failures >= 2 * failures_needed
    text = AlertText(
        alert_type=AlertType.LOGIN_ANOMALY,
        severity=Severity.HIGH if is_high else Severity.MEDIUM,
        title="Sign-in after Failed Attempts",
        description=f"Signed in from an unknown device and network after {failures} failed attempts."
        + (" A secret was changed within a day before." if changed else ""),
    )
    return text, _SCORE_OF_HIGH if is_high else _SCORE_OF_MEDIUM


def after_failure(failures: int, *, failures_in_a_row: int) -> tuple[AlertText, int] | None:
    """Return alert and score of a row of failed sign-ins, None while it is not long enough; 0 switches it off."""
    if failures_in_a_row <= 0 or failures < failures_in_a_row:
        return None
    text = AlertText(
        alert_type=AlertType.LOGIN_ANOMALY,
        severity=Severity.MEDIUM,
        title="Many Failed Sign-ins",
        description=f"{failures} sign-ins failed, each within a day of the one before.",
    )
    return text, _SCORE_OF_MEDIUM
