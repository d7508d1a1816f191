"""What transactions announce."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionPosted(DomainEvent):
    """A movement is in the book; amounts are major-unit strings."""

    transaction_id: str
    transaction_type: str
    amount: str
    fee: str
    currency: str
    from_account_number: str | None
    to_account_number: str | None
    customer_user_id: int
    on_behalf: bool

    def audit_facts(self) -> AuditFacts:
        """Return the movement as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="Transaction",
            target_id=self.transaction_id,
            description="Transaction created on behalf of the customer"
            if self.on_behalf
            else "Transaction created",
            subject_user_id=self.customer_user_id,
            details={
                "transaction_type": self.transaction_type,
                "amount": self.amount,
                "fee": self.fee,
                "currency": self.currency,
                "from_account_number": self.from_account_number,
                "to_account_number": self.to_account_number,
            },
        )
