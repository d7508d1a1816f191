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


def test_an_answer_is_sent_and_recorded_and_nobody_changes_it_afterwards(staff: Client) -> None:
    message = written()
    mails = Mail.objects.filter(to_address="rowan@example.org")

    sent = staff.post(page_of(message), {"outcome": "ANSWERED", "answer": "From nine to five.", "note": ""})

    assert sent.status_code == 302
    assert state_of(message) == ("ANSWERED", "From nine to five.", "")
    assert mails.count() == 1
    assert AuditLog.objects.filter(target_model="ContactMessage", channel="admin").count() == 1
    assert staff.post(page_of(message), {"outcome": "HANDLED", "note": "Again"}).status_code == 403
    assert state_of(message) == ("ANSWERED", "From nine to five.", "")
    shown = staff.get(page_of(message)).content.decode()
    assert "From nine to five." in shown
    assert 'name="answer"' not in shown


def test_a_message_that_needs_no_answer_is_settled_with_a_note(staff: Client) -> None:
    message = written()

    staff.post(page_of(message), {"outcome": "HANDLED", "answer": "", "note": "Rang him."})

    assert state_of(message) == ("HANDLED", "", "Rang him.")
    assert not Mail.objects.filter(to_address="rowan@example.org").exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"answer": "From nine to five."}, "outcome"),
        ({"outcome": "ANSWERED", "answer": " "}, "answer"),
        ({"outcome": "HANDLED", "answer": "From nine to five."}, "answer"),
        ({"outcome": "ANSWERED", "answer": "From nine to five.", "note": "Rang him."}, "note"),
    ],
)
def test_what_would_be_lost_is_refused_under_its_field(
    staff: Client, sent: dict[str, str], wrong: str
) -> None:
    message = written()

    answer = staff.post(page_of(message), sent)

    assert set(answer.context["adminform"].form.errors) == {wrong}
    assert state_of(message) == ("NEW", "", "")


@pytest.mark.parametrize("person", [people.auditor, people.approved_customer])
def test_others_neither_read_nor_answer_messages(person: Any) -> None:
    message = written()

    answer = signed_in(person()).post(page_of(message), {"outcome": "ANSWERED", "answer": "Never."})

    assert answer.status_code in {302, 403}
    assert state_of(message) == ("NEW", "", "")
