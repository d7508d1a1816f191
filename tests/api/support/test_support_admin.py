"""Messages to the bank on the staff site: answered or settled once, by the use cases of the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from notifications.models import Mail
from support.contracts import NewMessage
from support.models import ContactMessage
from support.services import write_to_the_bank
from tests.builders import people

pytestmark = pytest.mark.django_db

MESSAGES = "/admin/support/contactmessage/"


@pytest.fixture
def staff() -> Client:
    return signed_in(people.bank_admin())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def written() -> ContactMessage:
    question = NewMessage(
        name="Rowan Pell", email="rowan@example.org", phone="", subject="Hours", message="When are you open?"
    )
    return ContactMessage.objects.get(pk=write_to_the_bank(actor=people.ANYONE, message=question).id)


def page_of(message: ContactMessage) -> str:
    return f"{MESSAGES}{message.pk}/change/"


def state_of(message: ContactMessage) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.status, message.answer, message.note


def press(client: Client, message: ContactMessage, deed: str, **given: str) -> Any:
    return client.post(f"{MESSAGES}{message.pk}/do/{deed}/", given, follow=True)


def test_an_answer_is_sent_and_recorded_and_nobody_changes_it_afterwards(staff: Client) -> None:
    message = written()
    mails = Mail.objects.filter(to_address="rowan@example.org")

    sent = press(staff, message, "answer", answer="From nine to five.")

    assert sent.redirect_chain == [(MESSAGES, 302)]
    assert state_of(message) == ("ANSWERED", "From nine to five.", "")
    assert mails.count() == 1
    assert AuditLog.objects.filter(action_type="ANSWER", channel="admin").count() == 1
    assert press(staff, message, "settle", note="Again").status_code == 422
    assert state_of(message) == ("ANSWERED", "From nine to five.", "")
    shown = staff.get(page_of(message)).content.decode()
    assert "From nine to five." in shown
    assert 'name="answer"' not in shown


def test_a_message_that_needs_no_answer_is_settled_with_a_note_and_the_next_one_comes(staff: Client) -> None:
    message, following = written(), written()

    settled = press(staff, message, "settle", note="Rang him.")

    assert settled.redirect_chain == [(page_of(following), 302)]
    assert state_of(message) == ("HANDLED", "", "Rang him.")
    assert not Mail.objects.filter(to_address="rowan@example.org").exists()


def test_an_empty_answer_is_refused_at_its_field(staff: Client) -> None:
    message = written()

    answer = press(staff, message, "answer", answer=" ")

    assert answer.status_code == 422
    assert answer.context["offered_deeds"][0].form.errors == {"answer": ["Write an answer."]}
    assert state_of(message) == ("NEW", "", "")


@pytest.mark.parametrize("person", [people.auditor, people.system_administrator, people.approved_customer])
def test_others_neither_read_nor_answer_messages(person: Any) -> None:
    message, client = written(), signed_in(person())

    assert client.get(page_of(message)).status_code in {302, 403}
    assert client.post(f"{page_of(message)}", {"answer": "Never."}).status_code in {302, 403}
    assert client.post(f"{MESSAGES}{message.pk}/do/answer/", {"answer": "Never."}).status_code in {302, 403}
    assert state_of(message) == ("NEW", "", "")
