"""Proof of the customer's transaction PIN, at the door of a request and before the use case that moves money."""

from __future__ import annotations

from django.conf import settings

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotSignedIn
from transactions.contracts import PinPolicy
from users import services as users
from users.selectors import live_sessions


def pin_proven_by(actor: Actor, pin: str | None) -> bool:
    """Return whether the caller has proven his transaction PIN: a right one was sent and PINs are asked for here.

    Called outside a use case, since a wrong PIN is charged in a transaction of its own and stays charged whatever
    becomes of the request. A caller whose sign-in has ended is told so and not charged. Raises `NotSignedIn` and
    the refusals of `users.services.prove_pin` (403: wrong, locked, none set).
    """
    if pin is None or settings.TRANSACTION_PIN_POLICY == PinPolicy.NEVER:
        return False
    _check_sign_in(actor)
    users.prove_pin(actor=actor, pin=pin)
    return True


def _check_sign_in(actor: Actor) -> None:
    """Check session and token version where so far only the token's own word was taken. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    if actor.unchecked_token_version is None:
        return
    alive = live_sessions(actor.user_id).filter(
        pk=actor.session_id, user__is_active=True, user__token_version=actor.unchecked_token_version
    )
    if not alive.exists():
        raise NotSignedIn
