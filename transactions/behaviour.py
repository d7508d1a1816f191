"""What fraud scoring is told of the past, as the reading statement brings it: profiles and signals, never a history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core_banking.kernel.db import instant_from_sql
from fraud.contracts import PersonSignals, ProfileRow, Window

PROFILE_COLUMNS = ", ".join(
    [
        "{p}f.version, {p}f.state",
        *(
            f"{{p}}f.{window}_{name}"
            for window in ("hour", "day")
            for name in (
                "bucket",
                "count",
                "sum_minor",
                "senders",
                "previous_count",
                "previous_sum_minor",
                "previous_senders",
            )
        ),
        "{p}f.received_at",
    ]
)
SIGNAL_COLUMNS = """
    signal.failed_pins, signal.failed_pin_at, signal.failed_sign_ins, signal.failed_sign_in_at,
    signal.secret_changed_at"""
BOOK_VERSION = "(SELECT max(version) FROM fraud_rulebookversion)"

PROFILE_WIDTH: Final = 17
_NO_PROFILE, _NO_SIGNALS = ProfileRow(), PersonSignals()


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What fraud scoring is to know: both accounts' profiles, the own side's person, and the newest rules' version."""

    sender: ProfileRow
    receiver: ProfileRow
    signals: PersonSignals
    book_version: int


def profile_of(columns: tuple[Any, ...]) -> ProfileRow:
    """Return an account's profile by its `PROFILE_COLUMNS`; one that knows nothing where there is no row."""
    version, received_at = columns[0], columns[16]
    if version is None:
        return _NO_PROFILE
    return ProfileRow(
        version=version,
        state=columns[1],
        hour=Window(*columns[2:9]),
        day=Window(*columns[9:16]),
        received_at=instant_from_sql(received_at) if received_at else None,
    )


def signals_of(columns: tuple[Any, ...]) -> PersonSignals:
    """Return what happened around a person's secrets, by `SIGNAL_COLUMNS`."""
    failed_pins, failed_pin_at, failed_sign_ins, failed_sign_in_at, secret_changed_at = columns
    if failed_pins is None:
        return _NO_SIGNALS
    return PersonSignals(
        failed_pins=failed_pins,
        failed_pin_at=instant_from_sql(failed_pin_at) if failed_pin_at else None,
        failed_sign_ins=failed_sign_ins,
        failed_sign_in_at=instant_from_sql(failed_sign_in_at) if failed_sign_in_at else None,
        secret_changed_at=instant_from_sql(secret_changed_at) if secret_changed_at else None,
    )


NOTHING_KNOWN: Final = Behaviour(_NO_PROFILE, _NO_PROFILE, _NO_SIGNALS, 0)
"""Nobody has moved yet, and there are no rules."""
