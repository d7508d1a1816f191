"""How each kind of movement is booked: who is debited, who is credited, and that it balances."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entries import EntryDraft, Line
from ledger.services import ChartRole
from tests.unit.transactions.test_decision import RECEIVER, SENDER
from transactions import entry_templates
from transactions.contracts import ORDERABLE_TYPES, ApprovedMovement, TransactionType
from transactions.entry_templates import entry_lines

CASH, CLEARING, FEES, INTEREST = 1010, 1020, 4010, 5010
ANN, BEN = SENDER.ledger_account_id, RECEIVER.ledger_account_id


@pytest.fixture(autouse=True)
def _chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank's accounts are numbered by their role; no database."""
    monkeypatch.setattr(entry_templates, "bank_account_id", chart_number)


def chart_number(role: ChartRole, currency: str) -> int:
    assert currency == "USD"
    return int(role.value)


def movement(amount_minor: int = 10_000, fee_minor: int = 100) -> ApprovedMovement:
    return ApprovedMovement(amount_minor, fee_minor, "USD", SENDER, RECEIVER, True)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            TransactionType.DEPOSIT,
            [Line(CASH, 10_000, "DEPOSIT"), Line(BEN, -10_000, "DEPOSIT")],
        ),
        (
            TransactionType.WITHDRAWAL,
            [
                Line(ANN, 10_000, "WITHDRAWAL"),
                Line(CASH, -10_000, "WITHDRAWAL"),
                Line(ANN, 100, "FEE"),
                Line(FEES, -100, "FEE"),
            ],
        ),
        (
            TransactionType.TRANSFER,
            [
                Line(ANN, 10_000, "TRANSFER"),
                Line(BEN, -10_000, "TRANSFER"),
                Line(ANN, 100, "FEE"),
                Line(FEES, -100, "FEE"),
            ],
        ),
        (
            TransactionType.PAYMENT,
            [
                Line(ANN, 10_000, "PAYMENT"),
                Line(CLEARING, -10_000, "PAYMENT"),
                Line(ANN, 100, "FEE"),
                Line(FEES, -100, "FEE"),
            ],
        ),
        (TransactionType.FEE, [Line(ANN, 10_000, "FEE"), Line(FEES, -10_000, "FEE")]),
        (TransactionType.INTEREST, [Line(INTEREST, 10_000, "INTEREST"), Line(BEN, -10_000, "INTEREST")]),
    ],
)
def test_a_movement_is_booked_as_its_kind_asks(kind: TransactionType, lines: list[Line]) -> None:
    assert list(entry_lines(kind, movement())) == lines


@pytest.mark.parametrize("kind", ORDERABLE_TYPES)
def test_a_free_movement_has_no_line_for_the_fee(kind: TransactionType) -> None:
    assert len(entry_lines(kind, movement(fee_minor=0))) == 2


@given(
    kind=st.sampled_from(ORDERABLE_TYPES),
    amount_minor=st.integers(1, 10**15),
    fee_minor=st.integers(0, 10**15),
)
def test_every_kind_makes_an_entry_whatever_the_amounts(
    kind: TransactionType, amount_minor: int, fee_minor: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry_templates, "bank_account_id", chart_number)
        lines = entry_lines(kind, movement(amount_minor, fee_minor))
    day = dt.date(2026, 5, 1)
    drafted = EntryDraft(
        kind=kind.value,
        currency="USD",
        reference="TXN1",
        description="",
        business_date=day,
        value_date=day,
        posted_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        lines=lines,
    )
    assert sum(line.amount_minor for line in drafted.lines) == 0
