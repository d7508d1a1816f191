"""A movement that is allowed: its balances, its entry in the book, its record and its trace in the audit trail."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Account, OutgoingTotal
from audit.models import AuditLog
from core_banking.kernel import clock
from ledger.models import JournalEntry, LedgerAccount
from ledger.verification import verify
from tests.builders import people
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from transactions.contracts import PartyView
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def lines_of(transaction_id: str) -> list[tuple[str, int, str]]:
    """The lines of the movement's entry: account code, debit, kind; a customer's account by its number."""
    entry = JournalEntry.objects.get(reference=transaction_id)
    numbers = dict(Account.objects.values_list("ledger_account_id", "account_number"))
    codes = dict(LedgerAccount.objects.values_list("pk", "code"))
    return [
        (numbers.get(line.account_id) or codes[line.account_id], line.amount_minor, line.kind)
        for line in entry.lines.order_by("position")
    ]


def spent(of: Holder) -> int:
    return OutgoingTotal.objects.get(account_id=of.account.id).total_minor


def trace(transaction_id: str) -> AuditLog:
    return AuditLog.objects.get(target_model="Transaction", target_id=transaction_id)


def test_a_deposit_raises_the_balance_and_counts_against_no_limit() -> None:
    ann = holder()
    card = submit(ann.actor, "DEPOSIT", "500.00", receiver=ann, description="Initial deposit")
    assert ann.balance_minor == 50_000
    assert (card.amount_minor, card.fee_minor, card.status) == (50_000, 0, "COMPLETED")
    assert card.from_account is None
    assert card.to_account == PartyView(ann.number, 50_000)
    assert lines_of(card.transaction_id) == [
        ("1010-USD", 50_000, "DEPOSIT"),
        (ann.number, -50_000, "DEPOSIT"),
    ]
    assert spent(ann) == 0
    assert verify().is_clean


def test_a_withdrawal_lowers_the_balance_and_counts_against_the_day() -> None:
    ann = holder(50_000)
    card = submit(ann.actor, "WITHDRAWAL", "120.50", sender=ann)
    assert ann.balance_minor == 37_950
    assert (card.amount_minor, card.fee_minor) == (12_050, 0)
    assert card.from_account == PartyView(ann.number, 37_950)
    assert card.to_account is None
    assert lines_of(card.transaction_id) == [
        (ann.number, 12_050, "WITHDRAWAL"),
        ("1010-USD", -12_050, "WITHDRAWAL"),
    ]
    assert spent(ann) == 12_050
    assert verify().is_clean


def test_a_transfer_moves_the_amount_and_costs_the_sender_one_dollar_on_top() -> None:
    ann, ben = holder(100_000), holder(100_000)
    card = submit(ann.actor, "TRANSFER", "100.00", sender=ann, receiver=ben, description="Rent")
    assert (ann.balance_minor, ben.balance_minor) == (89_900, 110_000)
    assert (card.amount_minor, card.fee_minor) == (10_000, 100)
    assert card.from_account == PartyView(ann.number, 89_900)
    assert card.to_account == PartyView(ben.number, None)
    assert lines_of(card.transaction_id) == [
        (ann.number, 10_000, "TRANSFER"),
        (ben.number, -10_000, "TRANSFER"),
        (ann.number, 100, "FEE"),
        ("4010-USD", -100, "FEE"),
    ]
    assert spent(ann) == 10_000
    assert spent(ben) == 0
    assert verify().is_clean


def test_between_one_s_own_accounts_both_balances_show() -> None:
    ann = holder(100_000)
    other = second_account(ann, account_type="CURRENT")
    card = submit(ann.actor, "TRANSFER", "100.00", sender=ann, receiver=other)
    assert card.from_account == PartyView(ann.number, 89_900)
    assert card.to_account == PartyView(other.number, 10_000)


def test_a_payment_goes_to_the_clearing_account_with_its_texts() -> None:
    ann = holder(50_000)
    texts = {"payee_name": "City Power", "reference": "INV-7", "category": "Utilities", "description": "May"}
    card = submit(ann.actor, "PAYMENT", "80.00", sender=ann, **texts)
    assert ann.balance_minor == 42_000
    assert lines_of(card.transaction_id) == [(ann.number, 8_000, "PAYMENT"), ("1020-USD", -8_000, "PAYMENT")]
    assert {name: getattr(card, name) for name in texts} == texts
    row = Transaction.objects.get(pk=card.id)
    assert {name: getattr(row, name) for name in texts} == texts
    assert spent(ann) == 8_000


def test_staff_charges_a_fee_that_counts_against_no_limit() -> None:
    ann = holder(50_000)
    card = submit(TELLER, "FEE", "25.00", sender=ann)
    assert ann.balance_minor == 47_500
    assert card.fee_minor == 0
    assert lines_of(card.transaction_id) == [(ann.number, 2_500, "FEE"), ("4010-USD", -2_500, "FEE")]
    assert spent(ann) == 0


def test_staff_pays_interest() -> None:
    ann = holder(50_000)
    card = submit(TELLER, "INTEREST", "1.23", receiver=ann)
    assert ann.balance_minor == 50_123
    assert lines_of(card.transaction_id) == [("5010-USD", 123, "INTEREST"), (ann.number, -123, "INTEREST")]


def test_the_record_says_everything_about_the_movement() -> None:
    ann, ben = holder(100_000), holder()
    with clock.frozen_at(NOON + dt.timedelta(days=365)):
        card = submit(ann.actor, "TRANSFER", "100.00", sender=ann, receiver=ben, description="Rent")
    row = Transaction.objects.get(transaction_id=card.transaction_id)
    assert row.pk == card.id
    assert (row.transaction_type, row.status, row.currency) == ("TRANSFER", "COMPLETED", "USD")
    assert (row.amount_minor, row.fee_minor) == (10_000, 100)
    assert (row.from_account_id, row.to_account_id) == (ann.account.id, ben.account.id)
    assert (row.from_customer_id, row.to_customer_id) == (ann.person.id, ben.person.id)
    assert (row.from_balance_after_minor, row.to_balance_after_minor) == (89_900, 10_000)
    assert row.initiated_by_id == ann.person.id
    assert row.on_behalf is False
    assert row.transaction_date == row.processed_date == NOON + dt.timedelta(days=365)
    assert row.business_date == dt.date(2027, 5, 1)
    assert (row.idempotency_principal_id, row.idempotency_key) == (None, None)
    entry = row.journal_entry
    assert entry is not None
    assert (entry.reference, entry.kind, entry.description) == (card.transaction_id, "TRANSFER", "Rent")
    assert (entry.posted_at, entry.business_date) == (row.processed_date, row.business_date)


def test_the_trail_keeps_who_moved_what_for_whom() -> None:
    ann, ben = holder(100_000), holder()
    card = submit(ann.actor, "TRANSFER", "100.00", sender=ann, receiver=ben)
    kept = trace(card.transaction_id)
    assert (kept.action_type, kept.outcome, kept.description) == ("CREATE", "SUCCESS", "Transaction created")
    assert (kept.user_id, kept.username, kept.subject_id) == (
        ann.person.id,
        ann.person.username,
        ann.person.id,
    )
    assert kept.details == {
        "transaction_type": "TRANSFER",
        "amount": "100.00",
        "fee": "1.00",
        "currency": "USD",
        "from_account_number": ann.number,
        "to_account_number": ben.number,
    }


def test_what_staff_does_for_a_customer_is_recorded_as_done_on_his_behalf() -> None:
    ann, clerk = holder(50_000), people.bank_admin()
    card = submit(people.actor_for(clerk), "WITHDRAWAL", "10.00", sender=ann)
    row = Transaction.objects.get(pk=card.id)
    assert (row.initiated_by_id, row.on_behalf) == (clerk.id, True)
    kept = trace(card.transaction_id)
    assert (kept.user_id, kept.username, kept.subject_id) == (clerk.id, clerk.username, ann.person.id)
    assert kept.description == "Transaction created on behalf of the customer"


def test_staff_sees_both_balances_of_a_transfer() -> None:
    ann, ben = holder(50_000), holder()
    card = submit(TELLER, "TRANSFER", "10.00", sender=ann, receiver=ben)
    assert card.from_account == PartyView(ann.number, 48_900)
    assert card.to_account == PartyView(ben.number, 1_000)


def test_the_day_s_total_grows_within_a_day_and_starts_anew_on_the_next() -> None:
    ann = holder(500_000)
    next_year = NOON + dt.timedelta(days=365)
    for amount in ("100.00", "50.00"):
        with clock.frozen_at(next_year):
            submit(ann.actor, "WITHDRAWAL", amount, sender=ann)
    assert spent(ann) == 15_000
    with clock.frozen_at(next_year + dt.timedelta(hours=12)):
        submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)
    total = OutgoingTotal.objects.get(account_id=ann.account.id)
    assert (total.business_date, total.total_minor) == (dt.date(2027, 5, 2), 1_000)


def test_the_bank_s_day_ends_at_the_bank_s_midnight(settings: object) -> None:
    settings.BANK_TIME_ZONE = "Asia/Kolkata"  # type: ignore[attr-defined]
    ann = holder(500_000)
    with clock.frozen_at(dt.datetime(2027, 5, 1, 18, 29, tzinfo=dt.UTC)):
        before = submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)
    with clock.frozen_at(dt.datetime(2027, 5, 1, 18, 30, tzinfo=dt.UTC)):
        after = submit(ann.actor, "WITHDRAWAL", "20.00", sender=ann)
    assert (before.business_date, after.business_date) == (dt.date(2027, 5, 1), dt.date(2027, 5, 2))
    assert spent(ann) == 2_000


def test_the_fee_is_the_product_s_and_a_customer_s_own_deposit_is_free() -> None:
    ann, ben = holder(100_000), holder()
    before = JournalEntry.objects.count()
    submit(ann.actor, "DEPOSIT", "10.00", receiver=ann)
    submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)
    assert ann.balance_minor == 100_000
    submit(ann.actor, "TRANSFER", "10.00", sender=ann, receiver=ben)
    assert ann.balance_minor == 98_900
    assert JournalEntry.objects.count() == before + 3
