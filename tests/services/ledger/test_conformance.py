"""Whatever is posted, the running back end and the slow reference ledger agree on every figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.contracts import HoldStatus
from ledger.entries import Line
from ledger.errors import BalanceTooLarge, InsufficientFunds
from ledger.models import Balance, Hold, JournalLine
from ledger.selectors import balance_at, balance_of, balances_of, statement_lines, statement_summary
from ledger.services import ChartRole, bank_account_id
from ledger.verification import verify
from tests.proof_plugin import at_scale
from tests.reference_ledger import LARGEST_BALANCE, ReferenceLedger, TooLittle, TooMuch
from tests.rolled_back import rolled_back
from tests.services.ledger.books import NOON, TELLER, account, entry, post

pytestmark = pytest.mark.django_db

CUSTOMERS = ("ann", "ben", "cai")
BANK = {"cash": ChartRole.CASH, "fees": ChartRole.FEE_INCOME, "interest": ChartRole.INTEREST_EXPENSE}
FLOORS = {"ann": 0, "ben": 500, "cai": 0}


@dataclass(frozen=True)
class Order:
    """One entry to post: changes as the customer sees them, and how the clock has moved since NOON."""

    changes: tuple[tuple[str, int], ...]
    minutes: int
    days: int


amounts = st.one_of(
    st.integers(min_value=1, max_value=2_000),
    st.sampled_from([1, 499, 500, 501, LARGEST_BALANCE - 1, LARGEST_BALANCE // 2]),
)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """An entry over a few accounts, each moved one way in one or two lines; a bank account balances it."""
    changes: list[tuple[str, int]] = []
    for name in draw(st.lists(st.sampled_from(CUSTOMERS), min_size=1, max_size=3, unique=True)):
        sign = draw(st.sampled_from([1, 1, -1]))
        changes += [(name, sign * amount) for amount in draw(st.lists(amounts, min_size=1, max_size=2))]
    bank = draw(st.sampled_from(sorted(BANK)))
    rest = -sum(change for _, change in changes)
    while rest:
        part = max(-LARGEST_BALANCE, min(LARGEST_BALANCE, rest))
        changes.append((bank, part))
        rest -= part
    if len(changes) < 2:
        changes += [(bank, 1), (bank, -1)]
    shuffled = draw(st.permutations(changes))
    return Order(tuple(shuffled), draw(st.integers(-90, 90)), draw(st.integers(-2, 2)))


class Bank:
    """The running back end and the reference, side by side."""

    def __init__(self) -> None:
        self.ids = {name: account(floor_minor=FLOORS[name]) for name in CUSTOMERS}
        self.ids |= {name: bank_account_id(role, "USD") for name, role in BANK.items()}
        self.reference = ReferenceLedger(floors=dict(FLOORS))

    def hold(self, name: str, amount_minor: int) -> None:
        Hold.objects.create(
            account_id=self.ids[name],
            amount_minor=amount_minor,
            status=HoldStatus.OPEN,
            reference=f"HOLD-{name}-{self.ids[name]}",
            created_at=NOON,
        )
        Balance.objects.filter(account_id=self.ids[name]).update(held_minor=amount_minor)
        self.reference.held[name] = amount_minor

    def post(self, order: Order) -> None:
        at = NOON + dt.timedelta(minutes=order.minutes)
        date = NOON.date() + dt.timedelta(days=order.days)
        before = figures()
        expected: Any
        try:
            expected = self.reference.post(list(order.changes), at, date)
        except TooLittle:
            expected = InsufficientFunds
        except TooMuch:
            expected = BalanceTooLarge
        lines = (Line(self.ids[name], -change, "TRANSFER") for name, change in order.changes)
        draft = entry(*lines, at=at, date=date)
        if isinstance(expected, type):
            with pytest.raises(expected):
                post(actor=TELLER, draft=draft)
            assert figures() == before
            return
        posted = post(actor=TELLER, draft=draft)
        assert (posted.posted_at, posted.business_date) == expected
        touched = {name for name, _ in order.changes if name in CUSTOMERS}
        assert dict(posted.balances_minor) == {
            self.ids[name]: self.reference.balance(name) for name in touched
        }

    def compare(self) -> None:
        for name in CUSTOMERS:
            self._compare_customer(name, self.ids[name])
        for name in BANK:
            written = JournalLine.objects.filter(account_id=self.ids[name]).order_by("id")
            assert list(written.values_list("amount_minor", "balance_after_minor", "version")) == [
                (-line.change, None, None) for line in self.reference.lines_of(name)
            ]
        assert verify().problems == ()

    def _compare_customer(self, name: str, account_id: int) -> None:
        expected = self.reference.lines_of(name)
        written = JournalLine.objects.filter(account_id=account_id).order_by("version")
        columns = ("amount_minor", "balance_after_minor", "version", "posted_at", "business_date")
        assert list(written.values_list(*columns)) == [
            (-line.change, line.balance_after, line.version, line.posted_at, line.business_date)
            for line in expected
        ]
        facts = balance_of(account_id)
        assert facts == balances_of([account_id])[account_id]
        assert (facts.balance_minor, facts.version) == (self.reference.balance(name), len(expected))
        assert facts.held_minor == self.reference.held.get(name, 0)
        assert facts.floor_minor == FLOORS[name]
        for minutes in (-91, -45, 0, 45, 91, 5_000):
            instant = NOON + dt.timedelta(minutes=minutes)
            assert balance_at(account_id, instant) == self.reference.balance_at(name, instant)
        self._compare_statement(name, account_id)

    def _compare_statement(self, name: str, account_id: int) -> None:
        day = dt.timedelta(days=1)
        first, last = NOON.date() - day, NOON.date() + day
        summary = statement_summary(account_id, first, last)
        lines = [line for line in self.reference.lines_of(name) if first <= line.business_date <= last]
        assert summary.opening_minor == self.reference.balance_before(name, first)
        assert summary.closing_minor == self.reference.balance_before(name, last + day)
        assert summary.credits_minor == sum(line.change for line in lines if line.change > 0)
        assert summary.debits_minor == -sum(line.change for line in lines if line.change < 0)
        assert summary.line_count == len(lines)
        shown = statement_lines(
            account_id, first_version=summary.first_version, last_version=summary.last_version
        )
        assert [(line.version, line.change_minor, line.balance_after_minor) for line in shown] == [
            (line.version, line.change, line.balance_after) for line in lines
        ]


def figures() -> list[tuple[Any, ...]]:
    """Everything that a refused entry must leave alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, balance_minor, version, held_minor FROM ledger_balance ORDER BY account_id"
        )
        balances = cursor.fetchall()
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM ledger_journalline")
        return [*balances, *cursor.fetchall()]


@settings(
    max_examples=at_scale(small=25, full=200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    wanted=st.lists(orders(), min_size=1, max_size=12),
    holds=st.dictionaries(st.sampled_from(CUSTOMERS), st.integers(1, 600), max_size=2),
)
def test_every_sequence_of_entries_gives_the_figures_of_the_reference(
    wanted: list[Order], holds: dict[str, int]
) -> None:
    with rolled_back():
        bank = Bank()
        for name, amount_minor in holds.items():
            bank.hold(name, amount_minor)
        for order in wanted:
            bank.post(order)
        bank.compare()


def test_when_one_account_is_short_and_another_full_the_shortage_is_named() -> None:
    bank = Bank()
    bank.post(Order((("ann", LARGEST_BALANCE), ("cash", -LARGEST_BALANCE)), 0, 0))
    bank.post(Order((("ann", 1), ("cai", -1)), 0, 0))
    bank.post(Order((("cai", -1), ("ann", 1)), 0, 0))
    bank.compare()
