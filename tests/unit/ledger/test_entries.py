"""An entry is balanced before anybody can post it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_banking.kernel.money import MAX_AMOUNT_MINOR
from ledger.contracts import BalanceFacts
from ledger.entries import EntryDraft, Line, credit, debit
from ledger.errors import UnbalancedEntry

DAY = dt.date(2026, 5, 1)
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def draft(*lines: Line) -> EntryDraft:
    return EntryDraft(
        kind="TRANSFER",
        currency="USD",
        reference="TXN1",
        description="",
        business_date=DAY,
        value_date=DAY,
        posted_at=NOON,
        lines=lines,
    )


def test_a_debit_is_positive_and_a_credit_negative() -> None:
    assert debit(7, 100, "FEE") == Line(7, 100, "FEE")
    assert credit(7, 100, "FEE") == Line(7, -100, "FEE")


@given(amounts=st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=20))
def test_debits_that_equal_credits_make_an_entry(amounts: list[int]) -> None:
    lines = [*(debit(1, amount, "FEE") for amount in amounts), credit(2, sum(amounts), "FEE")]
    assert draft(*lines).lines == tuple(lines)


@given(
    amount=st.integers(min_value=1, max_value=MAX_AMOUNT_MINOR),
    off_by=st.integers(min_value=-(10**15), max_value=10**15).filter(bool),
)
def test_an_entry_that_is_off_by_anything_cannot_be_made(amount: int, off_by: int) -> None:
    with pytest.raises(UnbalancedEntry):
        draft(debit(1, amount, "FEE"), Line(2, -amount + off_by, "FEE"))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((), "at least two lines"),
        ((debit(1, 100, "FEE"),), "at least two lines"),
        ((Line(1, 0, "FEE"), Line(2, 0, "FEE")), "between 1 and"),
        ((debit(1, 1, "FEE"), credit(2, 1, "FEE"), Line(3, 0, "FEE")), "between 1 and"),
        ((debit(1, 10**15 + 1, "FEE"), credit(2, 10**15 + 1, "FEE")), "between 1 and"),
        ((debit(1, 100, "FEE"), credit(2, 99, "FEE")), "differ"),
        ((debit(1, 100, "FEE"), debit(2, 100, "FEE")), "differ"),
    ],
)
def test_an_entry_that_could_not_stand_in_the_book_cannot_be_made(
    lines: tuple[Line, ...], sentence: str
) -> None:
    with pytest.raises(UnbalancedEntry, match=sentence):
        draft(*lines)


def test_the_largest_line_is_ten_to_the_fifteen() -> None:
    assert draft(debit(1, 10**15, "FEE"), credit(2, 10**15, "FEE")).lines[0].amount_minor == 10**15


def test_a_draft_cannot_be_changed_once_made() -> None:
    made = draft(debit(1, 100, "FEE"), credit(2, 100, "FEE"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.lines = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("balance", "held", "floor", "available"),
    [
        (1_000, 0, 100, 900),
        (1_000, 200, 100, 700),
        (100, 0, 100, 0),
        (50, 0, 100, 0),
        (0, 0, 0, 0),
        (5, 6, 0, 0),
    ],
)
def test_available_is_the_balance_less_minimum_less_holds_and_never_negative(
    balance: int, held: int, floor: int, available: int
) -> None:
    assert BalanceFacts(1, balance, 3, held, floor).available_minor == available
