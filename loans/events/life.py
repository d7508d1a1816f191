"""What is announced of a loan that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from core_banking.kernel.events import AuditFacts, DomainEvent

_SAID: Final[Mapping[str, str]] = {
    "DISBURSEMENT": "Loan paid out",
    "REPAYMENT": "Loan repayment",
    "FEE": "Fee of a loan charged",
    "PENALTY": "Penalty of a loan charged",
    "WRITE_OFF": "Loan written off",
    "RECOVERY": "Recovery of a loan written off",
    "RESCHEDULE": "Loan rescheduled",
    "REVERSAL": "Movement of a loan reversed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanMoved(DomainEvent):
    """What a loan owes has changed, or when it falls due; amounts are major-unit strings."""

    loan_id: int
    reference: str
    number: int
    kind: str
    amount: str
    currency: str
    status: str
    customer_user_id: int
    transaction_id: str
    reverses: int | None
    reason: str
    ordered_by: int | None
    approved_by: int | None

    def audit_facts(self) -> AuditFacts:
        """Return the movement as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="LoanMovement",
            target_id=f"{self.reference}/{self.number}",
            description=_SAID[self.kind],
            subject_user_id=self.customer_user_id,
            details={
                "loan": self.reference,
                "kind": self.kind,
                "amount": self.amount,
                "currency": self.currency,
                "loan_status": self.status,
                "transaction_id": self.transaction_id,
                "reverses": self.reverses,
                "reason": self.reason,
                "ordered_by": self.ordered_by,
                "approved_by": self.approved_by,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanInterestAccrued(DomainEvent):
    """Interest of many loans accrued for a night: one row of the trail for each batch; totals by currency."""

    business_date: dt.date
    loans: int
    totals: Mapping[str, str]
    entries: Sequence[str] = ()
    """The references of the journal entries that booked it."""

    def audit_facts(self) -> AuditFacts:
        """Return the batch as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="InterestAccrual",
            target_id=self.business_date.isoformat(),
            description="Loan interest accrued",
            details={"loans": self.loans, "totals": dict(self.totals), "entries": list(self.entries)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanDuesLookedAt(DomainEvent):
    """A loan's dues were looked at and none was to be charged; not worth a row of the audit trail."""

    reference: str
    customer_user_id: int

    audited: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRequestMade(DomainEvent):
    """Something that takes a second member of staff was asked for by the first."""

    request_id: int
    reference: str
    kind: str
    reason: str
    details: Mapping[str, object]
    customer_user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the request as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="LoanRequest",
            target_id=str(self.request_id),
            description="Decision on a loan requested",
            subject_user_id=self.customer_user_id,
            details={"loan": self.reference, "kind": self.kind, "reason": self.reason, **self.details},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRequestDecided(DomainEvent):
    """The second member of staff approved or rejected what the first asked for."""

    request_id: int
    reference: str
    kind: str
    status: str
    note: str
    customer_user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the decision as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="LoanRequest",
            target_id=str(self.request_id),
            description=f"Decision on a loan {self.status.lower()}",
            subject_user_id=self.customer_user_id,
            details={"loan": self.reference, "kind": self.kind, "note": self.note},
        )
