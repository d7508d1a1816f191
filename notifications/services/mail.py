"""E-mail: ordered inside a use case, sent after it has committed, at least once.

A mail is a row of the transaction that orders it, and a job that says there is something to do. The row alone is
what counts: whoever works claims it for a while, sends without a transaction open, and notes the outcome. If a
worker dies in between, the claim runs out and the mail is sent again under the same `Message-ID`.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.module_loading import import_string

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.encryption import Purpose, seal_once, unseal
from core_banking.kernel.jobs import job
from notifications.events import MailHandled
from notifications.models import Mail, MailStatus
from notifications.selectors import due_mail, refusing_email

logger = logging.getLogger(__name__)

_MOST_AT_ONCE: Final = 20
_SENSITIVE: Final = "SENSITIVE"
_SENSITIVE_RETRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _TakenMail:
    """A mail as the worker that claimed it needs it; `attempt` proves the claim."""

    id: int
    attempt: int
    kind: str
    reference: str
    user_id: int | None
    to_address: str
    subject: str
    sealed_body: bytes


@within_use_case
def send_mail_later(*, to: str, subject: str, body: str, sensitive: bool = False) -> None:
    """Send a mail to one address once the open transaction has committed; never if it rolls back.

    The body is stored encrypted and only until it is sent; the subject stays in the delivery log, so it says nothing
    secret. A `sensitive` mail (it carries a secret of short life) is given up sooner. Raises `ValidationError` for
    what is not one address.
    """
    validate_email(to)
    _queue([_new_mail(to_address=to, subject=subject, body=body, kind=_SENSITIVE if sensitive else "")])


_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


@contextmanager
def without_mail() -> Iterator[None]:
    """Keep the messages of a block in the inbox: for people who do not exist."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


@within_use_case
def mail_notice(*, user_ids: Sequence[int], kind: str, title: str, body: str) -> None:
    """Send a message of the inbox to people who get its kind by e-mail, at the addresses they have by then."""
    if _is_silent.get() or not kind.startswith(tuple(settings.EMAILED_NOTICE_KINDS)):
        return
    always = kind.startswith(tuple(settings.ALWAYS_EMAILED_NOTICE_KINDS))
    refusing = set() if always else refusing_email(user_ids)
    text = f"{body}\n\n{settings.BANK_NAME}\n{settings.PUBLIC_ADDRESS}\n"
    _queue(
        [
            _new_mail(user_id=user_id, subject=f"{settings.BANK_NAME}: {title}", body=text, kind=kind)
            for user_id in user_ids
            if user_id not in refusing
        ]
    )


@job
def deliver_mail(mail_ids: list[int]) -> None:
    """Send these mails, those that are still waiting."""
    deliver_due_mail(only=mail_ids)


def deliver_due_mail(*, only: Sequence[int] | None = None) -> int:
    """Send all mail that is due, here and now; return how many were tried. Runs outside of any transaction."""
    tried = 0
    while due_mail(clock.now(), only).exists():
        taken = _take_due_mail(actor=_worker(), only=only)
        if not taken:
            break
        for mail in taken:
            _note_outcome(actor=_worker(), mail=mail, error=_attempt(mail))
        tried += len(taken)
    return tried


def _new_mail(*, subject: str, body: str, **fields: Any) -> Mail:
    reference = secrets.token_hex(16)
    return Mail(
        reference=reference,
        # A line break in a header would begin another header.
        subject=" ".join(subject.split())[:200],
        sealed_body=seal_once(Purpose.DELIVERY, place_of_body(reference), body.encode()),
        **fields,
    )


def _queue(mails: list[Mail]) -> None:
    if mails:
        Mail.objects.bulk_create(mails)
        deliver_mail.enqueue([mail.pk for mail in mails])


@use_case
def _take_due_mail(*, actor: Actor, only: Sequence[int] | None) -> list[_TakenMail]:
    now = clock.now()
    rows = list(due_mail(now, only).select_for_update(skip_locked=True)[: _mails_in_a_lease()])
    for row in rows:
        row.attempts += 1
        row.claimed_until = now + dt.timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    Mail.objects.bulk_update(rows, ["attempts", "claimed_until"])
    emit(MailHandled(actor=actor, count=len(rows)))
    return [
        _TakenMail(
            id=row.pk,
            attempt=row.attempts,
            kind=row.kind,
            reference=row.reference,
            user_id=row.user_id,
            to_address=row.to_address,
            subject=row.subject,
            sealed_body=bytes(row.sealed_body),
        )
        for row in rows
    ]


def _mails_in_a_lease() -> int:
    """Return how many mails one after the other are sent for sure, or given up, before the claim on them ends."""
    surely_sent: int = settings.DELIVERY_LEASE_SECONDS // max(1, settings.EMAIL_TIMEOUT)
    return max(1, min(_MOST_AT_ONCE, surely_sent))


def _attempt(mail: _TakenMail) -> str:
    """Send one mail; return what went wrong, or "" when it is on its way."""
    try:
        body = unseal(Purpose.DELIVERY, place_of_body(mail.reference), mail.sealed_body).decode()
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        EmailMessage(
            subject=mail.subject,
            body=body,
            to=[mail.to_address or _address_of(mail.user_id)],
            headers={"Message-ID": f"<{mail.reference}@{domain}>", "Auto-Submitted": "auto-generated"},
        ).send()
    except Exception as error:  # a mail back end may raise anything, and the mail is to be kept
        logger.warning(
            "Mail %s could not be sent at attempt %s: %s", mail.id, mail.attempt, type(error).__name__
        )
        return f"{type(error).__name__}: {error}"[:300]
    return ""


@use_case
def _note_outcome(*, actor: Actor, mail: _TakenMail, error: str) -> None:
    now = clock.now()
    delays = settings.MAIL_RETRY_DELAYS_SECONDS[: _SENSITIVE_RETRIES if mail.kind == _SENSITIVE else None]
    outcome: dict[str, Any] = {"claimed_until": None, "last_error": error}
    if error and mail.attempt <= len(delays):
        outcome["next_attempt_at"] = now + dt.timedelta(seconds=delays[mail.attempt - 1])
    else:
        status = MailStatus.FAILED if error else MailStatus.SENT
        outcome |= {"status": status, "finished_at": now, "sealed_body": b""}
    # Whoever took longer than his claim lasted finds another's attempt, and leaves it alone; what was sent was sent.
    claim = Q() if not error else Q(attempts=mail.attempt)
    Mail.objects.filter(claim, pk=mail.id, status=MailStatus.QUEUED).update(**outcome)
    emit(MailHandled(actor=actor, count=1))


def _address_of(user_id: int | None) -> str:
    card_of: Callable[[int | None], Any] = import_string(settings.PERSON_CARD)
    address: str = card_of(user_id).email
    return address


def place_of_body(reference: str) -> str:
    """Return the place that a mail's text is encrypted for."""
    return f"notifications.mail.body:{reference}"


def _worker() -> Actor:
    return system_actor("mail")
