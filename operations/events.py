"""What operators' commands announce."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core_banking.kernel.clock import isoformat_utc
from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKeysPurged(DomainEvent):
    """Stored answers older than the time they are kept were deleted."""

    purged: int
    older_than: dt.datetime

    def audit_facts(self) -> AuditFacts:
        """Return how many were deleted, and up to when."""
        return AuditFacts(
            action="PURGE",
            target_model="IdempotencyRecord",
            target_id="",
            description=f"Deleted {self.purged} stored answers of idempotency keys",
            details={"purged": self.purged, "older_than": isoformat_utc(self.older_than)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDateMoved(DomainEvent):
    """The close of a day began: the business date is the next one."""

    closing: dt.date
    business_date: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return both dates."""
        return AuditFacts(
            action="UPDATE",
            target_model="BusinessDay",
            target_id=self.closing.isoformat(),
            description=f"The business date is {self.business_date}",
            details={"closing": self.closing.isoformat(), "business_date": self.business_date.isoformat()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDayClosed(DomainEvent):
    """The book takes nothing more that is dated `closed_through` or earlier."""

    closed_through: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return the last day that is closed."""
        return AuditFacts(
            action="CLOSE",
            target_model="BusinessDay",
            target_id=self.closed_through.isoformat(),
            description=f"Business days through {self.closed_through} are closed",
            details={"closed_through": self.closed_through.isoformat()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFinished(DomainEvent):
    """All steps of the close of a day were gone through; `set_aside` items are tried again later."""

    date: dt.date
    done: int
    refused: int
    set_aside: int

    def audit_facts(self) -> AuditFacts:
        """Return what the close came to."""
        return AuditFacts(
            action="CLOSE",
            target_model="ClosingRun",
            target_id=self.date.isoformat(),
            description=f"The close of {self.date} is through",
            details={"done": self.done, "refused": self.refused, "set_aside": self.set_aside},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingAskedFor(DomainEvent):
    """A member of staff had the business days through `through` closed."""

    through: dt.date
    time_machine: bool

    def audit_facts(self) -> AuditFacts:
        """Return the last day that is to be closed."""
        return AuditFacts(
            action="CLOSE",
            target_model="BusinessDay",
            target_id=self.through.isoformat(),
            description=f"Asked for the close of business through {self.through}",
            details={"through": self.through.isoformat(), "time_machine": self.time_machine},
        )
