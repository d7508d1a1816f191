"""The events that webhooks tell of, and what each says: identifiers and amounts, nothing about a person.

The events are named by where they are defined, as a foreign key names its table, since those who announce them live
on the floors above; a test holds each name and each member against the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core_banking.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class Publication:
    """How an event is told: under which type, and which of its members under which names.

    Where one class stands for several types, `by` names the member that tells them apart and `types` what each of its
    values is called; a value that is not listed is not told.
    """

    event_type: str
    description: str
    members: Mapping[str, str]
    by: str = ""
    types: Mapping[str, str] = field(default_factory=dict)

    def type_of(self, event: DomainEvent) -> str | None:
        """Return the type an event is told under, None if it is not told."""
        return self.types.get(getattr(event, self.by)) if self.by else self.event_type

    def data_of(self, event: DomainEvent) -> dict[str, Any]:
        """Return what is told of an event."""
        return {name: getattr(event, member) for name, member in self.members.items()}

    def all_types(self) -> tuple[str, ...]:
        """Return every type that this publication can have."""
        return tuple(self.types.values()) if self.by else (self.event_type,)


PING: Final = "webhook.ping"
"""Sent by hand, to see whether an endpoint hears."""

_ACCOUNT: Final = {"account_id": "account_id", "account_number": "account_number", "user_id": "owner_id"}

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
    "transactions.events.movements.TransactionPosted": Publication(
        "transaction.posted",
        "Money moved. Amounts are in major units.",
        {
            "transaction_id": "transaction_id",
            "transaction_type": "transaction_type",
            "amount": "amount",
            "fee": "fee",
            "currency": "currency",
            "from_account_number": "from_account_number",
            "to_account_number": "to_account_number",
            "user_id": "customer_user_id",
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
