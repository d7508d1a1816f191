"""What is announced of loans in arrears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanArrearsChanged(DomainEvent):
    """A loan went into another bucket of arrears, or out of arrears."""

    loan_id: int
    reference: str
    customer_user_id: int
    old_bucket: str
    new_bucket: str
    days_past_due: int

    def audit_facts(self) -> AuditFacts:
        """Return the change as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="Loan",
            target_id=str(self.loan_id),
            description="Arrears of a loan changed",
            subject_user_id=self.customer_user_id,
            details={
                "loan": self.reference,
                "changes": {"arrears": {"old": self.old_bucket, "new": self.new_bucket}},
                "days_past_due": self.days_past_due,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanArrearsLookedAt(DomainEvent):
    """A loan's arrears were looked at and its bucket stayed; not worth a row of the audit trail."""

    reference: str
    customer_user_id: int

    audited: ClassVar[bool] = False
