"""Movements and the book on the staff site: in major units, to be read by whom they concern, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.builders import people
from tests.builders.money import TELLER, holder, submit
from transactions.models import Transaction

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

    assert "-1234.50" in shown
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
