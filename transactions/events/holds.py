"""What is announced of holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core_banking.kernel import clock
from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(DomainEvent):
    """Money was set aside; `amount` in major units."""

    hold_id: str
    amount: str
    currency: str
    account_number: str
    customer_user_id: int
    expires_at: dt.datetime
    on_behalf: bool

    def audit_facts(self) -> AuditFacts:
        """Return the hold as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="Hold",
            target_id=self.hold_id,
            description="Hold placed on behalf of the customer" if self.on_behalf else "Hold placed",
            subject_user_id=self.customer_user_id,
            details={
                "amount": self.amount,
                "currency": self.currency,
                "account_number": self.account_number,
                "expires_at": clock.isoformat_utc(self.expires_at),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldResolved(DomainEvent):
    """A hold came to its one end (`status`); amounts in major units, `transaction_id` names what captured it."""

    hold_id: str
    status: str
    amount: str
    captured: str
    currency: str
    account_number: str
    customer_user_id: int
    transaction_id: str | None

    def audit_facts(self) -> AuditFacts:
        """Return the resolution as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="Hold",
            target_id=self.hold_id,
            description=f"Hold {self.status.lower()}",
            subject_user_id=self.customer_user_id,
            details={
                "status": self.status,
                "amount": self.amount,
                "captured": self.captured,
                "currency": self.currency,
                "account_number": self.account_number,
                "transaction_id": self.transaction_id,
            },
        )
