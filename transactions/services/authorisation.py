"""Proof of the customer's transaction PIN, at the door of a request and before the use case that moves money."""

from __future__ import annotations

from django.conf import settings

from core_banking.kernel.actors import Actor
from transactions.contracts import PinPolicy
from users import services as users
from users.errors import PinNotSet


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
