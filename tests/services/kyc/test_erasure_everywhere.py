"""After an erasure the whole database is searched for the person: every table, every column, as it is stored."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils.module_loading import import_string
from pytest_django import Settings
from rest_framework.test import APIClient

from audit.searching import keep_trail_searchable
from core_banking.kernel.actors import Actor, command_actor
from core_banking.kernel.db import OutsideUseCase, emit, use_case
from core_banking.settings.components.erasure import FORGETS_PERSON
from fraud.models import NameMatch
from fraud.services import load_name_list, screen_people
from kyc.events import CustomerErased
from notifications.services import notify, send_mail_later
from planning.services import GoalOrder, open_goal
from support.contracts import NewMessage
from support.models import ContactMessage
from support.services import answer_message, write_to_the_bank
from tests.builders import money, people
from tests.builders.accounts import open_account
from tests.builders.audit_chain import seal_everything
from tests.services.kyc.test_erasure import erase
from transactions.contracts import PayeeTerms
from transactions.services import save_payee
from users.contracts import PersonCard
from users.models import KnownDevice

pytestmark = pytest.mark.django_db

NEEDLES = {
    "first name": "Victorina",
    "last name": "Drozdenco",
    "user name": "vdroz1971",
    "e-mail address": "vicky.droz@example.net",
    "phone number": "5557319902",
    "SSN": "917-44-1937",
    "birth date": "1971-12-27",
    "address": "17 Quillfeather Lane",
    "network address": "203.0.113.77",
    "browser": "Lynx/2.8.9-of-hers",
}
KEPT = {
    # The trail is sealed: what it said of a deed at the time of the deed, it says for ever.
    ("audit_auditlog", "username", "user name"),
    ("audit_auditlog", "ip_address", "network address"),
    ("audit_auditlog", "user_agent", "browser"),
    ("audit_auditlog", "details", "user name"),
    ("audit_searchentry", "words", "user name"),
}


def found() -> set[tuple[str, str, str]]:
    """Return in which column of which table which of her facts stands."""
    places = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            for column, value in row.items():
                text = _text(value).casefold()
                places |= {
                    (model._meta.db_table, column, fact)
                    for fact, needle in NEEDLES.items()
                    if needle.casefold() in text
                }
    return places


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


@use_case
def tell(*, actor: Actor, person: PersonCard) -> None:
    notify(actor=actor, user_id=person.id, kind="HELLO", title="Victorina", body="Dear Ms Drozdenco")
    send_mail_later(to=NEEDLES["e-mail address"].upper(), subject="To Drozdenco", body="Hello")
    emit(CustomerErased(actor=actor, user_id=person.id, requested_by=0))


def a_life() -> PersonCard:
    """Leave traces of one person wherever the bank keeps something of people."""
    person = people.approved_customer(
        first_name=NEEDLES["first name"],
        last_name=NEEDLES["last name"],
        username=NEEDLES["user name"],
        email=NEEDLES["e-mail address"],
        phone_number=f"+1{NEEDLES['phone number']}",
        ssn=NEEDLES["SSN"],
        date_of_birth=NEEDLES["birth date"],
        address=NEEDLES["address"],
    )
    actor = people.actor_for(person)
    actor = Actor(
        user_id=actor.user_id,
        username=actor.username,
        customer_id=actor.customer_id,
        permissions=actor.permissions,
        ip_address=NEEDLES["network address"],
        user_agent=NEEDLES["browser"],
    )
    KnownDevice.objects.create(user_id=person.id, token_digest=bytes(32), user_agent=NEEDLES["browser"])
    for writer in (actor, Actor(username="")):
        write_to_the_bank(
            actor=writer,
            message=NewMessage(
                name="Victorina Drozdenco",
                email=NEEDLES["e-mail address"],
                phone=NEEDLES["phone number"],
                subject="Drozdenco's card",
                message=f"I live at {NEEDLES['address']}.",
            ),
        )
    staff = people.actor_for(people.bank_admin())
    first = ContactMessage.objects.order_by("pk")[0]
    answer_message(actor=staff, message_id=first.pk, answer="Dear Victorina, yes.")
    account = open_account(person, 0)
    assert account.account_number is not None
    open_goal(
        actor=actor,
        order=GoalOrder(name="Victorina's car", target_amount="1", account_number=account.account_number),
    )
    friend = money.holder(100)
    save_payee(
        actor=friend.actor, account_number=account.account_number, terms=PayeeTerms(nickname="Victorina")
    )
    client = APIClient(REMOTE_ADDR=NEEDLES["network address"], HTTP_USER_AGENT=NEEDLES["browser"])
    for password in ("Wrong7Password", people.PASSWORD):
        client.post("/api/auth/login/", {"username": NEEDLES["user name"], "password": password})
    User = get_user_model()
    assert staff.user_id is not None
    LogEntry.objects.create(
        user_id=staff.user_id,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.id),
        object_repr=str(User.objects.get(pk=person.id)),
        action_flag=2,
    )
    tell(actor=actor, person=person)
    load_name_list(
        actor=command_actor("load_name_list"),
        name="sanctions",
        file_format="opensanctions",
        content=b"id,schema,name,aliases\nx-1,Person,Viktorina Drosdenko,\n",
    )
    assert screen_people() >= 1
    assert NameMatch.objects.filter(subject_id=person.id).exists()
    return person


def test_nothing_of_a_person_is_found_afterwards_but_what_the_sealed_trail_says(settings: Settings) -> None:
    settings.RUNNING_BUSINESS = []
    person = a_life()
    before = found()
    assert {fact for _, _, fact in before} == set(NEEDLES) - {"SSN", "birth date"}
    assert {
        ("users_user", "last_name", "last name"),
        ("support_contactmessage", "email", "e-mail address"),
        ("notifications_notification", "body", "last name"),
        ("notifications_mail", "to_address", "e-mail address"),
        ("fraud_namematch", "subject_name", "last name"),
        ("transactions_beneficiary", "nickname", "first name"),
        ("planning_savingsgoal", "name", "first name"),
    } <= before, "the search sees nothing"

    erase(person)
    seal_everything()
    keep_trail_searchable()
    assert found() == KEPT


@pytest.mark.parametrize("name", FORGETS_PERSON)
def test_nobody_is_forgotten_outside_of_an_erasure(name: str) -> None:
    forget = import_string(name)

    with pytest.raises(OutsideUseCase):
        forget(user_id=1, email="vicky.droz@example.net")
