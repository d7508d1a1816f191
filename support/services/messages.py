"""Messages to the bank: written by anybody, read and answered by staff."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.services import notify, notify_holders, send_mail_later
from support.contracts import READ_MESSAGES, MessageCard, MessageStatus, NewMessage
from support.errors import MessageDealtWith
from support.events import MessageDealtWithByStaff, MessageReceived
from support.models import ContactMessage
from support.selectors import message_card

_INBOX_LENGTH: Final = 1000


@use_case
def write_to_the_bank(*, actor: Actor, message: NewMessage) -> MessageCard:
    """Take a message from anybody, signed in or not, and tell those who read messages."""
    row = ContactMessage.objects.create(
        name=message.name,
        email=message.email,
        phone=message.phone,
        subject=message.subject,
        message=message.message,
        sender_id=actor.user_id,
    )
    emit(MessageReceived(actor=actor, message_id=row.pk, sender_id=actor.user_id))
    notify_holders(
        actor=actor,
        permission=READ_MESSAGES,
        kind="CONTACT_MESSAGE",
        title="A message to the bank has arrived",
        body=f"{message.name} wrote: {message.subject}",
        data={"message_id": row.pk},
    )
    return message_card(row)


@use_case
def answer_message(*, actor: Actor, message_id: int, answer: str) -> MessageCard:
    """Answer a message: by e-mail, and in the inbox of a writer who was signed in.

    Raises `NotAllowed`, `NotFound`, `InvalidInput` for an empty answer, `MessageDealtWith`.
    """
    row = _taken(actor, message_id)
    if not answer.strip():
        raise InvalidInput({"answer": ["Write an answer."]})
    row.answer = answer
    card = _deal_with(actor, row, MessageStatus.ANSWERED)
    if row.sender_id is not None:
        notify(
            actor=actor,
            user_id=row.sender_id,
            kind="CONTACT_ANSWER",
            title="The bank has answered your message",
            body=_within(answer, _INBOX_LENGTH),
            data={"message_id": row.pk},
        )
    send_mail_later(
        to=row.email, subject=f"{settings.BANK_NAME}: an answer to your message", body=_letter(row)
    )
    return card


@use_case
def settle_message(*, actor: Actor, message_id: int, note: str = "") -> MessageCard:
    """Settle a message that needs no answer; the note is for the staff. Raises what `answer_message` raises."""
    row = _taken(actor, message_id)
    row.note = note.strip()
    return _deal_with(actor, row, MessageStatus.HANDLED)


def _taken(actor: Actor, message_id: int) -> ContactMessage:
    """Return a message that nobody has dealt with, under its lock."""
    if not actor.may(READ_MESSAGES):
        raise NotAllowed
    row = ContactMessage.objects.select_for_update(no_key=True).filter(pk=message_id).first()
    if row is None:
        raise NotFound
    if row.status != MessageStatus.NEW:
        raise MessageDealtWith(status=row.status)
    return row


def _deal_with(actor: Actor, row: ContactMessage, status: MessageStatus) -> MessageCard:
    row.status, row.dealt_with_by_id, row.dealt_with_at = status, actor.user_id, clock.now()
    row.save()
    emit(
        MessageDealtWithByStaff(actor=actor, message_id=row.pk, sender_id=row.sender_id, status=status.value)
    )
    return message_card(row)


def _letter(row: ContactMessage) -> str:
    return f"Dear {row.name},\n\n{row.answer}\n\n{settings.BANK_NAME}\n\nYou wrote:\n\n{row.message}\n"


def _within(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
