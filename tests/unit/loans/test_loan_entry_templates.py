"""How each kind of movement of a loan is booked: who is debited, who is credited, and that it balances."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.contracts import Line
from ledger.services import ChartRole
from loans import entry_templates as book
from loans.allocation import Allocation, Payoff

LOAN = book.LoanAccounts(principal=61, interest=62, charges=63, currency="USD")
ANN, CASH, FEES, INTEREST, PENALTIES, RECOVERED, LOST = 7, 1010, 4010, 4020, 4030, 4040, 5020


@pytest.fixture(autouse=True)
def _chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank's accounts are numbered by their role; no database."""

    def chart_number(role: ChartRole, currency: str) -> int:
        assert currency == "USD"
        return int(role.value)

    monkeypatch.setattr(book, "bank_account_id", chart_number)


def part(penalties: int, fees: int, interest: int, principal: int) -> Allocation:
    return Allocation(
        penalties_minor=penalties, fees_minor=fees, interest_minor=interest, principal_minor=principal
    )


def owed(penalties: int, fees: int, interest: int, principal: int) -> Payoff:
    return Payoff(
        penalties_minor=penalties, fees_minor=fees, interest_minor=interest, principal_minor=principal
    )


CASES: dict[str, tuple[Callable[[], tuple[Line, ...]], list[tuple[int, int]]]] = {
    "a disbursement": (
        lambda: book.disbursement_lines(LOAN, ANN, amount_minor=9_000, origination_fee_minor=90),
        [(61, 9_000), (ANN, -9_000), (ANN, 90), (FEES, -90)],
    ),
    "a disbursement without a fee": (
        lambda: book.disbursement_lines(LOAN, ANN, amount_minor=9_000, origination_fee_minor=0),
        [(61, 9_000), (ANN, -9_000)],
    ),
    "interest of two loans, one of which takes some back": (
        lambda: book.accrual_lines([(62, 50), (72, -8), (82, 0)], "USD"),
        [(62, 50), (72, -8), (INTEREST, -42)],
    ),
    "interest of two loans that cancel out": (
        lambda: book.accrual_lines([(62, 50), (72, -50)], "USD"),
        [(62, 50), (72, -50)],
    ),
    "the fee of a repayment": (lambda: book.fee_lines(LOAN, 200), [(63, 200), (FEES, -200)]),
    "a penalty": (lambda: book.penalty_lines(LOAN, 2_500), [(63, 2_500), (PENALTIES, -2_500)]),
    "a repayment": (
        lambda: book.repayment_lines(LOAN, ANN, part(2_500, 200, 3_100, 1_000)),
        [(ANN, 6_800), (63, -2_700), (62, -3_100), (61, -1_000)],
    ),
    "a payoff of interest that was paid ahead": (
        lambda: book.repayment_lines(LOAN, ANN, part(0, -200, -1_600, 9_000)),
        [(ANN, 7_200), (63, 200), (62, 1_600), (61, -9_000)],
    ),
    "a write-off": (
        lambda: book.write_off_lines(LOAN, owed(2_500, 200, 3_100, 9_000)),
        [(LOST, 14_800), (63, -2_700), (62, -3_100), (61, -9_000)],
    ),
    "a recovery from an account": (
        lambda: book.recovery_lines("USD", ANN, 500),
        [(ANN, 500), (RECOVERED, -500)],
    ),
    "a recovery in cash": (
        lambda: book.recovery_lines("USD", None, 500),
        [(CASH, 500), (RECOVERED, -500)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_movement_is_booked_by_its_template_and_balances(case: str) -> None:
    lines, expected = CASES[case]

    found = lines()

    assert [(line.account_id, line.amount_minor) for line in found] == expected
    assert sum(line.amount_minor for line in found) == 0
