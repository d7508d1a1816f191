"""What fraud hears of sign-ins, PINs, passwords and names: it runs inside their transactions, so it does little."""

from __future__ import annotations

from typing import Final

from core_banking.kernel.events import DomainEvent
from fraud.services import (
    compare_person,
    count_failed_pin,
    count_failed_sign_in,
    look_at_sign_in,
    note_changed_secret,
)
from users.events import (
    LoggedIn,
    LoginFailed,
    PasswordChanged,
    PasswordWasReset,
    PersonRegistered,
    PinRefused,
    PinSet,
    ProfileChanged,
    TwoFactorDisabled,
)

_NO_GUESSES: Final = frozenset({"otp_required", "throttled", "changed_meanwhile"})
"""Why a sign-in fails at which nothing was guessed. Any other counts, so that all cost the same."""
_CHANGED_SECRETS: Final = (PasswordChanged, PasswordWasReset, TwoFactorDisabled)
_NAMES: Final = frozenset({"first_name", "last_name"})
_HEARD: Final = frozenset({LoginFailed, LoggedIn, PinRefused, PinSet, *_CHANGED_SECRETS})


def watch_secrets(*, event: DomainEvent, **_: object) -> None:
    """Count what failed around a person's secrets, and look at his sign-in."""
    if type(event) not in _HEARD:
        return
    if isinstance(event, LoginFailed):
        if event.reason not in _NO_GUESSES:
            count_failed_sign_in(actor=event.actor, user_id=event.user_id)
    elif isinstance(event, LoggedIn):
        look_at_sign_in(
            actor=event.actor,
            user_id=event.user_id,
            session_id=event.session_id,
            is_new_device=event.is_new_device,
        )
    elif isinstance(event, PinRefused):
        count_failed_pin(actor=event.actor, user_id=event.user_id)
    elif isinstance(event, PinSet) and event.is_new:
        return  # the first one is no change
    elif isinstance(event, (PinSet, *_CHANGED_SECRETS)):
        note_changed_secret(actor=event.actor, user_id=event.user_id)


def watch_names(*, event: DomainEvent, **_: object) -> None:
    """Compare whoever is new, or has another name, with the lists: nobody is served under a name not yet looked at."""
    if isinstance(event, ProfileChanged) and _NAMES.isdisjoint(event.fields):
        return
    if isinstance(event, (PersonRegistered, ProfileChanged)):
        compare_person(actor=event.actor, user_id=event.user_id)
