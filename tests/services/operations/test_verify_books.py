"""Accounts and movements are held against the ledger: a record that says something else is found and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F, QuerySet

from accounts.models import Account, OutgoingTotal
from accounts.services import close_account
from ledger.models import Balance, LedgerAccount
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.accounts import STAFF
from tests.builders.money import TELLER, Holder, holder, submit
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben(ann: Holder) -> Holder:
    """Has been paid 50.00 by Ann, who also took out 10.00, was paid interest and charged a fee."""
    ben = holder()
    submit(ann.actor, "TRANSFER", "50.00", sender=ann, receiver=ben)
    submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)
    submit(TELLER, "INTEREST", "1.00", receiver=ann)
    submit(TELLER, "FEE", "2.00", sender=ann)
    return ben


def test_books_that_agree_have_no_problem(ann: Holder, ben: Holder) -> None:
    submit(ben.actor, "WITHDRAWAL", "50.00", sender=ben)
    close_account(actor=STAFF, account_id=ben.account.id, reason="Moved away")

    assert verify_books().problems == ()


CHANGES: dict[str, Callable[[], object]] = {
    "amount": lambda: _transfers().update(amount_minor=4_900),
    "fee": lambda: _transfers().update(fee_minor=0),
    "currency": lambda: _transfers().update(currency="EUR"),
    "type": lambda: _transfers().update(transaction_type="PAYMENT"),
    "day": lambda: _transfers().update(business_date="2020-01-01"),
    "identifier": lambda: _transfers().update(transaction_id="TXNANOTHER"),
    "parties": lambda: _transfers().update(from_account=F("to_account"), to_account=F("from_account")),
    "customers": lambda: _transfers().update(from_customer=F("to_customer"), to_customer=F("from_customer")),
    "no customer": lambda: _transfers().update(from_customer_id=None),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_movement_that_says_something_else_than_its_entry_is_named(
    ann: Holder, ben: Holder, change: Callable[[], object]
) -> None:
    reference = _transfers().get().transaction_id
    with triggers_aside():
        assert change() == 1
    named = Transaction.objects.get(journal_entry__reference=reference).transaction_id

    problem = f"Transaction {named} does not say what its entry {reference} booked."
    assert verify_books().problems[0] == problem


@pytest.mark.postgresql
def test_a_movement_of_a_customer_who_does_not_exist_is_named(ann: Holder, ben: Holder) -> None:
    """SQLite has a foreign key there."""
    reference = _transfers().get().transaction_id
    with triggers_aside():
        _transfers().update(to_customer_id=10**9)

    assert verify_books().problems == (
        f"Transaction {reference} does not say what its entry {reference} booked.",
    )


def test_a_customer_of_a_movement_without_an_account_is_named(ann: Holder, ben: Holder) -> None:
    withdrawn = Transaction.objects.get(transaction_type="WITHDRAWAL")
    with triggers_aside():
        Transaction.objects.filter(pk=withdrawn.pk).update(to_customer_id=ben.actor.user_id)

    assert verify_books().problems == (
        f"Transaction {withdrawn.transaction_id} does not say what its entry {withdrawn.transaction_id} booked.",
    )


def test_a_day_s_total_that_forgets_what_went_out_is_named(ann: Holder, ben: Holder) -> None:
    total = OutgoingTotal.objects.get(account_id=ann.account.id)
    OutgoingTotal.objects.filter(pk=total.pk).update(total_minor=1_000)

    assert verify_books().problems == (
        f"Account {ann.number} counts 1000 as gone out on {total.business_date}; its transactions give 6000.",
    )


def test_a_minimum_that_the_book_does_not_keep_is_named(ann: Holder) -> None:
    Balance.objects.filter(account_id=ann.account.ledger_account_id).update(floor_minor=5)

    assert verify_books().problems == (
        f"Account {ann.account.id} ({ann.number}) is in USD with minimum 0; its ledger account is in USD with 5.",
    )


def test_an_account_in_another_currency_than_its_ledger_account_is_named(ann: Holder) -> None:
    Account.objects.filter(pk=ann.account.id).update(currency="EUR")

    assert verify_books().problems == (
        f"Account {ann.account.id} ({ann.number}) is in EUR with minimum 0; its ledger account is in USD with 0.",
    )


def test_an_account_kept_in_an_account_of_the_bank_is_named(ann: Holder) -> None:
    cash = LedgerAccount.objects.get(code="1010-USD")
    Account.objects.filter(pk=ann.account.id).update(ledger_account=cash)

    assert verify_books().problems == (
        f"Account {ann.account.id} ({ann.number}) is in USD with minimum 0; its ledger account is in USD with None.",
    )


def test_a_closed_account_with_money_is_named(ann: Holder) -> None:
    Account.objects.filter(pk=ann.account.id).update(status="CLOSED", closed_at=ann.account.created_at)

    assert verify_books().problems == (
        f"Account {ann.account.id} ({ann.number}) is closed and holds 100000.",
    )


def _transfers() -> QuerySet[Transaction]:
    return Transaction.objects.filter(transaction_type="TRANSFER")
