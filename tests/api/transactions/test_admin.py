"""Movements and the book on the staff site: in major units, to be read by whom they concern, and by nobody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from core_banking.kernel import clock
from tests.builders import people
from tests.builders.money import TELLER, holder, submit
from transactions.hold_contracts import HoldCard, HoldCommand
from transactions.models import Transaction
from transactions.reversal_contracts import ReversalRequestCard
from transactions.services import authorise_hold, reverse_transaction

pytestmark = pytest.mark.django_db

TRANSACTIONS = "/admin/transactions/transaction/"
ENTRIES = "/admin/ledger/journalentry/"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def transfer() -> Transaction:
    submit(TELLER, "TRANSFER", "1234.50", sender=holder(1_000_000), receiver=holder())
    return Transaction.objects.get()


def test_amounts_are_shown_in_major_units(transfer: Transaction) -> None:
    client = signed_in(people.bank_admin())

    listed = client.get(TRANSACTIONS).content.decode()
    shown = client.get(f"{TRANSACTIONS}{transfer.pk}/change/").content.decode()

    assert "1234.50" in listed
    assert "123450" not in listed
    for amount in ("1234.50", "1.00", "8764.50"):
        assert amount in shown
    assert "876450" not in shown


def test_the_lines_of_an_entry_are_shown_in_major_units(transfer: Transaction) -> None:
    client = signed_in(people.system_administrator())

    shown = client.get(f"{ENTRIES}{transfer.journal_entry_id}/change/").content.decode()

    assert "1234.50" in shown
    assert "8764.50" in shown
    assert "123450" not in shown


def test_who_may_see_every_movement_finds_no_dead_link(transfer: Transaction) -> None:
    client = signed_in(people.bank_admin())
    accounts = [transfer.from_account_id, transfer.to_account_id]
    pages = [f"{TRANSACTIONS}{transfer.pk}/change/"]
    pages += [f"/admin/accounts/account/{number}/change/" for number in accounts]

    for page in pages:
        shown = client.get(page)
        assert shown.status_code == 200
        links = {part.partition('"')[0] for part in shown.content.decode().split('href="/admin/')[1:]}
        answers = {link: client.get(f"/admin/{link}").status_code for link in links if "logout" not in link}
        assert {link: status for link, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("person", "status"),
    [(people.bank_admin, 200), (people.system_administrator, 200), (people.auditor, 403)],
)
def test_movements_are_read_by(person: Any, status: int, transfer: Transaction) -> None:
    client = signed_in(person())

    assert client.get(TRANSACTIONS).status_code == status
    assert client.get(f"{TRANSACTIONS}{transfer.pk}/change/").status_code == status
    assert client.get(f"{TRANSACTIONS}add/").status_code == 403
    assert client.post(f"{TRANSACTIONS}{transfer.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Transaction.objects.count() == 1


def test_holds_and_requests_for_reversals_are_read_in_major_units_and_not_changed() -> None:
    ann = holder(500_000)
    placed = authorise_hold(
        actor=TELLER, command=HoldCommand(account_number=ann.number, amount=Decimal("1234.50"))
    )
    moved = submit(TELLER, "WITHDRAWAL", "2345.60", sender=ann)
    clerk = people.actor_for(people.bank_admin())
    asked = reverse_transaction(actor=clerk, key=moved.transaction_id, reason="Typed twice")
    assert isinstance(placed, HoldCard)
    assert isinstance(asked, ReversalRequestCard)
    client = signed_in(people.bank_admin())

    for table, number, amount in (
        ("holdorder", placed.id, "1234.50"),
        ("reversalrequest", asked.id, "2345.60"),
    ):
        pages = [f"/admin/transactions/{table}/", f"/admin/transactions/{table}/{number}/change/"]
        for page in pages:
            assert amount in client.get(page).content.decode()
            assert signed_in(people.auditor()).get(page).status_code == 403
        assert client.get(f"{pages[0]}add/").status_code == 403
        assert client.post(pages[1].replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_hold_says_when_it_ends_as_every_page_writes_instants() -> None:
    with clock.frozen_at(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)):
        placed = authorise_hold(
            actor=TELLER,
            command=HoldCommand(
                account_number=holder(500_000).number,
                amount=Decimal("1.00"),
                expires_at=dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC),
            ),
        )
        assert isinstance(placed, HoldCard)
        shown = signed_in(people.bank_admin()).get(f"/admin/transactions/holdorder/{placed.id}/change/")

    assert "2026-03-04 09:30" in shown.content.decode()
