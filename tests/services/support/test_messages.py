"""Messages to the bank: taken from anybody, dealt with once, answered by e-mail and in the inbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.models import Notification
from notifications.services import deliver_due_mail
from support.contracts import READ_MESSAGES, MessageStatus, NewMessage
from support.errors import MessageDealtWith
from support.models import ContactMessage
from support.services import answer_message, settle_message, write_to_the_bank
from tests.builders import people

pytestmark = pytest.mark.django_db

READER = Actor(username="branch", permissions=frozenset({READ_MESSAGES}))
QUESTION = NewMessage(
    name="Rowan Pell", email="rowan@example.org", phone="", subject="Hours", message="When are you open?"
)


def written(actor: Actor = people.ANYONE) -> int:
    return write_to_the_bank(actor=actor, message=QUESTION).id


def test_a_message_of_a_stranger_is_kept_and_whoever_reads_messages_is_told() -> None:
    reader, other = people.bank_admin(), people.auditor()

    message_id = written()

    row = ContactMessage.objects.get()
    assert (row.pk, row.email, row.message, row.sender_id, row.status) == (
        message_id, "rowan@example.org", "When are you open?", None, "NEW",
    )  # fmt: skip
    notice = Notification.objects.get(kind="CONTACT_MESSAGE")
    assert (notice.user_id, notice.body) == (reader.id, "Rowan Pell wrote: Hours")
    assert other.id != notice.user_id


def test_the_trail_keeps_that_somebody_wrote_and_not_what() -> None:
    customer = people.approved_customer()

    message_id = written(people.actor_for(customer))

    row = AuditLog.objects.get(target_model="ContactMessage")
    assert (row.action_type, row.target_id, row.subject_id) == ("CREATE", str(message_id), customer.id)
    assert "open" not in f"{row.description} {row.details}"
    assert "open" not in repr(QUESTION)


def test_an_answer_goes_out_by_e_mail_once_and_to_the_inbox_of_a_customer() -> None:
    customer, staff = people.approved_customer(), people.bank_admin()
    message_id = written(people.actor_for(customer))
    deliver_due_mail()
    mail.outbox.clear()

    card = answer_message(actor=people.actor_for(staff), message_id=message_id, answer="From nine to one.")
    assert mail.outbox == []
    deliver_due_mail()
    deliver_due_mail()

    assert (card.status, card.dealt_with_by, card.customer_id) == (
        MessageStatus.ANSWERED, staff.username, customer.customer_id,
    )  # fmt: skip
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["rowan@example.org"], "Core Bank: an answer to your message")
    ]
    assert "From nine to one." in mail.outbox[0].body
    notice = Notification.objects.get(kind="CONTACT_ANSWER")
    assert (notice.user_id, notice.body) == (customer.id, "From nine to one.")


def test_a_long_answer_is_cut_in_the_inbox_only() -> None:
    customer = people.approved_customer()
    message_id = written(people.actor_for(customer))

    answer_message(actor=READER, message_id=message_id, answer="a" * 4000)

    assert Notification.objects.get(kind="CONTACT_ANSWER").body == "a" * 999 + "…"
    assert ContactMessage.objects.get().answer == "a" * 4000


def test_a_message_may_be_settled_without_an_answer() -> None:
    message_id = written()

    card = settle_message(actor=READER, message_id=message_id, note=" Advertising. ")

    deliver_due_mail()

    assert (card.status, card.note, mail.outbox) == (MessageStatus.HANDLED, "Advertising.", [])
    assert AuditLog.objects.get(action_type="SETTLE").description == "Message settled"


@pytest.mark.parametrize(
    "second",
    [
        lambda message_id: answer_message(actor=READER, message_id=message_id, answer="Never."),
        lambda message_id: settle_message(actor=READER, message_id=message_id),
    ],
)
def test_a_message_is_dealt_with_once(second: Any) -> None:
    message_id = written()
    answer_message(actor=READER, message_id=message_id, answer="From nine to one.")

    with pytest.raises(MessageDealtWith) as refusal:
        second(message_id)

    assert refusal.value.details == {"status": "ANSWERED"}
    assert ContactMessage.objects.get().answer == "From nine to one."


def test_without_the_right_or_without_words_nothing_is_answered() -> None:
    message_id = written()

    with pytest.raises(NotAllowed):
        answer_message(actor=people.ANYONE, message_id=message_id, answer="Never.")
    with pytest.raises(NotAllowed):
        settle_message(actor=people.ANYONE, message_id=message_id)
    with pytest.raises(InvalidInput) as refusal:
        answer_message(actor=READER, message_id=message_id, answer="  ")
    with pytest.raises(NotFound):
        answer_message(actor=READER, message_id=message_id + 1, answer="From nine to one.")

    assert refusal.value.fields == {"answer": ["Write an answer."]}
    assert ContactMessage.objects.get().status == "NEW"
