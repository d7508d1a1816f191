"""What bulk transfers announce; amounts are major-unit strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent, EventSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTransferOrdered(DomainEvent):
    """Many transfers were ordered at once; none of them is posted yet."""

    bulk_transfer_id: int
    mode: str
    from_account_number: str
    total_count: int
    total: str
    currency: str
    customer_user_id: int
    on_behalf: bool

    def audit_facts(self) -> AuditFacts:
        """Return the order as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="BulkTransfer",
            target_id=str(self.bulk_transfer_id),
            description="Bulk transfer ordered on behalf of the customer"
            if self.on_behalf
            else "Bulk transfer ordered",
            subject_user_id=self.customer_user_id,
            details={
                "mode": self.mode,
                "from_account_number": self.from_account_number,
                "lines": self.total_count,
                "total": self.total,
                "currency": self.currency,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTransferChanged(DomainEvent):
    """A bulk transfer was begun, begun again, or has come to its end."""

    bulk_transfer_id: int
    customer_user_id: int
    status: str
    succeeded_count: int
    refused_count: int
    runs: int
    succeeded: str
    fees: str
    currency: str

    def audit_facts(self) -> AuditFacts:
        """Return where it stands as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="BulkTransfer",
            target_id=str(self.bulk_transfer_id),
            description=f"Bulk transfer is {self.status}",
            subject_user_id=self.customer_user_id,
            details={
                "status": self.status,
                "lines_posted": self.succeeded_count,
                "lines_refused": self.refused_count,
                "runs": self.runs,
                "posted": self.succeeded,
                "fees": self.fees,
                "currency": self.currency,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLinesPosted(EventSeries):
    """Lines of a bulk transfer are in the book: identifier, amount and receiver of each, in order."""

    bulk_transfer_id: int
    lines: Sequence[tuple[str, str, str]]
    fee: str
    currency: str
    from_account_number: str
    customer_user_id: int
    on_behalf: bool

    def audit_facts(self) -> AuditFacts:
        """Return what the audit trail keeps of every line."""
        return AuditFacts(
            action="CREATE",
            target_model="Transaction",
            target_id="",
            description="Transaction created on behalf of the customer"
            if self.on_behalf
            else "Transaction created",
            subject_user_id=self.customer_user_id,
        )

    def audit_rows(self) -> Sequence[tuple[str, Mapping[str, str | None]]]:
        """Return what the audit trail keeps of each line: what it keeps of a single transfer, and the order."""
        order = str(self.bulk_transfer_id)
        return [
            (
                transaction_id,
                {
                    "transaction_type": "TRANSFER",
                    "amount": amount,
                    "fee": self.fee,
                    "currency": self.currency,
                    "from_account_number": self.from_account_number,
                    "to_account_number": to_account_number,
                    "bulk_transfer": order,
                },
            )
            for transaction_id, amount, to_account_number in self.lines
        ]
