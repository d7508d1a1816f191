"""What the ledger announces of its own: who read the books, and which days are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksRead(DomainEvent):
    """Somebody read a report of the books; `asked` is what for."""

    report: str
    asked: Mapping[str, str]

    def audit_facts(self) -> AuditFacts:
        """Return who read what."""
        return AuditFacts(
            action="READ" if self.asked.get("format", "json") == "json" else "EXPORT",
            target_model="Books",
            target_id=self.report,
            description=f"Read the books: {self.report}",
            details=dict(self.asked),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerExported(DomainEvent):
    """The journal was written out, whole or for a range of days."""

    file_format: str
    asked: Mapping[str, str]

    def audit_facts(self) -> AuditFacts:
        """Return the form and the range of the export."""
        return AuditFacts(
            action="EXPORT",
            target_model="Books",
            target_id=self.file_format,
            description=f"Exported the ledger as {self.file_format}",
            details=dict(self.asked),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodWasLocked(DomainEvent):
    """The books were locked through a day."""

    through: dt.date
    before: dt.date | None
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return how far, why, and how far before."""
        return AuditFacts(
            action="LOCK",
            target_model="PeriodLock",
            target_id=self.through.isoformat(),
            description=f"Locked the books through {self.through}",
            details={
                "reason": self.reason,
                "locked_before": self.before.isoformat() if self.before else None,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRolledUp(DomainEvent):
    """The totals of a closed day were written."""

    date: dt.date
    totals: int

    def audit_facts(self) -> AuditFacts:
        """Return the day and the number of its totals."""
        return AuditFacts(
            action="ROLL_UP",
            target_model="DailyTotal",
            target_id=self.date.isoformat(),
            description=f"Rolled up the books through {self.date}",
            details={"totals": self.totals},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksProven(DomainEvent):
    """The proofs of the books were computed, and all of them hold; nothing changed, so the trail keeps nothing."""

    audited: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksFoundWrong(DomainEvent):
    """The proofs of the books were computed, and some do not hold."""

    checks: tuple[str, ...]

    def audit_facts(self) -> AuditFacts:
        """Return which proofs failed; their rows say what each found."""
        return AuditFacts(
            action="VERIFY",
            target_model="Books",
            target_id="",
            description="The books do not agree",
            details={"checks": list(self.checks)},
        )
