"""Messages to the bank on the staff site: read beside what was written before, answered or settled once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_pages import QueueState, ReviewPage, all_rows, person_link, states_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import badge
from core_banking.kernel.actors import Actor
from support.contracts import MESSAGE_LENGTH, READ_MESSAGES, MessageStatus
from support.models import ContactMessage
from support.services import answer_message, settle_message

_EARLIER: Final = 5
_TONES: Final = {
    MessageStatus.NEW.value: "warn",
    MessageStatus.ANSWERED.value: "good",
    MessageStatus.HANDLED.value: "neutral",
}


class AnswerForm(forms.Form):
    """What the bank answers; that it may not be empty is the use case's rule."""

    answer = forms.CharField(
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Goes to the writer by e-mail, and to the inbox of one who was signed in.",
    )


class SettlementForm(forms.Form):
    """Why a message needs no answer."""

    note = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For the staff alone.",
    )


def _answer(actor: Actor, message: ContactMessage, given: Mapping[str, Any]) -> str:
    card = answer_message(actor=actor, message_id=message.pk, answer=given["answer"])
    return f"Your answer goes to {card.name}."


def _settle(actor: Actor, message: ContactMessage, given: Mapping[str, Any]) -> str:
    card = settle_message(actor=actor, message_id=message.pk, note=given["note"])
    return f"The message of {card.name} is settled."


def _is_new(_actor: Actor, message: ContactMessage) -> bool:
    return message.status == MessageStatus.NEW.value


def _with_status(status: MessageStatus) -> Any:
    def rows(messages: QuerySet[ContactMessage]) -> QuerySet[ContactMessage]:
        return messages.filter(status=status.value)

    return rows


@admin.register(ContactMessage)
class ContactMessageAdmin(ReviewPage[ContactMessage]):
    """Messages to the bank, who has waited longest first. A new one is answered or settled once."""

    rights = (READ_MESSAGES,)
    open_to_system_administrators = False
    subject_paths = ("sender",)
    review_template = "admin/support/message.html"
    queue_states = states_of(
        QueueState(
            key="waiting",
            label="Waiting for an answer",
            rows=_with_status(MessageStatus.NEW),
            oldest_first=True,
        ),
        QueueState(key="answered", label="Answered", rows=_with_status(MessageStatus.ANSWERED)),
        QueueState(key="handled", label="Settled", rows=_with_status(MessageStatus.HANDLED)),
        QueueState(key="all", label="All messages", rows=all_rows),
    )
    deeds = (
        Deed(
            name="answer",
            label="Send this answer",
            act=_answer,
            right=READ_MESSAGES,
            offered=_is_new,
            form=AnswerForm,
            tone="good",
        ),
        Deed(
            name="settle",
            label="It needs no answer",
            act=_settle,
            right=READ_MESSAGES,
            offered=_is_new,
            form=SettlementForm,
        ),
    )
    list_display = ("subject", "name", "writer", "state", "dealt_with_by", "created_at")
    search_fields = ("email", "name")
    search_help_text = "A whole name or e-mail address."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactMessage]:
        """Return the messages with their people."""
        return super().get_queryset(request).select_related("sender", "dealt_with_by")

    def title_of(self, row: ContactMessage) -> str:
        """Return what the message is about."""
        return row.subject

    def picture(self, request: HttpRequest, row: ContactMessage) -> dict[str, Any]:
        """Return who wrote, and what a customer wrote before."""
        earlier = ContactMessage.objects.none()
        if row.sender_id is not None:
            earlier = ContactMessage.objects.filter(sender_id=row.sender_id, pk__lt=row.pk).order_by("-id")
        return {
            "state_badge": _state(row),
            "facts": [
                ("Name", row.name),
                ("E-mail", row.email),
                ("Telephone", row.phone or "-"),
                ("Signed in as", person_link(row.sender) if row.sender else "nobody: it may be anybody"),
            ],
            "earlier": earlier[:_EARLIER],
        }

    @admin.display(description="customer")
    def writer(self, message: ContactMessage) -> SafeString | str:
        """Link to the page of a writer who was signed in."""
        return person_link(message.sender)

    @admin.display(description="state", ordering="status")
    def state(self, message: ContactMessage) -> SafeString:
        """Show whether it waits, or what became of it."""
        return _state(message)


def _state(message: ContactMessage) -> SafeString:
    return badge(message.status, _TONES.get(message.status, "neutral"))
