"""A new password for who has lost his, by way of his mailbox.

Asking costs and answers the same for every address: only the job that follows looks whether somebody has it. The
token is made there as well, in the transaction that orders the mail, so neither the request nor the job's row ever
holds it. It is bound to the password of that moment, is good once and not for long. The second factor stays on; only
a fresh one can be switched off with it, by who never switched it on.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string

from core_banking.api.throttling import throttle
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, acting_as, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.encryption import Purpose, decrypt_text, encrypt_text, keyed_digest
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.jobs import job
from users import names
from users.contracts import SessionEnd
from users.events import PasswordResetMailed, PasswordResetRequested, PasswordWasReset
from users.models import PasswordReset, User
from users.services.people import PASSWORDS_DIFFER, password_errors
from users.services.revocation import end_everything
from users.services.second_factor import drop_fresh_second_factor
from users.services.sign_in_guard import forget_failures, login_subject, password_change_subject

INVALID_TOKEN: Final = "This token is wrong, was used, or is no longer valid. Ask for a new mail."  # noqa: S105
LONGEST_RESET_TOKEN: Final = 128
MAILS_AN_HOUR: Final = 3
"""How many mails one person gets in an hour: more would only fill his mailbox."""
_AN_HOUR: Final = dt.timedelta(hours=1)
_TOKEN_BYTES: Final = 32
_PLACE_OF_ADDRESS: Final = "users.password-reset.address"

_BODY: Final = """Hello,

somebody, hopefully you, asked {bank} for a new password. {way}

Token: {token}

If it was not you, there is nothing to do: your password is unchanged, and this mail opens nothing without your
mailbox.

{bank}
"""


def request_password_reset(*, actor: Actor, email: str) -> None:
    """Order a mail with a reset token to whoever has this address, if anybody. Raises `Throttled` (client address)."""
    _throttle("password-reset", actor)
    order_password_reset(actor=actor, email=email)


@use_case
def order_password_reset(*, actor: Actor, email: str) -> None:
    """Order the job that looks for the person and writes the mail: the same work for every address."""
    mail_password_reset.enqueue(encrypt_text(Purpose.IDENTITY, _PLACE_OF_ADDRESS, email), str(uuid.uuid4()))
    emit(PasswordResetRequested(actor=actor))


@job
def mail_password_reset(sealed_address: str, order: str) -> None:
    """Write the mail to whoever has the address; an order that was carried out before is left alone."""
    address = decrypt_text(Purpose.IDENTITY, _PLACE_OF_ADDRESS, sealed_address)
    person = User.objects.filter(email_key=names.email_key(address), is_active=True).first()
    if person is None or PasswordReset.objects.filter(order=order).exists():
        return
    sent_lately = PasswordReset.objects.filter(user=person, created_at__gt=clock.now() - _AN_HOUR)
    if sent_lately.count() < MAILS_AN_HOUR:
        issue_password_reset(actor=system_actor("password reset"), user_id=person.pk, order=order)


@use_case
def issue_password_reset(*, actor: Actor, user_id: int, order: str) -> None:
    """Make a token and order the mail that carries it."""
    person = User.objects.select_for_update(no_key=True).get(pk=user_id)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = clock.now()
    minutes: int = settings.PASSWORD_RESET_MINUTES
    PasswordReset.objects.create(
        user=person,
        order=order,
        token_digest=_digest(token),
        binding_digest=_binding(person),
        created_at=now,
        expires_at=now + dt.timedelta(minutes=minutes),
    )
    send_later: Callable[..., None] = import_string(settings.MAIL_SENDER)
    send_later(
        to=person.email,
        subject=f"{settings.BANK_NAME}: a new password",
        body=_BODY.format(bank=settings.BANK_NAME, way=_way_to_a_new_password(token, minutes), token=token),
        sensitive=True,
    )
    emit(PasswordResetMailed(actor=actor, user_id=user_id))


def _way_to_a_new_password(token: str, minutes: int) -> str:
    """Return where a new password is chosen: on the bank's page, if it has one, and with the token anywhere else."""
    if not settings.PASSWORD_RESET_PAGE:
        return f"Choose it within {minutes} minutes with this token."
    link = f"{settings.PUBLIC_ADDRESS}{settings.PASSWORD_RESET_PAGE}#token={token}"
    return f"Choose it here, within {minutes} minutes:\n\n{link}\n\nIn an app, enter the token."


