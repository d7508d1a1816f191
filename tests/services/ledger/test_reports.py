"""Trial balance, balance sheet, profit and loss: the same with and without rolled-up days, and always in balance."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from pytest_django import DjangoAssertNumQueries

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed
from ledger.contracts import VIEW_BOOKS
from ledger.entries import Line, credit, debit
from ledger.models import LedgerAccount
from ledger.reports import AccountFigures
from ledger.selectors import balance_sheet, chart_figures, profit_and_loss, trial_balance
from ledger.services import ChartRole, bank_account_id, open_sub_account, read_books, roll_up_day
from tests.services.ledger.books import NOON, TELLER, BookTouched, account, cash, entry, open_account, post

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MAY_1 = NOON.date()
BANK = system_actor("close of business")


@use_case
def _open_loan(*, actor: Actor, code: str) -> int:
    emit(BookTouched(actor=actor))
    return open_sub_account(code=code, name="A loan", control=ChartRole.LOANS_RECEIVABLE, currency="USD")


def _book(day: int, *lines: Line, currency: str = "USD") -> None:
    post(actor=TELLER, draft=entry(*lines, at=NOON + day * DAY, currency=currency))


def _known_book() -> None:
    """Three days: deposits of 1,000.00, a loan of 300.00, fees of 5.00, interest of 2.50, and yens."""
    ann, loan, yen = open_account(actor=TELLER), None, account(currency="JPY")
    loan = _open_loan(actor=TELLER, code="LOAN1-principal")
    own = {role: bank_account_id(role, "USD") for role in ChartRole}
    _book(0, debit(cash(), 100_000, "DEPOSIT"), credit(ann, 100_000, "DEPOSIT"))
    _book(1, debit(loan, 30_000, "LOAN_DISBURSEMENT"), credit(ann, 30_000, "LOAN_DISBURSEMENT"))
    _book(1, debit(ann, 500, "FEE"), credit(own[ChartRole.FEE_INCOME], 500, "FEE"))
    _book(2, debit(own[ChartRole.INTEREST_EXPENSE], 250, "INTEREST"), credit(ann, 250, "INTEREST"))
    _book(2, debit(cash("JPY"), 7, "DEPOSIT"), credit(yen, 7, "DEPOSIT"), currency="JPY")


def _moved(accounts: tuple[AccountFigures, ...]) -> dict[str, tuple[int, int]]:
    return {
        each.code: (each.debits_minor, each.credits_minor)
        for each in accounts
        if each.debits_minor or each.credits_minor
    }


@pytest.mark.parametrize("rolled_up_days", [0, 1, 2, 3])
def test_the_reports_say_what_was_booked_however_much_is_rolled_up(rolled_up_days: int) -> None:
    _known_book()
    with clock.frozen_at(NOON + 10 * DAY):
        for day in range(rolled_up_days):
            roll_up_day(actor=BANK, date=MAY_1 + day * DAY)

    yens, dollars = trial_balance(MAY_1 + 2 * DAY)
    assert (yens.currency, _moved(yens.accounts)) == ("JPY", {"1010-JPY": (7, 0), "2010-JPY": (0, 7)})
    assert _moved(dollars.accounts) == {
        "1010-USD": (100_000, 0),
        "1210-USD": (30_000, 0),
        "2010-USD": (500, 130_250),
        "4010-USD": (0, 500),
        "5010-USD": (250, 0),
    }
    assert dollars.total_debits_minor == dollars.total_credits_minor == 130_750
    assert dollars.total_debit_balances_minor == dollars.total_credit_balances_minor == 130_250
    [on_the_first] = trial_balance(MAY_1, "USD")
    assert _moved(on_the_first.accounts) == {"1010-USD": (100_000, 0), "2010-USD": (0, 100_000)}
    assert _moved(trial_balance(MAY_1 - DAY, "USD")[0].accounts) == {}

    [sheet] = balance_sheet(MAY_1 + 2 * DAY, "USD")
    assert sheet.is_balanced
    assert (sheet.total_assets_minor, sheet.total_liabilities_minor) == (130_000, 129_750)
    assert (sheet.total_equity_minor, sheet.result_minor) == (0, 250)
    [both] = profit_and_loss(MAY_1 + DAY, MAY_1 + 2 * DAY, "USD")
    assert (both.total_income_minor, both.total_expense_minor, both.result_minor) == (500, 250, 250)
    [second] = profit_and_loss(MAY_1 + 2 * DAY, MAY_1 + 2 * DAY, "USD")
    assert (second.total_income_minor, second.total_expense_minor, second.result_minor) == (0, 250, -250)


def test_any_book_is_in_balance_on_every_day_with_and_without_rolled_up_days() -> None:
    dice = random.Random(20260501)
    account(balance_minor=10_000)
    own = list(
        LedgerAccount.objects.filter(currency="USD", is_customer_account=False).values_list("pk", flat=True)
    )
    days = range(6)
    for day in days:
        for _ in range(4):
            debited, credited = dice.sample(own, 2)
            amount = dice.randrange(1, 10**9)
            _book(day, debit(debited, amount, "ACCRUAL"), credit(credited, amount, "ACCRUAL"))

    def all_figures() -> list[object]:
        dates = [MAY_1 + day * DAY for day in days]
        return [
            [chart_figures(date) for date in dates],
            [chart_figures(last, since=first) for first in dates for last in dates if first <= last],
        ]

    fresh = all_figures()
    with clock.frozen_at(NOON + 4 * DAY):
        for day in (1, 3):
            roll_up_day(actor=BANK, date=MAY_1 + day * DAY)
    assert all_figures() == fresh
    for day in days:
        [sheet] = balance_sheet(MAY_1 + day * DAY)
        [trial] = trial_balance(MAY_1 + day * DAY)
        assert sheet.is_balanced
        assert sum(each.net_minor for each in trial.accounts) == 0
        assert trial.total_debits_minor == trial.total_credits_minor > 0


def test_rolled_up_days_are_read_from_their_totals(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _known_book()
    with clock.frozen_at(NOON + 10 * DAY):
        roll_up_day(actor=BANK, date=MAY_1 + 2 * DAY)
    with django_assert_num_queries(3) as asked:
        chart_figures(MAY_1 + 2 * DAY)
    assert not [query for query in asked.captured_queries if "journalline" in query["sql"]]


def test_only_who_may_see_the_books_reads_them() -> None:
    reader = Actor(username="auditor", permissions=frozenset({VIEW_BOOKS}))
    assert read_books(actor=reader, report="trial balance", asked={}, make=lambda: 7) == 7
    with pytest.raises(NotAllowed):
        read_books(actor=TELLER, report="trial balance", asked={}, make=lambda: 7)
