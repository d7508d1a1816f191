"""What transactions announce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core_banking.kernel.events import AuditFacts, DomainEvent, EventSeries


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMovementsPosted(EventSeries):
    """Movements of the bank's on customers' accounts are in the book: each as it would be announced alone, in order.

    There is at least one, and none is on somebody's behalf.
    """

    movements: Sequence[TransactionPosted]

    def audit_facts(self) -> AuditFacts:
        """Return what the audit trail keeps of every movement."""
        return replace(self.movements[0].audit_facts(), target_id="", subject_user_id=None, details={})

    def audit_rows(self) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Return what the audit trail keeps of each movement, as of a single one."""
        return [(each.transaction_id, each.audit_facts().details) for each in self.movements]

    def audit_subjects(self) -> Sequence[int]:
        """Return whose account each movement is on."""
        return [each.customer_user_id for each in self.movements]
