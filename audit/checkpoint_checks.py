"""Checkpoints held against their signatures, each other, and the file outside the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.chain_faults import ChainFault, Fault
from audit.chain_keys import public_keys
from audit.chain_models import AuditSeal
from audit.checkpoint_file import checkpoints_in
from audit.checkpoints import NO_CHECKPOINT, Checkpoint, UnreadableCheckpoint


@dataclass(frozen=True, slots=True)
class OutsideCheckpoints:
    """What the file outside says, and what is wrong with how it says it."""

    path: Path
    checkpoints: tuple[Checkpoint, ...]
    faults: tuple[ChainFault, ...] = ()

    @classmethod
    def of(cls, path: Path) -> OutsideCheckpoints:
        """Read a file. Raises `OSError`."""
        found: list[Checkpoint] = []
        try:
            for each in checkpoints_in(path):
                found.append(each)
        except UnreadableCheckpoint as error:
            return cls(path, tuple(found), (ChainFault(Fault.CHECKPOINT_CHANGED, str(error)),))
        return cls(path, tuple(found))

    @property
    def count(self) -> int:
        """How many checkpoints it holds."""
        return len(self.checkpoints)


def faults_of_checkpoints(
    kept: Sequence[Checkpoint], outside: OutsideCheckpoints | None, last_seq: int
) -> list[ChainFault]:
    """Return what is wrong with the checkpoints in the database and with those outside; `last_seq` ends the chain."""
    faults = _faults_of_series(kept, "in the database")
    if outside is not None:
        by_number = {each.number: each for each in kept}
        faults += _faults_of_series(outside.checkpoints, "outside")
        for each in outside.checkpoints:
            faults += _faults_of_outside(each, by_number, last_seq)
        if _faults_of_missing_outside(kept, outside.checkpoints) and not outside.faults:
            # In the database a moment before it is outside: so ask once more.
            faults += _faults_of_missing_outside(kept, OutsideCheckpoints.of(outside.path).checkpoints)
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
        if before is None and where == "in the database" and each.number != 1:
            faults.append(ChainFault(Fault.CHECKPOINT_MISSING, f"Checkpoint 1 {where} is gone.", 1))
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


def _faults_of_outside(each: Checkpoint, kept: Mapping[int, Checkpoint], last_seq: int) -> list[ChainFault]:
    if each.seq > last_seq:
        return [_cut(each, last_seq)]
    seal = AuditSeal.objects.filter(seq=each.seq).values_list("mac", flat=True).first()
    if seal is not None and bytes(seal) != each.mac:
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
