"""Proof of the customer's transaction PIN, at the door of a request and before the use case that moves money."""

from __future__ import annotations

from django.conf import settings

from core_banking.kernel.actors import Actor
from transactions.contracts import PinPolicy
from transactions.payment_rules import payment_rules
from users import services as users
from users.contracts import PersonCard
from users.errors import PinNotSet, PinRequired


def pin_proven_by(actor: Actor, pin: str | None) -> bool:
    """Return whether the caller has proven his transaction PIN: a right one was sent and PINs are asked for here.

    Called outside a use case, since a wrong PIN is charged in a transaction of its own and stays charged whatever
    becomes of the request. A PIN sent by somebody who has none proves nothing and costs nothing: whether one is
    needed is decided with the movement. Raises `NotSignedIn`, `PinInvalid` and `PinLocked`.
    """
    if pin is None or settings.TRANSACTION_PIN_POLICY == PinPolicy.NEVER:
        return False
    try:
        users.prove_pin(actor=actor, pin=pin)
    except PinNotSet:
        return False
    return True


def refuse_without_pin(customer: PersonCard, *, pin_proven: bool) -> None:
    """Refuse what a customer orders whose PIN is asked for and was not proven. Raises `PinRequired`, `PinNotSet`."""
    policy = payment_rules().pin_policy
    if pin_proven or policy is PinPolicy.NEVER:
        return
    if customer.pin_set:
        raise PinRequired
    if policy is PinPolicy.ALWAYS:
        raise PinNotSet
