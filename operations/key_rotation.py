"""The keys of the bank: which setting holds what, how far its rotation is, and how it is carried on.

Each purpose is named as operators type it. Rows are moved where there are any; for the others it is said what becomes
of what the old key made, and whether it may be taken out of the settings.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from core_banking.kernel import clock, key_rotation
from core_banking.kernel.actors import Actor
from core_banking.kernel.key_lists import BLIND_INDEX, DIGEST, TOKENS, key_ids_of
from core_banking.kernel.key_rotation import UNKNOWN, SealedRows
from core_banking.kernel.models import KeyCanary
from core_banking.kernel.sealed_answers import answer_rows
from kyc.services import blind_index_rows, document_rows, identity_rows
from notifications.services import delivery_rows
from users.services import clear_outdated_pins, pins_by_key, two_factor_rows

Watch = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPurpose:
    """One use of keys: its setting, and how to look at and to move what is under it."""

    name: str
    setting: str
    rows: Callable[[], list[SealedRows]] | None = None
    counted: Callable[[], Counter[str]] | None = None
    without_rows: str = ""
    """What becomes of what an old key made, where no rows are moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """How many rows of a purpose are on which key, and what may be done with the keys that are not the newest."""

    purpose: KeyPurpose
    newest: str
    listed: tuple[str, ...]
    by_key: dict[str, int]
    old_may_go: bool
    remark: str


PURPOSES: Final[dict[str, KeyPurpose]] = {
    purpose.name: purpose
    for purpose in (
        KeyPurpose(name="identity", setting="IDENTITY_KEYS", rows=identity_rows),
        KeyPurpose(name="documents", setting="DOCUMENT_KEYS", rows=document_rows),
        KeyPurpose(name="blind-index", setting=BLIND_INDEX, rows=blind_index_rows),
        KeyPurpose(name="two-factor", setting="TWO_FACTOR_KEYS", rows=two_factor_rows),
        KeyPurpose(name="delivery", setting="DELIVERY_KEYS", rows=delivery_rows),
        KeyPurpose(name="idempotency", setting="IDEMPOTENCY_KEYS", rows=answer_rows),
        KeyPurpose(
            name="pin",
            setting="PIN_KEYS",
            counted=pins_by_key,
            without_rows="Only its owner can move a PIN, by using it. Clear the rest with --clear-outdated.",
        ),
        KeyPurpose(
            name="audit",
            setting="AUDIT_KEYS",
            without_rows="New rows are sealed under the newest key; the older ones verify what they have sealed.",
        ),
        KeyPurpose(
            name="audit-checkpoints",
            setting="AUDIT_CHECKPOINT_KEYS",
            without_rows="The older keys stay: they verify the checkpoints they have signed.",
        ),
        KeyPurpose(
            name="tokens",
            setting=TOKENS,
            without_rows="A token names its key and lives until it expires; sessions go on under the newest key.",
        ),
        KeyPurpose(
            name="statements",
            setting="STATEMENT_SIGNING_KEYS",
            without_rows="The older keys stay: their public halves verify the statements they have signed.",
        ),
        KeyPurpose(
            name="digest",
            setting=DIGEST,
            without_rows="Not rotated: with another key everybody signs in again and recovery codes are void.",
        ),
    )
}


def status_of(purpose: KeyPurpose) -> KeyStatus:
    """Return where the rotation of a purpose stands. Looks at every row of those whose key only the row betrays."""
    listed = key_ids_of(purpose.setting)
    by_key = _rows_by_key(purpose)
    old_may_go, remark = _verdict(purpose, listed, by_key)
    return KeyStatus(
        purpose=purpose,
        newest=listed[0],
        listed=listed,
        by_key=dict(by_key),
        old_may_go=old_may_go,
        remark=remark,
    )


def rotate(purpose: KeyPurpose, *, actor: Actor, batch_rows: int, watch: Watch) -> int:
    """Move all rows of a purpose to its newest key and return how many were moved; 0 where there are none to move.

    Can be killed anywhere and run again, and by several at once.
    """
    if purpose.rows is None:
        _retire_if_unneeded(purpose, actor)
        return 0
    return key_rotation.rotate(
        purpose.setting, purpose.rows(), actor=actor, batch_rows=batch_rows, watch=watch
    )


def clear_outdated(*, actor: Actor) -> int:
    """Clear the PINs that older keys made and tell their owners; retire those keys; return how many PINs there were."""
    cleared = clear_outdated_pins(actor=actor)
    _retire_if_unneeded(PURPOSES["pin"], actor)
    return cleared


def _rows_by_key(purpose: KeyPurpose) -> Counter[str]:
    if purpose.rows is not None:
        return key_rotation.tally(purpose.rows()).by_key
    return purpose.counted() if purpose.counted is not None else Counter()


def _verdict(purpose: KeyPurpose, listed: Sequence[str], by_key: Counter[str]) -> tuple[bool, str]:
    outside = sum(count for name, count in by_key.items() if name != listed[0])
    if by_key.get(UNKNOWN):
        return False, f"{by_key[UNKNOWN]} rows are read by no key of the settings."
    if purpose.name == "tokens":
        return _verdict_of_tokens(listed)
    if len(listed) == 1:
        return False, "There is one key." if not outside else "Run the rotation."
    if purpose.rows is not None or purpose.name == "pin":
        done = outside == 0
        remark = "Run the rotation." if purpose.rows is not None else purpose.without_rows
        return done, "" if done else remark
    return False, purpose.without_rows


def _verdict_of_tokens(listed: Sequence[str]) -> tuple[bool, str]:
    if len(listed) == 1:
        return False, "There is one key."
    since = (
        KeyCanary.objects.filter(setting=TOKENS, key_id=listed[0])
        .values_list("created_at", flat=True)
        .first()
    )
    longest: dt.timedelta = max(settings.REFRESH_TOKEN_LIFETIME, settings.ACCESS_TOKEN_LIFETIME)
    until = (since or clock.now()) + longest
    return until <= clock.now(), f"The last token of an older key expires at {until:%Y-%m-%d %H:%M} UTC."


def _retire_if_unneeded(purpose: KeyPurpose, actor: Actor) -> None:
    if status_of(purpose).old_may_go:
        key_rotation.end_rotation(actor=actor, setting=purpose.setting, rows=0)
