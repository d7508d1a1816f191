"""Loans that are late: looked at once a day, penalised once for each repayment, their owners told."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.contracts import VIEW_BOOKS
from ledger.models import JournalLine
from ledger.services import ChartRole, bank_account_id
from loans.arrears import arrears_on
from loans.contracts import RepaymentUnit, ScheduleTerms
from loans.errors.life import MoreThanOwed
from loans.models import LoanMovement
from loans.selectors import loans_in_arrears, loans_to_age, portfolio_at_risk
from loans.selectors.life import state_of
from loans.services import age_loan, charge_due_fees, reverse_loan_movement
from notifications.models import Notification
from operations.verification import verify_books
from tests.builders.closing import FIRST_DAY, close_through
from tests.builders.loans import LENDER, Borrower, at, borrower, terms

pytestmark = pytest.mark.django_db

THE_BANK = Actor(username="close of business", channel=Channel.SYSTEM)
PENALTY: dict[str, Any] = {"late_penalty_minor": 1_000, "late_penalty_after_days": 3}


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2027-{text}")


def _age(late: Borrower, date: str) -> bool:
    with at(_day(date)):
        return age_loan(actor=THE_BANK, loan_id=late.loan_id, date=_day(date))


def _told(late: Borrower) -> list[str]:
    rows = Notification.objects.filter(user_id=late.holder.person.id, kind__startswith="LOAN_").order_by("id")
    return [kind for kind in rows.values_list("kind", flat=True) if kind not in ("LOAN_APPROVED",)]


def _standing(late: Borrower) -> tuple[Any, int, int]:
    loan = late.loan
    return loan.arrears_since, loan.days_past_due, loan.penalties_charged_minor


def test_a_borrower_is_reminded_once_before_a_repayment_falls_due() -> None:
    ann = borrower()
    told = _told(ann)

    for date in ("01-28", "01-29", "01-29", "01-30", "02-01"):
        _age(ann, date)

    assert _told(ann) == [*told, "LOAN_DUE_SOON"]
    reminder = Notification.objects.get(kind="LOAN_DUE_SOON")
    assert reminder.body == "Repayment 1: 106.62 USD are to be paid by 2027-02-01."
    assert _standing(ann) == (None, 0, 0)


def test_who_has_paid_ahead_is_not_reminded() -> None:
    ann = borrower()
    ann.repay("106.62", _day("01-10"))

    _age(ann, "01-29")

    assert "LOAN_DUE_SOON" not in _told(ann)


def test_a_late_repayment_is_penalised_once_on_the_ledger_and_its_owner_told() -> None:
    ann = borrower(**PENALTY)

    outcomes = [_age(ann, date) for date in ("02-01", "02-02", "02-02", "02-03", "02-04", "02-04", "02-05")]

    assert outcomes == [True, True, False, True, True, False, True]
    assert _standing(ann) == (_day("02-01"), 4, 1_000)
    assert _told(ann)[-3:] == ["LOAN_DUE_SOON", "LOAN_OVERDUE", "LOAN_PENALTY"]
    penalty = LoanMovement.objects.get(kind="PENALTY")
    assert (penalty.amount_minor, penalty.installment_number) == (1_000, 1)
    assert penalty.business_date == _day("02-04")
    assert ann.books()[2] == 1_000
    income = JournalLine.objects.filter(account_id=bank_account_id(ChartRole.PENALTY_INCOME, "USD"))
    assert sum(income.values_list("amount_minor", flat=True)) == -1_000
    assert verify_books().problems == ()


def test_the_trail_and_the_borrower_hear_of_each_bucket_once() -> None:
    ann = borrower(**PENALTY)

    for date in ("02-02", "02-15", "03-03", "03-04", "03-05"):
        _age(ann, date)

    changes = AuditLog.objects.filter(description="Arrears of a loan changed").order_by("id")
    assert [row.details["changes"]["arrears"] for row in changes] == [
        {"old": "CURRENT", "new": "1-30"},
        {"old": "1-30", "new": "31-60"},
    ]
    overdue = Notification.objects.filter(kind="LOAN_OVERDUE").order_by("id")
    assert [each.data["bucket"] for each in overdue] == ["1-30", "31-60"]
    assert (
        overdue[1].body
        == "213.24 USD are overdue since 2027-02-01, and penalties of 20.00. Please pay at once."
    )
    assert ann.loan.penalties_charged_minor == 2_000


@pytest.mark.parametrize(
    ("agreed", "dates", "said"),
    [
        (terms(), ("02-02", "02-15"), "10.00 USD, because repayment 1 is late."),
        (
            terms(repayment_unit=RepaymentUnit.WEEKS),
            ("01-09", "01-20"),
            "10.00 USD for each of these late repayments: number 1, 2.",
        ),
    ],
)
def test_the_borrower_hears_which_repayments_cost_a_penalty(
    agreed: ScheduleTerms, dates: tuple[str, str], said: str
) -> None:
    ann = borrower(agreed, **PENALTY)

    for date in dates:
        _age(ann, date)

    assert [each.body for each in Notification.objects.filter(kind="LOAN_PENALTY")] == [said]


def test_paying_what_is_overdue_ends_the_arrears_at_once_and_taking_it_back_brings_them_back() -> None:
    ann = borrower(**PENALTY)
    _age(ann, "02-04")

    paid = ann.repay("116.62", _day("02-05"))
    assert _standing(ann) == (None, 0, 1_000)
    with at(_day("02-06")):
        reverse_loan_movement(actor=LENDER, loan_id=ann.loan_id, number=paid.number, reason="Bounced")

    assert _standing(ann) == (_day("02-01"), 5, 1_000)
    assert verify_books().problems == ()


def test_a_penalty_that_was_taken_back_is_not_charged_again() -> None:
    ann = borrower(**PENALTY)
    _age(ann, "02-04")
    number = LoanMovement.objects.get(kind="PENALTY").number
    with at(_day("02-04")):
        reverse_loan_movement(actor=LENDER, loan_id=ann.loan_id, number=number, reason="Goodwill")

    _age(ann, "02-05")

    assert ann.loan.penalties_charged_minor == 0
    assert LoanMovement.objects.filter(kind="PENALTY").count() == 1


def test_nothing_is_late_of_a_loan_that_is_paid_off() -> None:
    ann = borrower()
    ann.repay("1200.00", _day("01-01"))

    assert _age(ann, "03-01") is False
    assert _standing(ann) == (None, 0, 0)


def test_the_close_of_business_ages_loans_each_morning_once() -> None:
    close_through(FIRST_DAY - dt.timedelta(days=1))
    ann = borrower(terms(repayment_unit=RepaymentUnit.WEEKS), **PENALTY)

    close_through(_day("01-10"))
    close_through(_day("01-10"))

    assert _standing(ann) == (_day("01-08"), 3, 1_000)
    assert ann.loan.aged_on == _day("01-11")
    penalty = LoanMovement.objects.get(kind="PENALTY")
    assert (penalty.business_date, penalty.installment_number) == (_day("01-11"), 1)
    assert _told(ann)[-3:] == ["LOAN_DUE_SOON", "LOAN_OVERDUE", "LOAN_PENALTY"]
    assert verify_books().problems == ()


def test_only_the_bank_and_who_manages_loans_ages_a_loan() -> None:
    ann = borrower(**PENALTY)

    with at(_day("02-10")):
        with pytest.raises(NotAllowed):
            age_loan(actor=ann.actor, loan_id=ann.loan_id, date=_day("02-10"))
        with pytest.raises(NotFound):
            age_loan(actor=THE_BANK, loan_id=ann.loan_id + 1, date=_day("02-10"))
        assert _standing(ann) == (None, 0, 0)
        assert age_loan(actor=LENDER, loan_id=ann.loan_id, date=_day("02-10")) is True


def test_loans_are_looked_at_when_something_is_due_or_late_or_has_moved() -> None:
    ann, ben = borrower(), borrower(terms(repayment_every=3))
    both = [ann.loan_id, ben.loan_id]

    def due_on(date: str) -> list[int]:
        return loans_to_age(_day(date))

    assert due_on("01-02") == both  # the morning after they were paid out
    assert loans_to_age(_day("01-02"), after_id=ann.loan_id) == [ben.loan_id]
    assert loans_to_age(_day("01-02"), limit=1) == [ann.loan_id]
    _age(ann, "01-02")
    _age(ben, "01-02")
    assert due_on("01-28") == []
    assert due_on("01-29") == [ann.loan_id]
    _age(ann, "01-29")
    assert due_on("01-29") == due_on("02-01") == []
    assert due_on("02-02") == [ann.loan_id]
    _age(ann, "02-02")
    assert due_on("02-03") == [ann.loan_id]  # in arrears
    ann.repay("106.62", _day("02-20"))
    _age(ann, "02-21")
    assert due_on("02-22") == []
    assert due_on("03-29") == both
    with at(_day("02-22")):
        number = LoanMovement.objects.filter(loan_id=ann.loan_id, kind="REPAYMENT").get().number
        reverse_loan_movement(actor=LENDER, loan_id=ann.loan_id, number=number, reason="Bounced")
    assert due_on("02-23") == [ann.loan_id]


def test_the_portfolio_at_risk_counts_whole_loans_by_their_days_past_due_on_any_day() -> None:
    ann, ben = borrower(), borrower()
    borrower(terms(amount_minor=60_000, annual_rate_ppm=0, repayment_every=3))
    ann.repay("106.62", _day("02-01"))
    ann.repay("300.00", _day("03-05"))  # the second repayment, late, and the third ahead, and a part prepaid
    ben.repay("50.00", _day("02-10"))

    def at_risk(date: str) -> tuple[int, int, list[tuple[int, int]]]:
        [portfolio] = portfolio_at_risk(LENDER, _day(date))
        rows = [(each.loans, each.principal_minor) for each in portfolio.at_risk]
        return portfolio.loans, portfolio.principal_minor, rows

    with at(_day("07-01")):
        bens, anns = 120_000 - 3_800, 120_000 - 9_462
        assert at_risk("02-01") == (3, anns + 120_000 + 60_000, [(0, 0)] * 4)
        assert at_risk("02-10") == (3, anns + bens + 60_000, [(1, bens), (0, 0), (0, 0), (0, 0)])
        assert at_risk("03-03") == (3, anns + bens + 60_000, [(2, anns + bens), (0, 0), (0, 0), (0, 0)])
        assert at_risk("03-04")[2] == [(2, anns + bens), (1, bens), (0, 0), (0, 0)]
        paid = ann.loan.principal_disbursed_minor - ann.loan.principal_paid_minor
        assert at_risk("03-05")[2] == [(1, bens), (1, bens), (0, 0), (0, 0)]
        assert at_risk("03-31")[:2] == (3, paid + bens + 60_000)
        assert at_risk("04-03")[2] == [(2, bens + 60_000), (1, bens), (1, bens), (0, 0)]
        [now] = portfolio_at_risk(LENDER)
        assert [each.loans for each in now.at_risk] == [3, 3, 3, 2]
        assert now.at_risk[3].share == Fraction(bens + 60_000, paid + bens + 60_000)


def test_what_is_at_risk_on_a_day_is_what_the_pure_rule_says_of_each_loan_that_day() -> None:
    """Two ways to one figure: one statement over the movements, and the rule on each loan as it stood then."""
    dice = random.Random(4)
    late = [borrower(terms(installment_fee_minor=fee, term=4, repayment_every=1)) for fee in (0, 250, 250)]
    expected: dict[dt.date, list[tuple[int, int]]] = {}

    for step in range(14):
        today = _day("02-02") + dt.timedelta(days=9 * step)
        with at(today):
            for each in late:
                charge_due_fees(actor=THE_BANK, loan_id=each.loan_id, date=today)
                _something_happens(each, dice, today)
        found = [(each.loan, arrears_on(state_of(each.loan, today))) for each in late]
        owed = [(loan.principal_disbursed_minor - loan.principal_paid_minor, now) for loan, now in found]
        expected[today] = [
            (
                sum(1 for principal, now in owed if principal and now.days_past_due >= days),
                sum(principal for principal, now in owed if now.days_past_due >= days),
            )
            for days in (1, 31, 61, 91)
        ]

    with at(today):
        for date, at_risk in expected.items():
            portfolios = portfolio_at_risk(LENDER, date)
            rows = portfolios[0].at_risk if portfolios else []
            assert [(each.loans, each.principal_minor) for each in rows] == at_risk[: len(rows)], date
    assert len({tuple(rows) for rows in expected.values()}) > 5


def _something_happens(to: Borrower, dice: random.Random, today: dt.date) -> None:
    """Pay some, pay what is overdue, take the newest movement back, or let it be."""
    loan, deed = to.loan, dice.choice(["nothing", "nothing", "some", "overdue", "take back"])
    overdue = arrears_on(state_of(loan, today)).overdue_minor
    if loan.status != "ACTIVE":
        return
    if deed == "some":
        with suppress(MoreThanOwed):
            to.repay(f"{dice.randrange(1, 300)}.{dice.randrange(10)}5")
    elif deed == "overdue" and overdue:
        to.repay(f"{overdue // 100}.{overdue % 100:02}")
    elif deed == "take back" and loan.movement_count > 1:
        standing = LoanMovement.objects.filter(loan=loan, reverses__isnull=True, reversed_by__isnull=True)
        newest = standing.latest("number")
        if newest.kind in ("REPAYMENT", "FEE"):
            reverse_loan_movement(actor=LENDER, loan_id=loan.pk, number=newest.number, reason="Taken back")


def test_a_repayment_that_was_taken_back_is_late_again_from_that_day_on() -> None:
    ann = borrower()
    paid = ann.repay("106.62", _day("02-01"))
    with at(_day("02-15")):
        reverse_loan_movement(actor=LENDER, loan_id=ann.loan_id, number=paid.number, reason="Bounced")

        def late_on(date: str) -> int:
            return portfolio_at_risk(LENDER, _day(date))[0].at_risk[0].loans

        assert [late_on(date) for date in ("02-14", "02-15")] == [0, 1]


def test_the_risk_is_shown_to_who_may_see_it_and_of_no_day_ahead() -> None:
    ann = borrower()

    with at(_day("02-01")):
        assert portfolio_at_risk(Actor(username="auditor", permissions=frozenset({VIEW_BOOKS})))
        with pytest.raises(NotAllowed):
            portfolio_at_risk(ann.actor)
        with pytest.raises(NotAllowed):
            loans_in_arrears(ann.actor)
        with pytest.raises(InvalidInput):
            portfolio_at_risk(LENDER, _day("02-02"))
