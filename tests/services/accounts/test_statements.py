"""The statement always adds up, and a balance is known at any past moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.contracts import AccountCard, Statement
from accounts.selectors import balance_for, statement_for
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.selectors import statement_summary_between
from tests.builders.accounts import STAFF, customer_actor, open_account, put_money, take_money
from tests.builders.people import approved_customer

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2024, 3, 10, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def opened_at(instant: dt.datetime, customer: object | None = None) -> AccountCard:
    with clock.frozen_at(instant):
        return open_account(customer or approved_customer())


def move(account: AccountCard, amount_minor: int, instant: dt.datetime) -> None:
    with clock.frozen_at(instant):
        (put_money if amount_minor > 0 else take_money)(account, abs(amount_minor))


def statement(account: AccountCard, first: dt.date | None, last: dt.date | None) -> Statement:
    return statement_for(STAFF, account.id, from_date=first, to_date=last)


@pytest.fixture
def account() -> AccountCard:
    """1000.00 in on the 10th, 250.00 out and 50.00 in on the 11th, 1.00 out on the 13th."""
    account = opened_at(NOON)
    move(account, 100_000, NOON)
    move(account, -25_000, NOON + DAY)
    move(account, 5_000, NOON + DAY)
    move(account, -100, NOON + 3 * DAY)
    return account


@pytest.mark.parametrize(
    ("first", "last", "opening", "closing", "credits", "debits", "changes"),
    [
        (10, 13, 0, 79_900, 105_000, 25_100, [100_000, -25_000, 5_000, -100]),
        (10, 10, 0, 100_000, 100_000, 0, [100_000]),
        (11, 12, 100_000, 80_000, 5_000, 25_000, [-25_000, 5_000]),
        (12, 12, 80_000, 80_000, 0, 0, []),
        (1, 9, 0, 0, 0, 0, []),
        (14, 31, 79_900, 79_900, 0, 0, []),
    ],
)
def test_a_statement_holds_the_lines_of_its_days_and_the_balances_around_them(
    account: AccountCard,
    first: Any,
    last: Any,
    opening: Any,
    closing: Any,
    credits: Any,
    debits: Any,
    changes: Any,
) -> None:
    shown = statement(account, dt.date(2024, 3, first), dt.date(2024, 3, last))

    assert (shown.opening_minor, shown.closing_minor) == (opening, closing)
    assert (shown.credits_minor, shown.debits_minor) == (credits, debits)
    assert [line.change_minor for line in shown.lines] == changes
    assert len(shown.lines) == len(changes)


def test_a_line_says_what_it_was(account: AccountCard) -> None:
    line = statement(account, dt.date(2024, 3, 11), dt.date(2024, 3, 11)).lines[0]

    assert (line.kind, line.description, line.change_minor, line.balance_after_minor) == (
        "WITHDRAWAL",
        "Cash paid out",
        -25_000,
        75_000,
    )
    assert line.reference.startswith("TXN")
    assert (line.business_date, line.value_date, line.posted_at) == (
        dt.date(2024, 3, 11),
        dt.date(2024, 3, 11),
        NOON + DAY,
    )


def test_without_dates_it_is_the_whole_life_of_the_account(account: AccountCard) -> None:
    shown = statement(account, None, None)

    assert (shown.from_date, shown.to_date) == (dt.date(2024, 3, 10), clock.business_date())
    assert [line.balance_after_minor for line in shown.lines] == [100_000, 75_000, 80_000, 79_900]


@pytest.mark.parametrize(
    ("first", "last"),
    [(dt.date(1, 1, 1), dt.date(9999, 12, 31)), (dt.date(1, 1, 1), None), (None, dt.date(9999, 12, 31))],
)
def test_a_range_up_to_the_end_of_the_calendar_is_no_problem(
    account: AccountCard, first: Any, last: Any
) -> None:
    assert len(statement(account, first, last).lines) == 4


@pytest.mark.parametrize("last", [None, dt.date(9999, 12, 31)])
def test_a_range_that_has_not_come_yet_is_empty(account: AccountCard, last: Any) -> None:
    shown = statement(account, dt.date(9999, 12, 31), last)

    assert (shown.opening_minor, shown.closing_minor, len(shown.lines)) == (79_900, 79_900, 0)


def test_a_range_that_ends_before_it_begins_is_refused(account: AccountCard) -> None:
    with pytest.raises(InvalidInput) as refusal:
        statement(account, dt.date(2024, 3, 11), dt.date(2024, 3, 10))

    assert refusal.value.fields == {"from": ["The first day must not be after the last day."]}


def test_days_are_the_banks_days(settings: Settings) -> None:
    settings.BANK_TIME_ZONE = "Asia/Kolkata"
    late_evening_utc = dt.datetime(2024, 3, 10, 20, 0, tzinfo=dt.UTC)
    account = opened_at(late_evening_utc)
    move(account, 100, late_evening_utc)

    assert len(statement(account, dt.date(2024, 3, 10), dt.date(2024, 3, 10)).lines) == 0
    assert len(statement(account, dt.date(2024, 3, 11), dt.date(2024, 3, 11)).lines) == 1


def test_lines_are_read_in_slices(account: AccountCard) -> None:
    lines = statement(account, None, None).lines

    assert [line.version for line in lines[1:3]] == [2, 3]
    assert lines[3].change_minor == -100
    assert lines[4:9] == []


def test_owner_and_staff_read_a_statement_and_nobody_else(account: AccountCard) -> None:
    owner = Actor(user_id=account.customer_id, customer_id=account.customer_reference)
    stranger = customer_actor(approved_customer())

    assert len(statement_for(owner, account.id, from_date=None, to_date=None).lines) == 4
    with pytest.raises(NotFound):
        statement_for(stranger, account.id, from_date=None, to_date=None)
    with pytest.raises(NotAllowed):
        statement_for(Actor(user_id=10**9), account.id, from_date=None, to_date=None)


@pytest.mark.parametrize(
    ("at", "balance_minor"),
    [
        (NOON - dt.timedelta(microseconds=1), 0),
        (NOON, 100_000),
        (NOON + DAY - dt.timedelta(microseconds=1), 100_000),
        (NOON + DAY, 80_000),
        (NOON + 2 * DAY, 80_000),
        (NOON + 3 * DAY, 79_900),
        (dt.datetime(1, 1, 1, tzinfo=dt.UTC), 0),
        (dt.date(2024, 3, 9), 0),
        (dt.date(2024, 3, 10), 100_000),
        (dt.date(2024, 3, 12), 80_000),
        (dt.date(2024, 3, 13), 79_900),
        (dt.date(1, 1, 1), 0),
    ],
)
def test_the_balance_of_a_past_moment_is_known(account: AccountCard, at: Any, balance_minor: Any) -> None:
    shown = balance_for(STAFF, account.id, at)

    assert (shown.balance_minor, shown.available_minor) == (balance_minor, None)


def test_the_balance_of_now_comes_with_what_is_available() -> None:
    account = open_account(approved_customer(), 100_000, minimum_balance="100.00")

    shown = balance_for(STAFF, account.id, None)

    assert (shown.balance_minor, shown.available_minor) == (100_000, 90_000)


def test_todays_date_means_until_now(account: AccountCard) -> None:
    with clock.frozen_at(NOON + 3 * DAY):
        shown = balance_for(STAFF, account.id, dt.date(2024, 3, 13))

    assert (shown.at, shown.balance_minor) == (NOON + 3 * DAY, 79_900)


@pytest.mark.parametrize(
    "at", [NOON + 4 * DAY + dt.timedelta(seconds=1), dt.date(2024, 3, 15), dt.date(9999, 12, 31)]
)
def test_a_moment_that_has_not_come_is_refused(account: AccountCard, at: Any) -> None:
    with clock.frozen_at(NOON + 4 * DAY), pytest.raises(InvalidInput) as refusal:
        balance_for(STAFF, account.id, at)

    assert set(refusal.value.fields) == {"at"}


MOVEMENTS = st.lists(
    st.tuples(st.integers(1, 10_000), st.booleans(), st.integers(0, 3)), min_size=1, max_size=12
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    movements=MOVEMENTS,
    first_cut=st.integers(0, 40),
    second_cut=st.integers(0, 40),
    moment=st.integers(-1, 1),
    hours=st.integers(0, 40 * 24),
)
def test_any_split_of_any_history_adds_up(
    db: Any, movements: Any, first_cut: Any, second_cut: Any, moment: Any, hours: Any
) -> Any:
    account, balance_minor, day, history, instants = opened_at(NOON), 0, 0, [], []
    for amount_minor, outwards, pause_days in movements:
        day += pause_days
        change = -min(amount_minor, balance_minor) if outwards else amount_minor
        if change:
            move(account, change, NOON + day * DAY)
            balance_minor += change
            history.append((NOON.date() + day * DAY, change))
            instants.append(NOON + day * DAY)
    first = NOON.date() + min(first_cut, second_cut) * DAY
    last = NOON.date() + max(first_cut, second_cut) * DAY

    parts = [
        statement(account, NOON.date() - DAY, first - DAY),
        statement(account, first, last),
        statement(account, last + DAY, None),
    ]

    for part in parts:
        running = part.opening_minor
        for line in part.lines:
            running += line.change_minor
            assert line.balance_after_minor == running
        assert part.closing_minor == running
        assert part.opening_minor + part.credits_minor - part.debits_minor == part.closing_minor
        expected = [change for date, change in history if part.from_date <= date <= part.to_date]
        assert [line.change_minor for line in part.lines] == expected
        assert balance_for(STAFF, account.id, part.from_date - DAY).balance_minor == part.opening_minor
    assert parts[0].opening_minor == 0
    assert parts[0].closing_minor == parts[1].opening_minor
    assert parts[1].closing_minor == parts[2].opening_minor
    assert parts[2].closing_minor == balance_minor

    # Cut anywhere: at an instant when money moved, just before and after it, and at any other hour.
    beginning, end = NOON - DAY, NOON + 41 * DAY
    whole = statement_summary_between(account.ledger_account_id, beginning, end)
    for instant in (
        NOON + first_cut * DAY + moment * dt.timedelta(microseconds=1),
        NOON + dt.timedelta(hours=hours),
    ):
        before = statement_summary_between(account.ledger_account_id, beginning, instant)
        after = statement_summary_between(account.ledger_account_id, instant, end)
        assert (before.opening_minor, before.closing_minor) == (0, after.opening_minor)
        assert (after.closing_minor, after.last_version) == (balance_minor, whole.last_version)
        assert before.credits_minor + after.credits_minor == whole.credits_minor
        assert before.debits_minor + after.debits_minor == whole.debits_minor
        assert before.line_count + after.line_count == whole.line_count == len(history)
        assert before.line_count == sum(posted_at < instant for posted_at in instants)
        if before.line_count and after.line_count:
            assert after.first_version == before.last_version + 1
