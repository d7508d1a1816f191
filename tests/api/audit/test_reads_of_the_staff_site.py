"""What the staff site shows leaves a row that names the customer, however it is asked; odd addresses fail nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from core_banking.api.review_pages import ReviewPage
from core_banking.kernel.actors import command_actor, system_actor
from fraud.models import Alert, NameMatch
from fraud.services import load_name_list, screen_people
from ledger.models import Hold, JournalEntry
from loans.models import LoanMovement, LoanRequest
from loans.services import request_write_off
from support.contracts import NewMessage
from support.services import write_to_the_bank
from tests.builders import people
from tests.builders.held_payments import held_payment
from tests.builders.loans import borrower
from tests.builders.money import TELLER, holder, submit
from transactions.hold_contracts import HoldCard, HoldCommand
from transactions.models import ReversalRequest
from transactions.services import authorise_hold, reverse_transaction
from users.contracts import PersonCard

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

Shown = dict[str, tuple[int, int]]
"""By table: the row whose page is opened, and the customer whom it is about."""


def at_the_desk_of(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def reads_of(person: PersonCard) -> list[tuple[Any, ...]]:
    rows = AuditLog.objects.filter(user_id=person.id, action_type="READ").order_by("id")
    return list(rows.values_list("target_model", "target_id", "subject_id"))


def test_a_list_is_not_shown_to_a_form_that_asks_for_nothing() -> None:
    clerk, customer = people.bank_admin(), people.approved_customer()
    desk = at_the_desk_of(clerk)

    answer = desk.post("/admin/users/user/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/users/user/")
    assert reads_of(clerk) == []
    # An action without any row chosen is Django's to answer, by whatever page: that was shown, so it is on record.
    shown = desk.post("/admin/users/user/", {"action": "unlock"})
    assert (shown.status_code, customer.username in shown.content.decode()) == (200, True)
    assert reads_of(clerk) == [("Customer", "", None)]


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_the_page_that_answers_a_refused_button_leaves_a_row_about_the_customer(reason: str) -> None:
    clerk, customer = people.bank_admin(), people.register_customer()
    desk = at_the_desk_of(clerk)

    answer = desk.post(f"/admin/kyc/identityrecord/{customer.id}/do/reject/", {"reason": reason})

    assert (answer.status_code, customer.username in answer.content.decode()) == (422, True)
    assert reads_of(clerk) == [("Customer", str(customer.id), customer.id)]


@pytest.mark.parametrize("method", ["post", "put", "options"])
def test_pages_of_our_own_are_asked_for_and_nothing_else(method: str) -> None:
    clerk, customer = people.bank_admin(), people.approved_customer()
    desk = at_the_desk_of(clerk)
    for address in (
        f"/admin/find/?q={customer.email}",
        f"/admin/customer/{customer.customer_id}/",
        "/admin/",
    ):
        assert getattr(desk, method)(address).status_code == 405
    assert reads_of(clerk) == []


def test_a_page_shown_to_an_unusual_method_leaves_a_row() -> None:
    clerk, customer = people.bank_admin(), people.approved_customer()
    address = f"/admin/users/user/{customer.id}/change/"

    answer = at_the_desk_of(clerk).options(address)

    assert (answer.status_code, reads_of(clerk)) == (200, [("Customer", str(customer.id), customer.id)])


def held(clerk: PersonCard) -> Shown:
    ann = holder(500_000)
    card = held_payment(ann.person, ann.number)
    alert = Alert.objects.get(transaction_id=card.transaction_id)
    subject = ann.person.id
    return {
        "transactions.HeldPayment": (card.id, subject),
        "transactions.Transaction": (card.id, subject),
        "fraud.Alert": (alert.pk, subject),
    }


def asked_back(clerk: PersonCard) -> Shown:
    ann = holder(500_000)
    moved = submit(TELLER, "WITHDRAWAL", "2345.60", sender=ann)
    reverse_transaction(actor=people.actor_for(clerk), key=moved.transaction_id, reason="Typed twice")
    return {"transactions.ReversalRequest": (ReversalRequest.objects.get().pk, ann.person.id)}


def lent(clerk: PersonCard) -> Shown:
    ann = borrower()
    request_write_off(actor=people.actor_for(clerk), loan_id=ann.loan_id, reason="Bankrupt")
    subject = ann.loan.customer_id
    return {
        "loans.Loan": (ann.loan_id, subject),
        "loans.LoanRequest": (LoanRequest.objects.get().pk, subject),
        "loans.LoanMovement": (LoanMovement.objects.get().pk, subject),
    }


def listed(clerk: PersonCard) -> Shown:
    person = people.register_customer(first_name="Victor", last_name="Drozdenco")
    content = b"id,schema,name\nn-1,Person,Viktor Drozdenko\n"
    operator = command_actor("load_name_list")
    load_name_list(actor=operator, name="sanctions", file_format="opensanctions", content=content)
    screen_people(actor=system_actor("screen_people"))
    return {
        "fraud.NameMatch": (NameMatch.objects.get().pk, person.id),
        "kyc.IdentityRecord": (person.id, person.id),
    }


def written(clerk: PersonCard) -> Shown:
    person = people.approved_customer()
    question = NewMessage(
        name="Rowan Pell", email=person.email, phone="", subject="Hours", message="When are you open?"
    )
    message = write_to_the_bank(actor=people.actor_for(person), message=question)
    return {"support.ContactMessage": (message.id, person.id)}


def booked(clerk: PersonCard) -> Shown:
    ann = holder(500_000)
    placed = authorise_hold(actor=TELLER, command=HoldCommand(account_number=ann.number, amount=Decimal(5)))
    assert isinstance(placed, HoldCard)
    subject, books = ann.person.id, ann.account.ledger_account_id
    return {
        "ledger.LedgerAccount": (books, subject),
        "ledger.JournalEntry": (
            JournalEntry.objects.filter(lines__account_id=books).latest("pk").pk,
            subject,
        ),
        "ledger.Hold": (Hold.objects.get(account_id=books).pk, subject),
    }


@pytest.mark.parametrize(
    "prepare", [held, asked_back, lent, listed, written, booked], ids=lambda each: each.__name__
)
def test_a_page_names_the_customer_whom_its_row_is_about(prepare: Callable[[PersonCard], Shown]) -> None:
    clerk = people.bank_admin()
    shown = prepare(clerk)
    desk = at_the_desk_of(people.bank_admin())
    newest = AuditLog.objects.latest("id").pk
    for label, (key, _subject) in shown.items():
        page = f"/admin/{label.lower().replace('.', '/')}/{key}/change/"
        assert desk.get(page).status_code == 200, page

    rows = AuditLog.objects.filter(id__gt=newest, action_type="READ").order_by("id")
    assert list(rows.values_list("target_id", "subject_id")) == [
        (str(key), subject) for key, subject in shown.values()
    ]


def test_every_review_page_says_whom_it_is_about() -> None:
    """A review page that comes later, of a table whose own fields name nobody, has to say where the customer is."""
    usual = {"customer", "user", "owner"}
    silent = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if isinstance(page, ReviewPage)
        and not page.subject_paths
        and not usual & {field.name for field in model._meta.concrete_fields}
    ]

    assert silent == []


@pytest.mark.parametrize(
    "make", [people.bank_admin, people.system_administrator], ids=lambda make: make.__name__
)
def test_no_odd_key_in_an_address_makes_a_page_fail(make: Callable[[], PersonCard]) -> None:
    desk = at_the_desk_of(make())
    desk.raise_request_exception = False
    failed = []
    for model in admin.site._registry:
        for key in ("\N{SUPERSCRIPT TWO}", "100000000000000000000", "999999999"):
            for page in ("change", "history"):
                address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{key}/{page}/"
                if desk.get(address).status_code >= 500:
                    failed.append(address)

    assert not failed, "\n".join(failed)
