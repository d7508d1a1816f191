"""A movement as fraud scoring is to see it: pure, from the decision's own facts and what the reading brought with them.

Screened is what people order. Fees, interest, the bank's own movements, the release of a fixed deposit and what goes
into a pot or out of it are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final, Protocol

from core_banking.kernel.actors import Actor
from core_banking.kernel.encryption import keyed_digest
from fraud.contracts import Origin, ProfileRow, Screening, ScreeningRequest
from transactions.behaviour import Behaviour
from transactions.contracts import (
    STAFF_ONLY_TYPES,
    ApprovedMovement,
    MovementCommand,
    MovementFacts,
    TransactionType,
)

_NETWORK_BITS: Final = {4: 24, 6: 48}
"""How much of an address names a line and not the host on it: the usual assignment to a home or a small office."""
_DIGEST_LETTERS: Final = 16


class CameBy(Protocol):
    """From where a movement was ordered, as digests."""

    device: str
    network: str


@dataclass(frozen=True, slots=True)
class ScoredMovement:
    """What was asked of scoring, and what it found."""

    request: ScreeningRequest
    screening: Screening


def is_screened(command: MovementCommand) -> bool:
    """Whether a movement is one that people order."""
    return command.transaction_type not in STAFF_ONLY_TYPES and not command.stays_with_its_owner


def origin_of(actor: Actor, customer_id: int) -> Origin:
    """Return whose hand asks for a movement that is asked for directly."""
    return Origin.CUSTOMER if actor.user_id == customer_id else Origin.STAFF


def screening_request(
    actor: Actor,
    command: MovementCommand,
    movement: ApprovedMovement,
    facts: MovementFacts,
    behaviour: Behaviour,
    origin: Origin | None = None,
    came_by: CameBy | None = None,
) -> ScreeningRequest:
    """Return what scoring is asked about a movement that every rule of the bank allows.

    Device and network are the customer's: nobody's where staff or the bank itself acts for him, and where it was
    ordered earlier those it `came_by`.
    """
    sender, receiver = movement.sender, movement.receiver
    own = sender or receiver
    assert own is not None
    is_transfer = sender is not None and receiver is not None
    if came_by is not None:
        device, network = came_by.device, came_by.network
    elif actor.user_id == own.customer_id:
        device, network = device_digest(actor.user_agent), network_digest(actor.ip_address)
    else:
        device = network = ""
    return ScreeningRequest(
        origin=origin or origin_of(actor, own.customer_id),
        movement=command.transaction_type.value,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        at=facts.at,
        business_date=facts.business_date,
        account_id=own.account_id,
        customer_user_id=own.customer_id,
        other_account_id=receiver.account_id if is_transfer and receiver else None,
        other_customer_user_id=receiver.customer_id if is_transfer and receiver else None,
        counterparty=counterparty_of(command.transaction_type, movement, command.payee_name),
        device=device,
        network=network,
        balance_minor=own.balance_minor,
        available_minor=own.available_minor,
        single_limit_minor=own.single_limit_minor,
        daily_limit_minor=own.daily_limit_minor,
        spent_today_minor=own.spent_on_day_minor(facts.business_date),
        payee_is_saved=facts.payee.is_saved,
        own=behaviour.sender if sender is not None else behaviour.receiver,
        other=other_profile(movement, behaviour.receiver),
        signals=behaviour.signals,
        book_version=behaviour.book_version,
    )


def other_profile(movement: ApprovedMovement, profile: ProfileRow) -> ProfileRow | None:
    """Return the receiving account's profile where somebody else sends; None where there is no other side."""
    return profile if movement.sender is not None and movement.receiver is not None else None


def is_received_from_another(movement: ApprovedMovement) -> bool:
    """Whether the receiving account gets money from somebody else than its own holder."""
    sender, receiver = movement.sender, movement.receiver
    return sender is not None and receiver is not None and sender.customer_id != receiver.customer_id


def counterparty_of(kind: TransactionType, movement: ApprovedMovement, payee_name: str) -> str:
    """Return who gets the money: an account of the bank, the digest of a name, nobody for cash."""
    if kind is TransactionType.TRANSFER and movement.receiver is not None:
        return f"account:{movement.receiver.account_id}"
    if kind is TransactionType.PAYMENT and payee_name:
        return f"name:{_digest('fraud-payee', ' '.join(payee_name.casefold().split()))}"
    return ""


def device_digest(user_agent: str) -> str:
    """Return a keyed digest of what a browser or an app calls itself, empty for nothing."""
    return _digest("fraud-device", user_agent) if user_agent else ""


def network_digest(address: str | None) -> str:
    """Return a keyed digest of the network of an address (a /24 or /48), empty for none or what is none."""
    network = _network_of(address) if address else ""
    return _digest("fraud-network", network) if network else ""


@lru_cache(maxsize=4096)
def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, _NETWORK_BITS[parsed.version]), strict=False).network_address)


def _digest(domain: str, text: str) -> str:
    return keyed_digest(domain, text.encode()).hex()[:_DIGEST_LETTERS]
