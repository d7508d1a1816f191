"""A loan from its payout to its end: what it owes, what its accounts in the ledger say, and that both agree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.services import freeze_account
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.business_day import close_through, roll_to
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from ledger.errors import InsufficientFunds
from ledger.models import JournalLine
from ledger.services import ChartRole, bank_account_id
from loans.errors.life import LoanStateConflict, MoreThanOwed
from loans.events.life import LoanDuesLookedAt
from loans.life_contracts import RepayCommand
from loans.models import InterestAccrual, LoanMovement, ScheduledInstallment
from loans.selectors.life import loans_to_accrue, loans_with_fees_due
from loans.services.accrual import accrue_day
from loans.services.dues import charge_due_fees
from loans.services.repayment import repay_loan
from operations.verification import verify_books
from tests.builders.accounts import STAFF
from tests.builders.loans import FIRST_OF_JANUARY, LENDER, Borrower, approved_loan, at, borrower, terms
from tests.builders.money import holder
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

THE_BANK = system_actor("close of business")
DAY = dt.timedelta(days=1)


def january(day: int) -> dt.date:
    return dt.date(2027, 1, day)


def accrue(date: dt.date, *loans: Borrower) -> int:
    with at(date + DAY):
        return accrue_day(actor=THE_BANK, loan_ids=[each.loan_id for each in loans], date=date)


@use_case
def _close(*, actor: Actor, date: dt.date) -> None:
    roll_to(date + DAY)
    close_through(date)
    emit(LoanDuesLookedAt(actor=actor, reference="", customer_user_id=0))


def close_day(date: dt.date) -> None:
    """Let the book take nothing more of a day, with none of the work of its close."""
    with at(date + DAY):
        _close(actor=THE_BANK, date=date)


def balance_of_bank(role: ChartRole, currency: str = "USD") -> int:
    lines = JournalLine.objects.filter(account_id=bank_account_id(role, currency))
    return sum(lines.values_list("amount_minor", flat=True))


def totals(ann: Borrower) -> tuple[int, int, int]:
    loan = ann.loan
    return (
        loan.principal_disbursed_minor - loan.principal_paid_minor - loan.written_off_principal_minor,
        loan.interest_accrued_minor - loan.interest_paid_minor - loan.written_off_interest_minor,
        loan.fees_charged_minor
        + loan.penalties_charged_minor
        - loan.fees_paid_minor
        - loan.penalties_paid_minor
        - loan.written_off_charges_minor,
    )


def test_a_payout_credits_the_customer_less_the_fee_and_opens_the_loans_accounts() -> None:
    ann = borrower(terms(origination_fee_minor=1_500), money_minor=10_000)

    loan = ann.loan
    assert (loan.status, loan.disbursed_on, loan.schedule_version) == ("ACTIVE", FIRST_OF_JANUARY, 1)
    assert ann.holder.balance_minor == 10_000 + 120_000 - 1_500
    assert ann.books() == totals(ann) == (120_000, 0, 0)
    assert balance_of_bank(ChartRole.FEE_INCOME) == -1_500
    assert loan.principal_account is not None
    assert loan.principal_account.code == f"1210-USD-{loan.reference}"
    movement = LoanMovement.objects.get()
    row = Transaction.objects.get(transaction_id=movement.transaction_id)
    assert (row.transaction_type, row.amount_minor, row.fee_minor) == ("LOAN_DISBURSEMENT", 120_000, 1_500)
    assert (movement.kind, movement.principal_minor, movement.number) == ("DISBURSEMENT", 120_000, 1)
    planned = ScheduledInstallment.objects.filter(loan=loan)
    assert planned.count() == 12
    assert sum(planned.values_list("principal_minor", flat=True)) == 120_000
    assert verify_books().problems == ()


def test_interest_accrues_by_night_once_and_catches_up_what_was_missed() -> None:
    ann, ben = borrower(), borrower(terms(annual_rate_ppm=0))

    assert accrue(january(1), ann, ben) == 1
    assert accrue(january(1), ann, ben) == 0
    assert ann.books() == (120_000, 39, 0)  # 12.00 over 31 nights: 38.7
    assert loans_to_accrue(january(3)) == [ann.loan_id, ben.loan_id]

    assert accrue(january(30), ann, ben) == 1
    assert accrue(january(31), ann, ben) == 1

    assert ann.books() == totals(ann) == (120_000, 1_200, 0)
    assert ben.books() == (120_000, 0, 0)
    assert balance_of_bank(ChartRole.LOAN_INTEREST_INCOME) == -1_200
    assert list(
        InterestAccrual.objects.order_by("business_date").values_list("business_date", "amount_minor")
    ) == [(january(1), 39), (january(30), 1_122), (january(31), 39)]
    assert loans_to_accrue(january(31)) == []


def test_nobody_but_the_bank_and_its_lenders_accrues_and_charges() -> None:
    ann = borrower()
    for order in (
        lambda: accrue_day(actor=ann.actor, loan_ids=[ann.loan_id], date=january(1)),
        lambda: charge_due_fees(actor=ann.actor, loan_id=ann.loan_id, date=january(1)),
    ):
        with pytest.raises(NotAllowed):
            order()
    assert accrue_day(actor=LENDER, loan_ids=[ann.loan_id], date=january(1)) == 1


def test_a_repayment_on_the_due_date_pays_what_is_due_though_no_close_has_run() -> None:
    ann = borrower()

    made = ann.repay("106.62", dt.date(2027, 2, 1))

    assert (made.interest_minor, made.principal_minor) == (-1_200, -9_462)
    assert ann.books() == totals(ann) == (110_538, 0, 0)
    assert ann.holder.balance_minor == 1_000_000 + 120_000 - 10_662
    assert ann.loan.accrued_through == january(31)
    row = Transaction.objects.get(transaction_id=made.transaction_id)
    assert (row.transaction_type, row.amount_minor, row.fee_minor) == ("LOAN_REPAYMENT", 10_662, 0)
    assert verify_books().problems == ()


def test_a_payment_needs_no_close_and_a_night_that_was_missed_may_be_closed_already() -> None:
    ann = borrower()
    close_day(january(9))
    ann.repay("5.00", january(10))
    assert (ann.loan.interest_accrued_minor, accrue(january(9), ann)) == (348, 0)

    close_day(january(15))  # although its interest did not accrue
    ann.repay("1200.00", january(16))

    loan = ann.loan
    assert (loan.status, loan.interest_accrued_minor, loan.accrued_through) == ("ACTIVE", 581, january(15))
    ann.repay("0.81", january(16))
    assert (ann.loan.status, ann.books()) == ("CLOSED", (0, 0, 0))
    assert verify_books().problems == ()


def test_exactly_the_payoff_closes_the_loan_and_more_is_refused_with_what_is_owed() -> None:
    ann = borrower()
    accrue(january(15), ann)

    with pytest.raises(MoreThanOwed) as refusal:
        ann.repay("1205.82", january(16))
    assert refusal.value.details == {"owed": "1205.81", "amount": "1205.82"}
    assert ann.books() == (120_000, 581, 0)

    ann.repay("1205.81", january(16))

    loan = ann.loan
    assert (loan.status, loan.closed_on) == ("CLOSED", january(16))
    assert ann.books() == totals(ann) == (0, 0, 0)
    with pytest.raises(LoanStateConflict):
        ann.repay("0.01", january(16))
    assert loans_to_accrue(january(31)) == []
    assert verify_books().problems == ()


def test_interest_paid_ahead_is_outstanding_below_zero_and_comes_back_at_an_early_payoff() -> None:
    ann = borrower()
    ann.repay("12.00", january(2))
    assert ann.books() == totals(ann) == (120_000, 39 - 1_200, 0)

    ann.repay("1188.39", january(2))

    assert ann.loan.status == "CLOSED"
    assert ann.books() == totals(ann) == (0, 0, 0)
    assert ann.holder.balance_minor == 1_000_000 - 39


def test_principal_paid_ahead_shortens_the_loan_and_the_old_schedule_stays() -> None:
    ann = borrower()

    made = ann.repay("606.62", january(16))

    loan = ann.loan
    assert (made.interest_minor, made.principal_minor) == (-1_200, -59_462)
    assert loan.schedule_version == 2
    old, new = (
        list(ScheduledInstallment.objects.filter(loan=loan, version=version).order_by("number"))
        for version in (1, 2)
    )
    assert (len(old), len(new)) == (12, 7)
    assert [(row.number, row.principal_minor, row.interest_minor, row.balance_minor) for row in new[:2]] == [
        (1, 59_462, 1_200, 60_538),
        (2, 10_057, 605, 50_481),
    ]
    assert sum(row.principal_minor for row in new) == 120_000
    assert ann.books() == totals(ann)
    ann.repay("106.62", dt.date(2027, 3, 1))
    assert (totals(ann), ann.loan.schedule_version) == ((50_481, 0, 0), 2)


def test_principal_paid_ahead_lowers_the_instalments_of_a_loan_that_says_so() -> None:
    ann = borrower(prepayment_effect="LOWER_INSTALLMENT")

    ann.repay("606.62", january(16))

    new = ScheduledInstallment.objects.filter(loan_id=ann.loan_id, version=2).order_by("number")
    assert new.count() == 12
    assert {row.principal_minor + row.interest_minor for row in new[1:11]} == {5_839}
    assert sum(row.principal_minor for row in new) == 120_000


def test_the_fee_of_a_repayment_is_charged_on_its_due_date_once() -> None:
    ann = borrower(terms(installment_fee_minor=250))
    due = dt.date(2027, 2, 1)
    assert loans_with_fees_due(january(31)) == []
    assert loans_with_fees_due(due) == [ann.loan_id]

    for _ in range(2):
        with at(due):
            charge_due_fees(actor=THE_BANK, loan_id=ann.loan_id, date=due)

    assert ann.books() == totals(ann) == (120_000, 0, 250)
    assert loans_with_fees_due(due) == []
    assert balance_of_bank(ChartRole.FEE_INCOME) == -250
    ann.repay("109.12", due)
    assert ann.books() == (110_538, 0, 0)


@pytest.mark.parametrize(
    ("amount", "number", "field"),
    [("0", None, "amount"), ("1.001", None, "amount"), ("1", "SAV00000000", "from_account_number")],
)
def test_a_payment_without_a_right_amount_or_account_moves_nothing(
    amount: str, number: str | None, field: str
) -> None:

    ann = borrower()
    with pytest.raises(InvalidInput) as refusal, at(january(5)):
        repay_loan(
            actor=ann.actor,
            loan_id=ann.loan_id,
            command=RepayCommand(amount=amount, from_account_number=number),
        )
    assert set(refusal.value.fields) == {field}
    assert ann.books() == (120_000, 0, 0)


def test_nobody_else_pays_and_nothing_is_paid_from_money_that_is_not_there() -> None:
    ann, ben = borrower(money_minor=0), holder(10_000)

    with pytest.raises(NotFound):
        repay_loan(actor=ben.actor, loan_id=ann.loan_id, command=RepayCommand(amount="1"))
    with pytest.raises(InvalidInput):
        repay_loan(
            actor=ann.actor,
            loan_id=ann.loan_id,
            command=RepayCommand(amount="1", from_account_number=ben.number),
        )
    with pytest.raises(InsufficientFunds):
        ann.repay("1200.01", january(2))
    freeze_account(actor=STAFF, account_id=ann.holder.account.id, reason="Looked into")
    with pytest.raises(DomainError, match="active"):
        ann.repay("1.00", january(2))
    assert ann.books() == (120_000, 0, 0)


def test_a_loan_that_was_never_paid_out_takes_no_payment_also_where_no_account_is_named() -> None:
    ann = holder(10_000)
    loan = approved_loan(ann, terms(), disbursement_account_id=None)

    with pytest.raises(LoanStateConflict):
        repay_loan(actor=ann.actor, loan_id=loan.pk, command=RepayCommand(amount="1"))

    assert (ann.balance_minor, LoanMovement.objects.count()) == (10_000, 0)


def test_a_dry_run_answers_and_moves_nothing() -> None:
    ann = borrower()

    made: Any = ann.repay("100.00", january(16), dry_run=True)

    assert made.principal_minor == -8_800
    assert ann.books() == (120_000, 0, 0)
    assert ann.loan.movement_count == 1
