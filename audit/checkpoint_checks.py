"""Checkpoints held against their signatures, each other, and the file outside the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.chain_faults import ChainFault, Fault
from audit.chain_keys import public_keys
from audit.chain_models import AuditSeal
from audit.checkpoint_file import checkpoints_in
from audit.checkpoints import NO_CHECKPOINT, Checkpoint, UnreadableCheckpoint

_LOOKED_UP_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class OutsideCheckpoints:
    """What the file outside says, and what is wrong with how it says it."""

    path: Path
    checkpoints: tuple[Checkpoint, ...]
    faults: tuple[ChainFault, ...] = ()

    @classmethod
    def of(cls, path: Path, from_seq: int = 1) -> OutsideCheckpoints:
        """Read the checkpoints of a file that reach a seal or one after it. Raises `OSError`."""
        found: list[Checkpoint] = []
        try:
            for each in checkpoints_in(path):
                if each.seq >= from_seq:
                    found.append(each)
        except UnreadableCheckpoint as error:
            return cls(path, tuple(found), (ChainFault(Fault.CHECKPOINT_CHANGED, str(error)),))
        return cls(path, tuple(found))

    @property
    def count(self) -> int:
        """How many of its checkpoints are looked at."""
        return len(self.checkpoints)


def faults_of_checkpoints(
    kept: Sequence[Checkpoint], outside: OutsideCheckpoints | None, last_seq: int, from_seq: int = 1
) -> list[ChainFault]:
    """Return what is wrong with the checkpoints in the database and with those outside; `last_seq` ends the chain.

    Both begin with the one that reaches `from_seq`: whoever looks at the end of a long chain waits for no others.
    """
    faults = []
    if from_seq <= 1 and kept and kept[0].number != 1:
        faults.append(ChainFault(Fault.CHECKPOINT_MISSING, "Checkpoint 1 in the database is gone.", 1))
    faults += _faults_of_series(kept, "in the database")
    if outside is not None:
        faults += _faults_of_series(outside.checkpoints, "outside")
        faults += _faults_of_outside(outside.checkpoints, {each.number: each for each in kept}, last_seq)
        if _faults_of_missing_outside(kept, outside.checkpoints) and not outside.faults:
            # In the database a moment before it is outside: so ask once more.
            again = OutsideCheckpoints.of(outside.path, from_seq)
            faults += _faults_of_missing_outside(kept, again.checkpoints)
    for each in kept:
        if each.seq > last_seq:
            faults.append(_cut(each, last_seq))
            break
    return faults


def _faults_of_series(series: Sequence[Checkpoint], where: str) -> list[ChainFault]:
    """A series begins anywhere (an old file may have been put away) and has no gap."""
    keys, faults, before = public_keys(), [], None
    for each in series:
        if not each.is_signed_by(keys):
            sentence = f"Checkpoint {each.number} {where} is not signed by a key of the bank."
            faults.append(ChainFault(Fault.CHECKPOINT_CHANGED, sentence, each.first_seq))
        if before is not None and each.number != before.number + 1:
            sentence = f"Checkpoint {before.number + 1} {where} is gone."
            faults.append(ChainFault(Fault.CHECKPOINT_MISSING, sentence, before.seq + 1))
        elif _does_not_follow(each, before):
            sentence = f"Checkpoint {each.number} {where} does not follow the one before it."
            faults.append(ChainFault(Fault.CHECKPOINT_CHANGED, sentence, each.first_seq))
        before = each
    return faults


def _does_not_follow(each: Checkpoint, before: Checkpoint | None) -> bool:
    if before is not None:
        return each.previous != before.digest() or each.first_seq != before.seq + 1
    return each.number == 1 and (each.previous != NO_CHECKPOINT or each.first_seq != 1)


def _faults_of_outside(
    outside: Sequence[Checkpoint], kept: Mapping[int, Checkpoint], last_seq: int
) -> list[ChainFault]:
    faults = []
    for start in range(0, len(outside), _LOOKED_UP_AT_ONCE):
        piece = outside[start : start + _LOOKED_UP_AT_ONCE]
        seals = AuditSeal.objects.filter(seq__in=[each.seq for each in piece])
        macs = {seq: bytes(mac) for seq, mac in seals.values_list("seq", "mac")}
        for each in piece:
            faults += _faults_of_one_outside(each, macs.get(each.seq), kept, last_seq)
    return faults


def _faults_of_one_outside(
    each: Checkpoint, mac: bytes | None, kept: Mapping[int, Checkpoint], last_seq: int
) -> list[ChainFault]:
    if each.seq > last_seq:
        return [_cut(each, last_seq)]
    if mac is not None and mac != each.mac:
        sentence = (
            f"Checkpoint {each.number} outside has signed another chain up to {each.seq}: this was made anew."
        )
        return [ChainFault(Fault.CHAIN_REBUILT, sentence, each.first_seq)]
    mine = kept.get(each.number)
    if mine is None:
        sentence = f"Checkpoint {each.number}, kept outside, is gone from the database."
        return [ChainFault(Fault.CHECKPOINT_MISSING, sentence, each.first_seq)]
    if mine != each:
        sentence = f"Checkpoint {each.number} in the database is not the one outside."
        return [ChainFault(Fault.CHECKPOINT_CHANGED, sentence, each.first_seq)]
    return []


def _faults_of_missing_outside(kept: Sequence[Checkpoint], outside: Sequence[Checkpoint]) -> list[ChainFault]:
    last = outside[-1].number if outside else 0
    lacking = [each for each in kept if each.number > last]
    if not lacking:
        return []
    sentence = f"Checkpoint {lacking[0].number} is in the database, and is not outside."
    return [ChainFault(Fault.CHECKPOINT_NOT_OUTSIDE, sentence, lacking[0].first_seq)]


def _cut(each: Checkpoint, last_seq: int) -> ChainFault:
    sentence = f"Checkpoint {each.number} was made at seal {each.seq}; the chain ends at {last_seq}."
    return ChainFault(Fault.TAIL_CUT, sentence, last_seq + 1)
