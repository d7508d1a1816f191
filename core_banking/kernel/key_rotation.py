"""Moving what is stored to the newest key of a setting: in small transactions, under load, resumable and in parallel.

A batch holds its rows (`FOR UPDATE SKIP LOCKED`), reads them again under that hold, encrypts them anew and commits with
a row in the audit trail. So whatever is killed has lost at most one batch, whoever writes meanwhile loses nothing, and
several rotators share the work. Every reader knows both keys, so none notices. Done is what no row needs any more:
only then are the older keys retired, and may be taken out of the settings.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.key_canaries import give_up_keys, retire_keys
from core_banking.kernel.key_events import KeyRotationBegan, KeysGivenUp, KeysRetired, RowsRekeyed
from core_banking.kernel.key_lists import key_ids_of

UNKNOWN: Final = "unknown"
"""The name of the key of what no key of the settings reads."""
_ROWS_COUNTED_AT_ONCE: Final = 1_000
_PATIENT_PASSES: Final = 20
_PAUSE_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRows:
    """Rows of one kind that are stored under a key of one setting.

    `waiting` may be a superset of what is not under the newest key; `key_of` names the key of one row, None for one
    that no key of the settings reads. `reseal` changes rows in place and returns those it could read; `columns` says
    what it changed.
    """

    what: str
    rows: Callable[[], QuerySet[Any]]
    waiting: Callable[[], QuerySet[Any]]
    key_of: Callable[[Any], str | None]
    reseal: Callable[[Sequence[Any]], Sequence[Any]]
    columns: tuple[str, ...]
    largest_batch: int = 2_000
    counted: Callable[[], Counter[str]] | None = None
    """How many rows are on which key, where the database can say so by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of one batch: rows moved, rows that no key reads, and the last row looked at (None at the end)."""

    moved: int
    unreadable: int
    last: Any


@dataclass(slots=True)
class Tally:
    """How many rows of a setting are on which key."""

    by_key: Counter[str] = field(default_factory=Counter)

    def outside(self, newest: str) -> int:
        """Return how many rows are not under the newest key."""
        return sum(count for name, count in self.by_key.items() if name != newest)


def tally(kinds: Sequence[SealedRows]) -> Tally:
    """Count rows by the key they are under; looks at every row where the database cannot say."""
    counted = Tally()
    for kind in kinds:
        if kind.counted is not None:
            counted.by_key.update(kind.counted())
            continue
        for row in kind.rows().order_by("pk").iterator(_ROWS_COUNTED_AT_ONCE):
            counted.by_key[kind.key_of(row) or UNKNOWN] += 1
    return counted


def rotate(
    setting: str,
    kinds: Sequence[SealedRows],
    *,
    actor: Actor,
    batch_rows: int,
    watch: Callable[[str, int], None] = lambda what, moved: None,
) -> int:
    """Move all rows of a setting to its newest key, retire the older ones, and return how many rows were moved.

    Rows that somebody else holds are passed over and taken in a later pass. Keys are retired only if nothing is left;
    whoever finds rows that no key reads keeps all keys, and `tally` tells of them.
    """
    newest = key_ids_of(setting)[0]
    begin_rotation(actor=actor, setting=setting, waiting=sum(kind.waiting().count() for kind in kinds))
    moved = sum(_rotate_kind(setting, kind, newest, actor, batch_rows, watch) for kind in kinds)
    if tally(kinds).outside(newest) == 0:
        end_rotation(actor=actor, setting=setting, rows=moved)
    return moved


@use_case
def begin_rotation(*, actor: Actor, setting: str, waiting: int) -> None:
    """Leave on record that a rotation begins, or goes on."""
    emit(
        KeyRotationBegan(actor=actor, setting=setting, newest_key_id=key_ids_of(setting)[0], waiting=waiting)
    )


@use_case
def end_rotation(*, actor: Actor, setting: str, rows: int) -> None:
    """Retire a setting's older keys, which nothing stored needs any more."""
    emit(KeysRetired(actor=actor, setting=setting, key_ids=tuple(retire_keys(setting)), rows=rows))


@use_case
def give_up_lost_keys(*, actor: Actor, setting: str) -> list[str]:
    """Let the bank start without keys that a setting has lost, and without what lies under them; return which."""
    lost = give_up_keys(setting)
    emit(KeysGivenUp(actor=actor, setting=setting, key_ids=tuple(lost)))
    return lost


@use_case
def move_batch(
    *, actor: Actor, setting: str, kind: SealedRows, after: Any, rows: int, skip_held: bool = True
) -> Batch:
    """Move the rows of one batch, those after the row `after`, to the newest key."""
    waiting = kind.waiting().order_by("pk")
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    held: list[Model] = list(waiting.select_for_update(skip_locked=skip_held, of=("self",))[:rows])
    newest = key_ids_of(setting)[0]
    keys = [kind.key_of(row) for row in held]
    old = [row for row, key in zip(held, keys, strict=True) if key not in {newest, None}]
    changed = kind.reseal(old) if old else []
    if changed:
        type(changed[0])._base_manager.bulk_update(changed, kind.columns)
        emit(RowsRekeyed(actor=actor, setting=setting, newest_key_id=newest, rows=len(changed)))
    else:
        make_dry_run()  # nothing was written, so nothing is announced
    unreadable = keys.count(None) + len(old) - len(changed)
    return Batch(moved=len(changed), unreadable=unreadable, last=held[-1].pk if held else None)


def _rotate_kind(
    setting: str,
    kind: SealedRows,
    newest: str,
    actor: Actor,
    batch_rows: int,
    watch: Callable[[str, int], None],
) -> int:
    total = 0
    for number in range(_PATIENT_PASSES):
        moved, unreadable = _pass_over(
            setting, kind, actor, min(batch_rows, kind.largest_batch), watch, total, number == 0
        )
        total += moved
        if not moved and tally([kind]).outside(newest) <= unreadable:
            break
        if not moved:
            time.sleep(_PAUSE_SECONDS)  # somebody holds what is left
    return total


def _pass_over(
    setting: str,
    kind: SealedRows,
    actor: Actor,
    batch_rows: int,
    watch: Callable[[str, int], None],
    moved_before: int,
    skip_held: bool,
) -> tuple[int, int]:
    """Go over all rows once; return how many were moved, and how many no key reads."""
    after, moved, unreadable = None, 0, 0
    while True:
        batch = move_batch(
            actor=actor, setting=setting, kind=kind, after=after, rows=batch_rows, skip_held=skip_held
        )
        moved, unreadable = moved + batch.moved, unreadable + batch.unreadable
        if batch.moved:
            watch(kind.what, moved_before + moved)
        if batch.last is None:
            return moved, unreadable
        after = batch.last
