"""What the bank moves on customers' accounts by contract: posted, recorded, announced, and taken back whole."""

from __future__ import annotations

import pytest

from accounts.contracts import BankMovement
from accounts.services import (
    book_bank_movement,
    close_account,
    freeze_account,
    reverse_bank_movement,
)
from audit.models import AuditLog
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import use_case
from ledger.contracts import Line, credit, debit
from ledger.errors import InsufficientFunds
from ledger.models import JournalLine
from ledger.services import ChartRole, bank_account_id, open_sub_account
from operations.verification import verify_books
from tests.builders import people
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, holder
from tests.builders.term_deposits import deposit_product, fixed_deposit
from transactions.errors import AccountNotActive, AlreadyReversed, NotReversible, TermDepositLocked
from transactions.models import Reversal, Transaction
from transactions.services import reverse_transaction
from users.errors import PinRequired
from users.services import set_pin

pytestmark = pytest.mark.django_db
BANK = system_actor("bank")


@use_case
def book(*, actor: Actor, movement: BankMovement) -> str:
    return book_bank_movement(actor=actor, movement=movement).transaction_id


@use_case
def take_back(*, actor: Actor, transaction_id: str) -> str:
    return reverse_bank_movement(actor=actor, transaction_id=transaction_id, reason="A slip").transaction_id


@use_case
def loan_account(*, actor: Actor) -> int:
    from core_banking.kernel.db import emit
    from tests.builders.accounts import CashMoved

    emit(CashMoved(actor=actor, reference="loan"))
    return open_sub_account(
        code="1210-USD-TEST", name="A loan", control=ChartRole.LOANS_RECEIVABLE, currency="USD"
    )


def interest(of: Holder, gross_minor: int, tax_minor: int) -> BankMovement:
    ledger_id = of.account.ledger_account_id
    lines: tuple[Line, ...] = (
        debit(bank_account_id(ChartRole.INTEREST_EXPENSE, "USD"), gross_minor, "INTEREST"),
        credit(ledger_id, gross_minor, "INTEREST"),
        debit(ledger_id, tax_minor, "TAX"),
        credit(bank_account_id(ChartRole.TAX_PAYABLE, "USD"), tax_minor, "TAX"),
    )
    return BankMovement(
        kind="INTEREST",
        account_id=of.account.id,
        amount_minor=gross_minor,
        lines=lines,
        description="Interest",
    )


def repayment(of: Holder, loan: int, amount_minor: int, *, pin_proven: bool = False) -> BankMovement:
    return BankMovement(
        kind="LOAN_REPAYMENT",
        account_id=of.account.id,
        amount_minor=amount_minor,
        lines=(
            debit(of.account.ledger_account_id, amount_minor, "LOAN_REPAYMENT"),
            credit(loan, amount_minor, "LOAN_REPAYMENT"),
        ),
        description="Repayment",
        reference="LOAN1",
        pin_proven=pin_proven,
    )


def test_interest_comes_with_its_tax_in_one_entry_and_one_record() -> None:
    ann = holder(10_000)
    transaction_id = book(actor=BANK, movement=interest(ann, 500, 125))
    row = Transaction.objects.get(transaction_id=transaction_id)
    assert (row.transaction_type, row.amount_minor, row.fee_minor, row.to_balance_after_minor) == (
        "INTEREST",
        500,
        125,
        10_375,
    )
    assert ann.balance_minor == 10_375
    lines = JournalLine.objects.filter(entry_id=row.journal_entry_id).order_by("position")
    assert list(lines.values_list("kind", "amount_minor")) == [
        ("INTEREST", 500),
        ("INTEREST", -500),
        ("TAX", 125),
        ("TAX", -125),
    ]
    assert AuditLog.objects.filter(target_id=transaction_id, action_type="CREATE").count() == 1
    assert verify_books().problems == ()


def test_interest_comes_to_a_frozen_account_and_a_repayment_does_not_leave_it() -> None:
    ann, loan = holder(10_000), loan_account(actor=BANK)
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Asked by a court")
    book(actor=BANK, movement=interest(ann, 100, 10))
    with pytest.raises(AccountNotActive):
        book(actor=BANK, movement=repayment(ann, loan, 100))
    assert ann.balance_minor == 10_090


def test_a_repayment_takes_nothing_out_of_a_fixed_deposit_that_runs() -> None:
    ann, loan = holder(150_000), loan_account(actor=BANK)
    deposit_product()
    deposit = fixed_deposit(ann)
    with pytest.raises(TermDepositLocked):
        book(actor=BANK, movement=repayment(deposit, loan, 100))
    assert (deposit.balance_minor, Transaction.objects.filter(transaction_type="LOAN_REPAYMENT").count()) == (
        100_000,
        0,
    )


def test_a_repayment_stays_within_what_is_available() -> None:
    ann, loan = holder(10_000), loan_account(actor=BANK)
    with pytest.raises(InsufficientFunds) as refused:
        book(actor=BANK, movement=repayment(ann, loan, 10_001))
    assert refused.value.details == {"available": "100.00", "requested": "100.01"}
    assert ann.balance_minor == 10_000
    assert not Transaction.objects.exists()


def test_a_customer_repays_by_his_pin_and_the_bank_needs_none() -> None:
    ann, loan = holder(10_000), loan_account(actor=BANK)
    set_pin(actor=ann.actor, password="Harbour7Lights", pin="4817")
    with pytest.raises(PinRequired):
        book(actor=ann.actor, movement=repayment(ann, loan, 400))
    book(actor=ann.actor, movement=repayment(ann, loan, 400, pin_proven=True))
    book(actor=BANK, movement=repayment(ann, loan, 600))
    assert ann.balance_minor == 9_000


def test_what_was_moved_is_taken_back_once_and_whole() -> None:
    ann = holder(10_000)
    paid = book(actor=BANK, movement=interest(ann, 500, 125))
    taken = take_back(actor=STAFF, transaction_id=paid)
    assert ann.balance_minor == 10_000
    assert Reversal.objects.get(original__transaction_id=paid).reversal.transaction_id == taken
    with pytest.raises(AlreadyReversed) as refused:
        take_back(actor=STAFF, transaction_id=paid)
    assert refused.value.details == {"reversed_by": taken}
    assert verify_books().problems == ()


def test_the_money_of_a_loan_is_not_reversed_as_a_transaction() -> None:
    ann, loan, clerk = holder(10_000), loan_account(actor=BANK), people.bank_admin()
    paid = book(actor=BANK, movement=repayment(ann, loan, 100))
    with pytest.raises(NotReversible, match="at the loan"):
        reverse_transaction(actor=people.actor_for(clerk), key=paid, reason="A slip")
    assert ann.balance_minor == 9_900


def test_nothing_is_taken_back_from_a_closed_account() -> None:
    ann, loan = holder(500), loan_account(actor=BANK)
    paid = book(actor=BANK, movement=repayment(ann, loan, 500))
    close_account(actor=STAFF, account_id=ann.account.id, reason="Moved away")
    with pytest.raises(AccountNotActive):
        take_back(actor=STAFF, transaction_id=paid)
