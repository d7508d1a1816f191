"""What people are told because of an event elsewhere.

The people of the bank live on the same floor, so their events are named here by where they are defined, as a
foreign key names its table; a test holds each name against the class.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.dispatch import receiver

from core_banking.kernel.events import DomainEvent, domain_event
from notifications.services import notify, publish


class _Notice(NamedTuple):
    kind: str
    title: str
    body: str


SECURITY_NOTICES: Final[dict[str, _Notice]] = {
    "users.events.RefreshReused": _Notice(
        "SECURITY_SESSION_ENDED",
        "We ended one of your sessions",
        "Somebody used a sign-in of yours that had already been replaced. That session was ended. If it was not"
        " you, change your password now.",
    ),
    "users.events.PasswordChanged": _Notice(
        "SECURITY_PASSWORD_CHANGED",
        "Your password was changed",
        "Your password was changed and your other sessions were ended. If it was not you, call the bank now.",
    ),
    "users.events.PinSet": _Notice(
        "SECURITY_PIN_SET",
        "Your transaction PIN was set",
        "A transaction PIN was set with your password. If it was not you, change your password now.",
    ),
    "users.events.PinWasLocked": _Notice(
        "SECURITY_PIN_LOCKED",
        "Your transaction PIN is locked",
        "A wrong transaction PIN was entered too often, so it is locked. Set a new one with your password. If it"
        " was not you, change your password now.",
    ),
    "users.events.OutdatedPinCleared": _Notice(
        "SECURITY_PIN_CLEARED",
        "Set your transaction PIN again",
        "The bank has changed the keys that protect transaction PINs, and yours was not used since. Set a new one with"
        " your password.",
    ),
    "users.events.PasswordWasReset": _Notice(
        "SECURITY_PASSWORD_RESET",
        "Your password was reset",
        "A new password was set by way of your mailbox and all your sessions were ended. If it was not you, call the"
        " bank now.",
    ),
    "users.events.TwoFactorEnabled": _Notice(
        "SECURITY_TWO_FACTOR_ON",
        "Two-factor sign-in is on",
        "Signing in now takes a code of your authenticator app as well. Your other sessions were ended. If it was"
        " not you, ask for a new password by mail now, and switch two-factor sign-in off with it; after a few days"
        " only the bank can.",
    ),
    "users.events.TwoFactorDisabled": _Notice(
        "SECURITY_TWO_FACTOR_OFF",
        "Two-factor sign-in is off",
        "Signing in no longer takes a code of your authenticator app. If it was not you, change your password now.",
    ),
    "users.events.RecoveryCodesRenewed": _Notice(
        "SECURITY_RECOVERY_CODES_RENEWED",
        "You have new recovery codes",
        "Your earlier recovery codes are worth nothing now. If it was not you, change your password now.",
    ),
    "users.events.RecoveryCodeUsed": _Notice(
        "SECURITY_RECOVERY_CODE_USED",
        "A recovery code was used",
        "One of your recovery codes was used in place of your authenticator app, and is worth nothing now. If it was"
        " not you, change your password now.",
    ),
}
"""Events of the people by their full names, and what the person concerned (`user_id` of the event) is told."""


@receiver(domain_event, dispatch_uid="notifications.tell_of_security")
def tell_of_security(*, event: DomainEvent, **_: Any) -> None:
    """Warn a person of what happened to his sign-in, in the transaction in which it happened."""
    notice = SECURITY_NOTICES.get(f"{type(event).__module__}.{type(event).__qualname__}")
    if notice is not None:
        user_id: int = event.user_id  # type: ignore[attr-defined]
        notify(actor=event.actor, user_id=user_id, kind=notice.kind, title=notice.title, body=notice.body)


@receiver(domain_event, dispatch_uid="notifications.tell_webhooks")
def tell_webhooks(*, event: DomainEvent, **_: Any) -> None:
    """Write what webhooks are told into the outbox, in the transaction in which it happened."""
    if event.audited:
        publish(event)
