"""By whose hand the bank's own work moves money: the customer's, who ordered it in advance, or the bank's."""

from __future__ import annotations

from core_banking.kernel.actors import Actor, Channel, system_actor
from transactions.contracts import SUBMIT_ANY
from users.selectors import permissions_of, person_card


def hand_of_the_customer(actor: Actor, user_id: int) -> Actor:
    """Return a customer as the one who pays what he ordered earlier, with the rights he holds today."""
    customer = person_card(user_id)
    return Actor(
        user_id=customer.id,
        username=customer.username,
        customer_id=customer.customer_id,
        permissions=permissions_of(customer.id),
        request_id=actor.request_id,
        channel=Channel.SYSTEM,
    )


def hand_of_the_bank(actor: Actor) -> Actor:
    """Return the bank itself: it pays interest, charges fees and pays out what it has promised."""
    bank = system_actor("bank", request_id=actor.request_id)
    return Actor(
        username=bank.username,
        channel=bank.channel,
        request_id=bank.request_id,
        permissions=frozenset({SUBMIT_ANY}),
    )
