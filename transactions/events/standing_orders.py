"""What standing orders announce; amounts are major-unit strings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class _StandingOrderEvent(DomainEvent):
    order_id: int
    customer_user_id: int

    def _facts(
        self, action: str, description: str, details: Mapping[str, object], code: str = ""
    ) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="StandingOrder",
            target_id=str(self.order_id),
            description=description,
            outcome="REFUSED" if code else "SUCCESS",
            code=code,
            subject_user_id=self.customer_user_id,
            details=details,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderPlaced(_StandingOrderEvent):
    """A customer ordered payments in advance."""

    terms: Mapping[str, object]

    def audit_facts(self) -> AuditFacts:
        """Return the order as the audit trail keeps it."""
        return self._facts("CREATE", "Standing order placed", self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderChanged(_StandingOrderEvent):
    """A customer changed what is still to come of an order; `changes` holds old and new."""

    changes: Mapping[str, tuple[object, object]]

    def audit_facts(self) -> AuditFacts:
        """Return the change as the audit trail keeps it."""
        changes = {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}
        return self._facts("UPDATE", "Standing order changed", {"changes": changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderCancelled(_StandingOrderEvent):
    """An order was cancelled, by its customer or because its account is closed."""

    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the end of the order as the audit trail keeps it."""
        return self._facts("CANCEL", "Standing order cancelled", {"reason": self.reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderRun(_StandingOrderEvent):
    """A due date of an order was dealt with: paid, refused (with its code) or skipped."""

    due_date: dt.date
    status: str
    attempt: int
    transaction_id: str | None = None
    code: str = ""

    def audit_facts(self) -> AuditFacts:
        """Return what became of the due date, as the audit trail keeps it."""
        return self._facts(
            "EXECUTE",
            f"Standing order {self.status.lower()}",
            {
                "due_date": self.due_date.isoformat(),
                "status": self.status,
                "attempt": self.attempt,
                "transaction_id": self.transaction_id,
            },
            self.code,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderPostponed(_StandingOrderEvent):
    """A due date is paid on another day than was planned: the bank's holidays have changed since."""

    due_date: dt.date
    run_on: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return the day it is paid on now."""
        return self._facts(
            "UPDATE",
            "Standing order postponed",
            {"due_date": self.due_date.isoformat(), "run_on": self.run_on.isoformat()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHolidaySet(DomainEvent):
    """Staff added one of the bank's own holidays, or took one away."""

    date: dt.date
    name: str
    is_kept: bool

    def audit_facts(self) -> AuditFacts:
        """Return the holiday as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE" if self.is_kept else "DELETE",
            target_model="BankHoliday",
            target_id=self.date.isoformat(),
            description="Bank holiday added" if self.is_kept else "Bank holiday taken away",
            details={"name": self.name},
        )
