"""What takes two members of staff, and what every kind of movement leaves behind once it was taken back: nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.services import ChartRole
from loans.contracts import MovementKind
from loans.errors.life import (
    LoanMovementNotReversible,
    LoanRequestAlreadyDecided,
    LoanRequestPending,
    LoanStateConflict,
    MoreThanOwed,
)
from loans.life_contracts import (
    LoanMovementCard,
    LoanRequestCard,
    RecoverCommand,
    RescheduleCommand,
)
from loans.models import Loan, LoanMovement, LoanRequest, ScheduledInstallment
from loans.services.accrual import accrue_day
from loans.services.arrears import age_loan
from loans.services.dues import charge, charge_due_fees
from loans.services.locking import lock_loan
from loans.services.requests import (
    approve_loan_request,
    reject_loan_request,
    request_reschedule,
    request_write_off,
    reverse_loan_movement,
)
from loans.services.write_off import recover_loan
from operations.verification import verify_books
from tests.builders.loans import Borrower, approved_loan, at, borrower, terms
from tests.builders.people import actor_for, bank_admin
from tests.services.loans.test_loan_life import THE_BANK, balance_of_bank, january, totals

pytestmark = pytest.mark.django_db

MARCH = dt.date(2027, 3, 10)


def staff() -> Actor:
    return actor_for(bank_admin())


def approve(request: Any, on: dt.date, by: Actor | None = None) -> LoanRequestCard:
    with at(on):
        decided = approve_loan_request(actor=by or staff(), request_id=request.id)
    assert isinstance(decided, LoanRequestCard)
    return decided


def ask_write_off(ann: Borrower, on: dt.date, by: Actor | None = None) -> LoanRequestCard:
    with at(on):
        asked = request_write_off(actor=by or staff(), loan_id=ann.loan_id, reason="Bankrupt")
    assert isinstance(asked, LoanRequestCard)
    return asked


def ask_reschedule(ann: Borrower, on: dt.date, **more: Any) -> LoanRequestCard:
    command = RescheduleCommand(**{"term": 24, "reason": "Lost his job", **more})
    with at(on):
        asked = request_reschedule(actor=staff(), loan_id=ann.loan_id, command=command)
    assert isinstance(asked, LoanRequestCard)
    return asked


def take_back(ann: Borrower, on: dt.date, number: int | None = None) -> LoanMovementCard | LoanRequestCard:
    with at(on):
        outcome = reverse_loan_movement(
            actor=staff(), loan_id=ann.loan_id, number=number or ann.loan.movement_count, reason="Typed twice"
        )
    assert isinstance(outcome, LoanMovementCard | LoanRequestCard)
    return outcome


@use_case
def charge_penalty(*, actor: Actor, loan_id: int, date: dt.date) -> None:
    loan = lock_loan(loan_id)
    charge(
        actor=actor,
        loan=loan,
        kind=MovementKind.PENALTY,
        amount_minor=2_500,
        installment_number=1,
        date=date,
    )
    loan.save()


def test_a_write_off_books_all_that_is_owed_as_lost_and_takes_two() -> None:
    ann = borrower(terms(installment_fee_minor=200))
    with at(MARCH):
        charge_penalty(actor=THE_BANK, loan_id=ann.loan_id, date=MARCH)
        age_loan(actor=THE_BANK, loan_id=ann.loan_id, date=MARCH)
    assert ann.loan.days_past_due == 37
    asker = staff()
    request = ask_write_off(ann, MARCH, asker)
    assert ann.loan.status == "ACTIVE"
    with pytest.raises(NotAllowed):
        approve(request, MARCH, asker)
    with pytest.raises(LoanRequestPending) as waiting:
        ask_write_off(ann, MARCH)
    assert waiting.value.details == {"request_id": request.id}

    decided = approve(request, MARCH)

    loan = ann.loan
    assert (decided.status, loan.status, loan.closed_on) == ("APPROVED", "WRITTEN_OFF", MARCH)
    # Two whole periods (12.00 + 11.05) and 9 of the 31 nights of March's 10.10, two fees and the penalty.
    assert (loan.written_off_principal_minor, loan.written_off_charges_minor) == (120_000, 400 + 2_500)
    assert loan.written_off_interest_minor == 1_200 + 1_105 + 293
    assert (loan.arrears_since, loan.days_past_due) == (None, 0)
    assert ann.books() == totals(ann) == (0, 0, 0)
    assert balance_of_bank(ChartRole.LOAN_LOSSES) == 120_000 + 2_900 + 2_598
    with pytest.raises(LoanRequestAlreadyDecided):
        approve(request, MARCH)
    assert verify_books().problems == ()


def test_what_was_lost_is_recovered_in_cash_or_from_an_account_and_no_more() -> None:
    ann = borrower(money_minor=0)
    approve(ask_write_off(ann, january(1)), january(1))

    with at(january(20)):
        recover_loan(actor=staff(), loan_id=ann.loan_id, command=RecoverCommand(amount="200.00"))
        recover_loan(
            actor=staff(),
            loan_id=ann.loan_id,
            command=RecoverCommand(amount="999.99", from_account_number=ann.holder.number),
        )
        with pytest.raises(MoreThanOwed) as refusal:
            recover_loan(actor=staff(), loan_id=ann.loan_id, command=RecoverCommand(amount="0.02"))

    assert refusal.value.details == {"owed": "0.01", "amount": "0.02"}
    assert (ann.loan.recovered_minor, ann.loan.status) == (119_999, "WRITTEN_OFF")
    assert ann.holder.balance_minor == 120_000 - 99_999
    assert balance_of_bank(ChartRole.LOAN_RECOVERIES) == -119_999
    assert verify_books().problems == ()


def test_nothing_is_recovered_of_a_loan_that_runs_and_customers_decide_nothing() -> None:
    ann = borrower()
    with pytest.raises(LoanStateConflict):
        recover_loan(actor=staff(), loan_id=ann.loan_id, command=RecoverCommand(amount="1"))
    for order in (
        lambda: recover_loan(actor=ann.actor, loan_id=ann.loan_id, command=RecoverCommand(amount="1")),
        lambda: request_write_off(actor=ann.actor, loan_id=ann.loan_id, reason="Please"),
        lambda: reverse_loan_movement(actor=ann.actor, loan_id=ann.loan_id, number=1, reason="Please"),
    ):
        with pytest.raises(NotAllowed):
            order()
    assert not LoanRequest.objects.exists()
    assert ann.books() == (120_000, 0, 0)


def test_a_reschedule_spreads_what_is_owed_over_the_new_term_from_today() -> None:
    ann = borrower()
    ann.repay("106.62", dt.date(2027, 2, 1))
    request = ask_reschedule(ann, MARCH, annual_rate_ppm=60_000, first_due_date=dt.date(2027, 5, 1))

    approve(request, MARCH)

    loan = ann.loan
    rows = list(ScheduledInstallment.objects.filter(loan=loan, version=2).order_by("number"))
    assert (loan.schedule_version, loan.term, loan.annual_rate_ppm) == (2, 24, 60_000)
    # What was paid, the period that is over unpaid, the present one cut off today; then 24 new ones.
    assert [(row.due_date, row.principal_minor, row.interest_minor) for row in rows[:3]] == [
        (dt.date(2027, 2, 1), 9_462, 1_200),
        (dt.date(2027, 3, 1), 0, 0),
        (MARCH, 0, 0),
    ]
    accrued = 1_105 + 293  # February's, and 9 of 31 nights of March's 10.10
    assert loan.interest_accrued_minor - loan.interest_paid_minor == accrued
    assert rows[3].due_date == dt.date(2027, 5, 1)
    assert rows[3].interest_minor == rows[3].interest_accrued_minor + accrued
    assert (len(rows), sum(row.principal_minor for row in rows)) == (27, 120_000)
    assert sum(row.interest_minor for row in rows) == sum(row.interest_accrued_minor for row in rows)
    with at(MARCH + dt.timedelta(1)):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=MARCH)
    assert ann.books() == totals(ann)
    assert verify_books().problems == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"term": 0}, "term"),
        ({"first_due_date": MARCH}, "first_due_date"),
        ({"first_due_date": dt.date(9999, 12, 31)}, "first_due_date"),
        ({"first_due_date": dt.date(2038, 1, 1)}, "first_due_date"),
        ({"annual_rate_ppm": 10_000_001}, "annual_interest_rate"),
    ],
)
def test_terms_from_which_no_schedule_follows_are_not_even_asked_for(
    more: dict[str, Any], field: str
) -> None:
    ann = borrower()
    with pytest.raises(InvalidInput) as refusal:
        ask_reschedule(ann, MARCH, **more)
    assert set(refusal.value.fields) == {field}
    assert not LoanRequest.objects.exists()


def test_no_reschedule_lets_a_loan_run_for_longer_than_any_may() -> None:
    ann = borrower(terms(term=2, repayment_every=12))
    with pytest.raises(InvalidInput) as refusal:
        ask_reschedule(ann, MARCH, term=101)
    assert set(refusal.value.fields) == {"term"}
    ask_reschedule(ann, MARCH, term=100, first_due_date=dt.date(2037, 12, 31))


def test_a_request_that_is_turned_down_changes_nothing_and_frees_the_loan_for_another() -> None:
    ann = borrower()
    request = ask_write_off(ann, MARCH)
    with pytest.raises(InvalidInput):
        reject_loan_request(actor=staff(), request_id=request.id, note=" ")

    assert reject_loan_request(actor=staff(), request_id=request.id, note="He pays").status == "REJECTED"

    assert (ann.loan.status, ann.books()) == ("ACTIVE", (120_000, 0, 0))
    ask_reschedule(ann, MARCH)
    with pytest.raises(NotFound):
        approve_loan_request(actor=staff(), request_id=0)


def _paid(ann: Borrower) -> None:
    ann.repay("106.62", dt.date(2027, 2, 1))


def _paid_ahead(ann: Borrower) -> None:
    ann.repay("606.62", january(16))


def _paid_off(ann: Borrower) -> None:
    ann.repay("1205.81", january(16))


def _fee(ann: Borrower) -> None:
    with at(MARCH):
        charge_due_fees(actor=THE_BANK, loan_id=ann.loan_id, date=dt.date(2027, 2, 1))


def _penalty(ann: Borrower) -> None:
    with at(MARCH):
        charge_penalty(actor=THE_BANK, loan_id=ann.loan_id, date=MARCH)


def _write_off(ann: Borrower) -> None:
    approve(ask_write_off(ann, MARCH), MARCH)


def _reschedule(ann: Borrower) -> None:
    approve(ask_reschedule(ann, MARCH, annual_rate_ppm=60_000), MARCH)


def _recovery(ann: Borrower, **source: str) -> None:
    with at(MARCH):
        recover_loan(actor=staff(), loan_id=ann.loan_id, command=RecoverCommand(amount="50.00", **source))


def _recovery_from_account(ann: Borrower) -> None:
    _recovery(ann, from_account_number=ann.holder.number)


KINDS: dict[str, tuple[Callable[[Borrower], None], Callable[[Borrower], None]]] = {
    "a repayment": (lambda ann: None, _paid),
    "a repayment that prepaid": (lambda ann: None, _paid_ahead),
    "a payoff": (lambda ann: None, _paid_off),
    "a fee": (lambda ann: None, _fee),
    "a penalty": (lambda ann: None, _penalty),
    "a write-off": (_penalty, _write_off),
    "a reschedule": (_paid, _reschedule),
    "a recovery in cash": (_write_off, _recovery),
    "a recovery from an account": (_write_off, _recovery_from_account),
}
RESTORED = (
    "status",
    "term",
    "annual_rate_ppm",
    "agreed_terms",
    "schedule_version",
    "closed_on",
    "principal_paid_minor",
    "interest_paid_minor",
    "fees_charged_minor",
    "fees_paid_minor",
    "penalties_charged_minor",
    "penalties_paid_minor",
    "written_off_principal_minor",
    "written_off_interest_minor",
    "written_off_charges_minor",
    "recovered_minor",
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_movement_taken_back_leaves_the_loan_as_it_found_it(kind: str) -> None:
    prepare, deed = KINDS[kind]
    ann = borrower(terms(installment_fee_minor=0 if "fee" not in kind else 200))
    prepare(ann)
    before = Loan.objects.values(*RESTORED).get(pk=ann.loan_id)
    balance = ann.holder.balance_minor
    deed(ann)
    assert Loan.objects.values(*RESTORED).get(pk=ann.loan_id) != before

    outcome = take_back(ann, MARCH)
    if isinstance(outcome, LoanRequestCard):
        approve(outcome, MARCH)

    assert Loan.objects.values(*RESTORED).get(pk=ann.loan_id) == before
    assert ann.holder.balance_minor == balance
    assert ann.books() == totals(ann)
    newest = LoanMovement.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.kind, newest.reverses_id is not None) == ("REVERSAL", True)
    assert verify_books().problems == ()


def test_a_payout_taken_back_withdraws_the_loan_and_its_interest_goes_back_too() -> None:
    ann = borrower(terms(origination_fee_minor=1_500), money_minor=10_000)
    with at(january(3)):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=january(2))

    approve(take_back(ann, january(3)), january(3))

    loan = ann.loan
    assert (loan.status, loan.schedule_version, loan.principal_disbursed_minor) == ("WITHDRAWN", 0, 0)
    assert loan.closed_on == january(3)
    assert ann.books() == totals(ann) == (0, 0, 0)
    assert ann.holder.balance_minor == 10_000
    assert balance_of_bank(ChartRole.FEE_INCOME) == balance_of_bank(ChartRole.LOAN_INTEREST_INCOME) == 0
    assert verify_books().problems == ()


def test_interest_follows_the_schedule_that_was_restored() -> None:
    ann = borrower()
    ann.repay("606.62", january(16))
    with at(MARCH):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=dt.date(2027, 3, 9))
    shortened = ann.loan.interest_accrued_minor

    take_back(ann, MARCH)
    with at(MARCH + dt.timedelta(1)):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=MARCH)

    loan = ann.loan
    assert (shortened, loan.interest_accrued_minor) == (1_200 + 605 + 147, 1_200 + 1_105 + 326)
    assert ann.books() == totals(ann)


def test_only_the_newest_movement_that_stands_is_taken_back() -> None:
    ann = borrower()
    ann.repay("50.00", january(5))
    ann.repay("60.00", january(6))

    with pytest.raises(LoanMovementNotReversible) as refusal:
        take_back(ann, january(7), 2)
    assert refusal.value.details == {"newest": 3}
    take_back(ann, january(7), 3)
    with pytest.raises(LoanMovementNotReversible):
        take_back(ann, january(7), 3)
    take_back(ann, january(7), 2)
    with pytest.raises(NotFound):
        take_back(ann, january(7), 99)

    assert totals(ann) == (120_000, 194, 0)
    assert ann.books() == totals(ann)


@pytest.mark.parametrize(("above", "waits"), [("50.00", False), ("49.99", True)])
def test_a_reversal_of_a_small_amount_takes_one_member_of_staff(
    settings: Any, above: str, waits: bool
) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(above)
    ann = borrower()
    ann.repay("50.00", january(5))

    outcome = take_back(ann, january(5))

    assert isinstance(outcome, LoanRequestCard) is waits


def test_a_loan_is_not_brought_back_to_life_beside_another() -> None:
    ann = borrower()
    ann.repay("1200.00", january(1))
    approved_loan(ann.holder, terms())

    with pytest.raises(LoanStateConflict):
        take_back(ann, january(2))

    assert ann.loan.status == "CLOSED"
    assert ann.books() == (0, 0, 0)


def test_the_database_keeps_what_happened_to_a_loan() -> None:
    ann = borrower()
    request = ask_write_off(ann, MARCH)
    for statement in (
        "UPDATE loans_loanmovement SET amount_minor = 1",
        "DELETE FROM loans_loanmovement",
        "UPDATE loans_scheduledinstallment SET principal_minor = 1",
        "UPDATE loans_loanrequest SET reason = 'Other'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        LoanRequest.objects.filter(pk=request.id).update(
            status="APPROVED",
            decided_by=LoanRequest.objects.get().requested_by,
            decided_at=dt.datetime.now(dt.UTC),
        )