def confirm_password_reset(
    *,
    actor: Actor,
    token: str,
    new_password: str,
    confirm_password: str | None,
    switch_two_factor_off: bool = False,
) -> None:
    """Set a new password for the holder of a token; every session of his ends and his login is unlocked.

    The second factor stays on, unless he asks for `switch_two_factor_off` and it is still fresh. Raises `Throttled`
    (client address), and `InvalidInput` under `token`, the passwords, or `switch_two_factor_off`; the token then
    stays good.
    """
    _throttle("password-reset-confirm", actor)
    person = _holder(_digest(token))
    problems = {"new_password": password_errors(new_password, person)}
    if confirm_password is not None and confirm_password != new_password:
        problems["confirm_password"] = [PASSWORDS_DIFFER]
    if found := {name: messages for name, messages in problems.items() if messages}:
        raise InvalidInput(found)
    reset_password(
        actor=actor,
        token_digest=_digest(token),
        new_hash=make_password(new_password),
        switch_two_factor_off=switch_two_factor_off,
    )


@use_case
def reset_password(
    *, actor: Actor, token_digest: bytes, new_hash: str, switch_two_factor_off: bool = False
) -> None:
    """Use up a token and store the new password.

    Raises `InvalidInput` if another request was faster, and for a second factor that is no longer fresh.
    """
    now = clock.now()
    unused = PasswordReset.objects.filter(token_digest=token_digest, used_at__isnull=True, expires_at__gt=now)
    if not unused.update(used_at=now):
        raise InvalidInput({"token": [INVALID_TOKEN]})
    reset = PasswordReset.objects.get(token_digest=token_digest)
    person = User.objects.select_for_update(no_key=True).get(pk=reset.user_id)
    if not _is_bound(reset, person):
        raise InvalidInput({"token": [INVALID_TOKEN]})
    User.objects.filter(pk=person.pk).update(password=new_hash)
    end_everything([person.pk], SessionEnd.PASSWORD_CHANGED)
    forget_failures(login_subject(person.pk, ""))
    forget_failures(password_change_subject(person.pk))
    owner = acting_as(actor, user_id=person.pk, username=person.username, customer_id=person.customer_id)
    if switch_two_factor_off:
        drop_fresh_second_factor(actor=owner, user_id=person.pk)
    emit(PasswordWasReset(actor=owner, user_id=person.pk))


def _holder(token_digest: bytes) -> User:
    """Return whose good token this is. Raises `InvalidInput`."""
    good = PasswordReset.objects.filter(
        token_digest=token_digest, used_at__isnull=True, expires_at__gt=clock.now()
    )
    reset = good.select_related("user").first()
    if reset is None or not _is_bound(reset, reset.user):
        raise InvalidInput({"token": [INVALID_TOKEN]})
    return reset.user


def _is_bound(reset: PasswordReset, person: User) -> bool:
    bound = secrets.compare_digest(bytes(reset.binding_digest), _binding(person))
    return person.is_active and bound


def _binding(person: User) -> bytes:
    """Return what changes with the password, the address, and whatever ends all sessions."""
    held = f"{person.pk}|{person.token_version}|{person.email_key}|{person.password}"
    return keyed_digest("password-reset-binding", held.encode())


def _digest(token: str) -> bytes:
    return keyed_digest("password-reset", token.encode("utf-8", "replace"))


def _throttle(scope: str, actor: Actor) -> None:
    throttle(
        scope,
        actor.ip_address or "unknown",
        settings.PASSWORD_RESETS_PER_HOUR,
        int(_AN_HOUR.total_seconds()),
    )
