"""What can be wrong with the sealed chain, and what a verification of it has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

MOST_NAMED_FAULTS: Final = 20


class Fault(StrEnum):
    """The kinds of what is wrong."""

    ROW_CHANGED = "ROW_CHANGED"
    ROW_MISSING = "ROW_MISSING"
    ROWS_REORDERED = "ROWS_REORDERED"
    ROW_NOT_SEALED = "ROW_NOT_SEALED"
    SEAL_MISSING = "SEAL_MISSING"
    SEAL_CHANGED = "SEAL_CHANGED"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    TAIL_CUT = "TAIL_CUT"
    CHAIN_REBUILT = "CHAIN_REBUILT"
    HEAD_MISSING = "HEAD_MISSING"
    HEAD_CHANGED = "HEAD_CHANGED"
    CHECKPOINT_CHANGED = "CHECKPOINT_CHANGED"
    CHECKPOINT_MISSING = "CHECKPOINT_MISSING"
    CHECKPOINT_NOT_OUTSIDE = "CHECKPOINT_NOT_OUTSIDE"
    SEALING_IS_LATE = "SEALING_IS_LATE"
    ENTRY_WITHOUT_ROW = "ENTRY_WITHOUT_ROW"
    ROW_WITHOUT_ENTRY = "ROW_WITHOUT_ENTRY"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing that is wrong: where in the chain (null if it has no place there), at which row, and in words."""

    kind: Fault
    sentence: str
    seq: int | None = None
    audit_log_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What was looked at and what was found wrong, in the order of the chain. No fault: what was looked at holds.

    `from_seq` and `through_seq` say which seals were looked at, `head_seq` where the chain ends.
    """

    from_seq: int
    through_seq: int
    head_seq: int
    rows: int
    waiting_rows: int
    checkpoints: int
    outside_checkpoints: int | None
    faults: tuple[ChainFault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def is_complete(self) -> bool:
        """Whether the whole chain was looked at."""
        return self.from_seq <= 1 and self.through_seq >= self.head_seq

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "holds": self.holds,
            "complete": self.is_complete,
            "from_seq": self.from_seq,
            "through_seq": self.through_seq,
            "head_seq": self.head_seq,
            "rows": self.rows,
            "waiting_rows": self.waiting_rows,
            "checkpoints": self.checkpoints,
            "outside_checkpoints": self.outside_checkpoints,
            "first_fault": fault_as_json(self.faults[0]) if self.faults else None,
            "faults": [fault_as_json(fault) for fault in self.faults],
        }


def fault_as_json(fault: ChainFault) -> dict[str, Any]:
    """Return a fault as JSON values."""
    return {
        "kind": fault.kind.value,
        "sentence": fault.sentence,
        "seq": fault.seq,
        "audit_log_id": fault.audit_log_id,
    }
