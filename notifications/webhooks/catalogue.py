"""The events that webhooks tell of, and what each says: identifiers and amounts, nothing about a person.

The events are named by where they are defined, as a foreign key names its table, since those who announce them live
on the floors above; a test holds each name and each member against the class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core_banking.kernel.events import DomainEvent, EventSeries


@dataclass(frozen=True, slots=True)
class Publication:
    """How an event is told: under which type, and which of its members under which names.

    Where one class stands for several types, `by` names the member that tells them apart and `types` what each of its
    values is called; a value that is not listed is not told. A series of deeds is told as one event for each, with the
    members of its rows in the audit trail, `target` being what the deed was done to.
    """

    event_type: str
    description: str
    members: Mapping[str, str]
    by: str = ""
    types: Mapping[str, str] = field(default_factory=dict)

    def type_of(self, event: DomainEvent) -> str | None:
        """Return the type an event is told under, None if it is not told."""
        return self.types.get(getattr(event, self.by)) if self.by else self.event_type

    def data_of(self, event: DomainEvent) -> list[dict[str, Any]]:
        """Return what is told of an event: once, or once for each deed of a series."""
        if isinstance(event, EventSeries):
            deeds = event.audit_rows()
            subjects: Sequence[int | None] | None = event.audit_subjects()
            if subjects is None:
                subjects = [event.audit_facts().subject_user_id] * len(deeds)
            rows = [
                {"user_id": subject, **details, "target": target}
                for subject, (target, details) in zip(subjects, deeds, strict=True)
            ]
            return [{name: row[member] for name, member in self.members.items()} for row in rows]
        return [{name: getattr(event, member) for name, member in self.members.items()}]

    def all_types(self) -> tuple[str, ...]:
        """Return every type that this publication can have."""
        return tuple(self.types.values()) if self.by else (self.event_type,)


PING: Final = "webhook.ping"
"""Sent by hand, to see whether an endpoint hears."""

_ACCOUNT: Final = {"account_id": "account_id", "account_number": "account_number", "user_id": "owner_id"}
_CUSTOMER: Final = {"user_id": "customer_user_id"}
_POSTED: Final = "Money moved. Amounts are in major units."
_MOVEMENT: Final = {
    name: name
    for name in ("transaction_type", "amount", "fee", "currency", "from_account_number", "to_account_number")
}
_HOLD: Final = {
    **{name: name for name in ("hold_id", "amount", "currency", "account_number")},
    **_CUSTOMER,
}
_ORDER: Final = {"standing_order_id": "order_id", **_CUSTOMER}

PUBLICATIONS: Final[Mapping[str, Publication]] = {
    "kyc.events.CustomerRegistered": Publication(
        "customer.registered",
        "A customer registered.",
        {"user_id": "user_id", "customer_id": "customer_id", "on_behalf": "on_behalf"},
    ),
    "kyc.events.KycApproved": Publication(
        "kyc.approved", "A customer's identity was accepted.", {"user_id": "user_id"}
    ),
    "kyc.events.KycRejected": Publication(
        "kyc.rejected", "A customer's identity was not accepted.", {"user_id": "user_id"}
    ),
    "kyc.events.KycResubmitted": Publication(
        "kyc.resubmitted", "A rejected customer asks again.", {"user_id": "user_id"}
    ),
    "accounts.events.AccountOpened": Publication(
        "account.opened",
        "An account was opened; it may still be waiting for its activation.",
        {**_ACCOUNT, "product": "product_code", "status": "status", "currency": "currency"},
    ),
    "accounts.events.AccountStatusChanged": Publication(
        "account.*",
        "An account's status changed.",
        {**_ACCOUNT, "old_status": "old_status", "new_status": "new_status"},
        by="action",
        types={
            "ACTIVATE": "account.activated",
            "FREEZE": "account.frozen",
            "UNFREEZE": "account.unfrozen",
            "CLOSE": "account.closed",
            "MATURE": "account.matured",
            "MAKE_DORMANT": "account.made_dormant",
            "REACTIVATE": "account.reactivated",
        },
    ),
    "accounts.events.TermBegun": Publication(
        "term_deposit.begun",
        "A fixed deposit began, or was renewed.",
        {**_ACCOUNT, "principal": "principal", "maturity_date": "maturity_date", "is_renewal": "is_renewal"},
    ),
    "accounts.events.TermEnded": Publication(
        "term_deposit.ended",
        "A fixed deposit matured, or was withdrawn early.",
        {**_ACCOUNT, "how": "how", "principal": "principal", "interest": "interest", "penalty": "penalty"},
    ),
    "transactions.events.movements.TransactionPosted": Publication(
        "transaction.posted", _POSTED, {"transaction_id": "transaction_id", **_MOVEMENT, **_CUSTOMER}
    ),
    "transactions.events.bulk.BulkLinesPosted": Publication(
        "transaction.posted", _POSTED, {"transaction_id": "target", **_MOVEMENT, "user_id": "user_id"}
    ),
    "transactions.events.movements.BankMovementsPosted": Publication(
        "transaction.posted", _POSTED, {"transaction_id": "target", **_MOVEMENT, "user_id": "user_id"}
    ),
    "transactions.events.reversals.TransactionReversed": Publication(
        "transaction.reversed",
        "A transaction was taken back by another one.",
        {
            "transaction_id": "transaction_id",
            "reverses": "reverses",
            **{name: member for name, member in _MOVEMENT.items() if name != "transaction_type"},
            **_CUSTOMER,
        },
    ),
    "transactions.events.holds.HoldPlaced": Publication(
        "hold.placed", "Money was set aside.", {**_HOLD, "expires_at": "expires_at"}
    ),
    "transactions.events.holds.HoldResolved": Publication(
        "hold.*",
        "Money that was set aside was taken, or is free again.",
        {**_HOLD, "captured": "captured", "transaction_id": "transaction_id"},
        by="status",
        types={"CAPTURED": "hold.captured", "VOIDED": "hold.voided", "EXPIRED": "hold.expired"},
    ),
    "transactions.events.bulk.BulkTransferOrdered": Publication(
        "bulk_transfer.ordered",
        "Many transfers were ordered at once.",
        {
            "bulk_transfer_id": "bulk_transfer_id",
            "mode": "mode",
            "from_account_number": "from_account_number",
            "lines": "total_count",
            "total": "total",
            "currency": "currency",
            **_CUSTOMER,
        },
    ),
    "transactions.events.bulk.BulkTransferChanged": Publication(
        "bulk_transfer.*",
        "Many transfers ordered at once have got on, or come to their end.",
        {
            "bulk_transfer_id": "bulk_transfer_id",
            "lines_posted": "succeeded_count",
            "lines_refused": "refused_count",
            "posted": "succeeded",
            "fees": "fees",
            "currency": "currency",
            **_CUSTOMER,
        },
        by="status",
        types={
            "RUNNING": "bulk_transfer.started",
            "COMPLETED": "bulk_transfer.completed",
            "REJECTED": "bulk_transfer.rejected",
            "FAILED": "bulk_transfer.failed",
        },
    ),
    "transactions.events.standing_orders.StandingOrderPlaced": Publication(
        "standing_order.placed", "A standing order was placed.", _ORDER
    ),
    "transactions.events.standing_orders.StandingOrderCancelled": Publication(
        "standing_order.cancelled", "A standing order was cancelled.", _ORDER
    ),
    "transactions.events.standing_orders.StandingOrderRun": Publication(
        "standing_order.*",
        "A standing order was paid, or could not be.",
        {**_ORDER, "due_date": "due_date", "transaction_id": "transaction_id", "code": "code"},
        by="status",
        types={
            "EXECUTED": "standing_order.executed",
            "RETRYING": "standing_order.retrying",
            "FAILED": "standing_order.failed",
            "SKIPPED": "standing_order.skipped",
        },
    ),
    "loans.events.life.LoanMoved": Publication(
        "loan.*",
        "What a loan owes has changed, or when it falls due.",
        {
            "loan_id": "loan_id",
            "loan_reference": "reference",
            "number": "number",
            "amount": "amount",
            "currency": "currency",
            "loan_status": "status",
            "transaction_id": "transaction_id",
            "reverses": "reverses",
            **_CUSTOMER,
        },
        by="kind",
        types={
            "DISBURSEMENT": "loan.paid_out",
            "REPAYMENT": "loan.repaid",
            "FEE": "loan.fee_charged",
            "PENALTY": "loan.penalty_charged",
            "WRITE_OFF": "loan.written_off",
            "RECOVERY": "loan.recovered",
            "RESCHEDULE": "loan.rescheduled",
            "REVERSAL": "loan.movement_reversed",
        },
    ),
}
"""Each event that is told, by the full name of its class."""

EVENT_TYPES: Final[Mapping[str, str]] = {
    PING: "Sent by hand, to see whether an endpoint hears.",
    **{
        event_type: publication.description
        for publication in PUBLICATIONS.values()
        for event_type in publication.all_types()
    },
}
"""Every type there is, with what it means."""


def publication_of(event: DomainEvent) -> Publication | None:
    """Return how an event is told, None if it is not."""
    kind = type(event)
    return PUBLICATIONS.get(f"{kind.__module__}.{kind.__qualname__}")
