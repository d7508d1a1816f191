"""Loans are held against the book and against all that happened to them: whatever disagrees is found and named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import F

from ledger.models import JournalLine, LedgerAccount
from ledger.services import ChartRole, bank_account_id
from loans.models import InterestAccrual, Loan, LoanMovement, ScheduledInstallment
from loans.services.accrual import accrue_day
from loans.verification import loan_problems
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.loans import Borrower, at, borrower, terms
from tests.rolled_back import rolled_back
from tests.services.loans.test_loan_decisions import take_back
from tests.services.loans.test_loan_life import THE_BANK, january

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Borrower:
    """Has paid twice, the second time taken back; fees, interest and principal have moved."""
    ann = borrower(terms(installment_fee_minor=200))
    with at(january(11)):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=january(10))
    ann.repay("108.62", dt.date(2027, 2, 1))
    ann.repay("500.00", dt.date(2027, 2, 3))
    take_back(ann, dt.date(2027, 2, 3))
    return ann


def _movements(kind: str) -> Callable[[str, int], int]:
    def change(field: str, by: int) -> int:
        return LoanMovement.objects.filter(kind=kind).update(**{field: F(field) + by})

    return change


def _loans(field: str) -> Callable[[], object]:
    return lambda: Loan.objects.update(**{field: F(field) + 1})


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    **{
        f"column {field}": (_loans(field), "does not say what its movements add up to")
        for field in (
            "interest_accrued_minor",
            "interest_paid_minor",
            "fees_charged_minor",
            "fees_paid_minor",
            "penalties_charged_minor",
            "penalties_paid_minor",
            "written_off_interest_minor",
            "written_off_charges_minor",
            "recovered_minor",
            "movement_count",
        )
    },
    "a column against the book": (_loans("interest_paid_minor"), "by its row; the book says"),
    "a movement's part": (
        lambda: _movements("REPAYMENT")("principal_minor", -1),
        "does not say what its entry booked",
    ),
    "a reversal's amount": (
        lambda: _movements("REVERSAL")("amount_minor", 1),
        "is not the mirror of what it takes back",
    ),
    "an accrual": (
        lambda: InterestAccrual.objects.update(amount_minor=F("amount_minor") + 1),
        "is not what its entry booked",
    ),
    "a schedule": (
        lambda: ScheduledInstallment.objects.filter(number=1).update(
            principal_minor=F("principal_minor") + 1
        ),
        "Schedule 1 of loan",
    ),
    "a schedule's gap": (
        lambda: ScheduledInstallment.objects.filter(number=12).update(number=13),
        "Schedule 1 of loan",
    ),
    "no schedule in force": (lambda: Loan.objects.update(schedule_version=9), "has no schedule in force"),
    "an end": (lambda: Loan.objects.update(status="CLOSED"), "is CLOSED and owes something still"),
    "a line on a control account": (
        lambda: JournalLine.objects.filter(account__code__startswith="1210-USD-").update(
            account_id=bank_account_id(ChartRole.LOANS_RECEIVABLE, "USD")
        ),
        "Control account 1210-USD has",
    ),
    "an account of no loan": (
        lambda: LedgerAccount.objects.create(
            code="1220-USD-STRAY",
            name="Stray",
            kind="ASSET",
            currency="USD",
            control_account_id=bank_account_id(ChartRole.LOAN_INTEREST_RECEIVABLE, "USD"),
            created_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
        ),
        "Account 1220-USD-STRAY stands under lending",
    ),
}


def test_loans_that_agree_have_no_problem(ann: Borrower) -> None:
    assert verify_books().problems == ()


def test_whatever_disagrees_is_found_and_named(ann: Borrower) -> None:
    for change, (corrupt, sentence) in CHANGES.items():
        with rolled_back(), triggers_aside():
            corrupt()

            problems = loan_problems()

            assert any(sentence in problem for problem in problems), (change, problems)
            assert not verify_books().is_clean
    assert loan_problems() == []
