"""What is announced of payments that fraud scoring holds."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHeld(DomainEvent):
    """A payment waits for staff, its money set aside; amounts in major units."""

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
        """Return the payment as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="HeldPayment",
            target_id=self.transaction_id,
            description="Payment held for review",
            subject_user_id=self.customer_user_id,
            details={
                "transaction_type": self.transaction_type,
                "amount": self.amount,
                "fee": self.fee,
                "currency": self.currency,
                "from_account_number": self.from_account_number,
                "to_account_number": self.to_account_number,
                "on_behalf": self.on_behalf,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPaymentDecided(DomainEvent):
    """A held payment was released or declined (`outcome`); the amount in major units."""

    transaction_id: str
    outcome: str
    note: str
    amount: str
    currency: str
    customer_user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the decision as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="HeldPayment",
            target_id=self.transaction_id,
            description=f"Held payment {self.outcome.lower()}",
            subject_user_id=self.customer_user_id,
            details={
                "outcome": self.outcome,
                "note": self.note,
                "amount": self.amount,
                "currency": self.currency,
            },
        )
