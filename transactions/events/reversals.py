"""What is announced of reversals."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionReversed(DomainEvent):
    """A movement was undone by a new one; amounts are major-unit strings."""

    transaction_id: str
    reverses: str
    reason: str
    amount: str
    fee: str
    currency: str
    from_account_number: str | None
    to_account_number: str | None
    customer_user_id: int
    ordered_by: int | None
    approved_by: int | None

    def audit_facts(self) -> AuditFacts:
        """Return the reversal as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="Transaction",
            target_id=self.transaction_id,
            description="Transaction reversed",
            subject_user_id=self.customer_user_id,
            details={
                "transaction_type": "REVERSAL",
                "reverses": self.reverses,
                "reason": self.reason,
                "amount": self.amount,
                "fee": self.fee,
                "currency": self.currency,
                "from_account_number": self.from_account_number,
                "to_account_number": self.to_account_number,
                "ordered_by": self.ordered_by,
                "approved_by": self.approved_by,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalRequested(DomainEvent):
    """A reversal that needs two was asked for by the first of them."""

    request_id: int
    transaction_id: str
    reason: str
    amount: str
    currency: str
    customer_user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the request as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="ReversalRequest",
            target_id=str(self.request_id),
            description="Reversal requested",
            subject_user_id=self.customer_user_id,
            details={
                "transaction_id": self.transaction_id,
                "reason": self.reason,
                "amount": self.amount,
                "currency": self.currency,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalDecidedUpon(DomainEvent):
    """The second member of staff approved or rejected a reversal."""

    request_id: int
    transaction_id: str
    status: str
    note: str
    customer_user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the decision as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="ReversalRequest",
            target_id=str(self.request_id),
            description=f"Reversal {self.status.lower()}",
            subject_user_id=self.customer_user_id,
            details={"transaction_id": self.transaction_id, "status": self.status, "note": self.note},
        )
