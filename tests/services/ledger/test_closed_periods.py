"""Days that are over: locked for good, rolled up into totals, and closed to every entry, however it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, is_contention, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.models import BusinessDay
from ledger.book_models import DailyTotal, DayRollUp, PeriodLock
from ledger.contracts import LOCK_PERIODS
from ledger.entries import credit, debit
from ledger.errors import DayNotClosed, PeriodLocked
from ledger.models import JournalEntry, JournalLine
from ledger.selectors import balance_of, days_to_roll_up, locked_through, require_open_period
from ledger.services import lock_period, post_entries, roll_up_day
from tests.services.ledger.books import (
    NOON,
    TELLER,
    BookTouched,
    account,
    cash,
    entry,
    open_account,
    pay_in,
    post,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MAY_1 = NOON.date()
ACCOUNTANT = Actor(username="accountant", permissions=frozenset({LOCK_PERIODS}))
BANK = system_actor("close of business")


@pytest.fixture(autouse=True)
def _on_the_second_of_may() -> object:
    with clock.frozen_at(NOON + DAY):
        yield


def _pay_in_by_sql(account_id: int, on: dt.date) -> None:
    """What somebody at the database's own prompt would write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1000 FROM ledger_journalentry")
        (entry_id,) = cursor.fetchone()
        cursor.executemany(
            "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, posted_at,"
            " business_date) VALUES (%s, %s, %s, 'DEPOSIT', %s, %s, %s)",
            [
                [entry_id, cash(), 1, 100, NOON, on],
                [entry_id, cash(), 2, -100, NOON, on],
            ],
        )
        cursor.execute(
            "INSERT INTO ledger_journalentry (id, kind, currency, reference, description, business_date, value_date,"
            " posted_at) VALUES (%s, 'DEPOSIT', 'USD', %s, '', %s, %s, %s)",
            [entry_id, f"SQL{entry_id}", on, on, NOON],
        )


def _take_the_trigger_away() -> None:
    """For the rest of the test, which is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ALTER TABLE ledger_journalentry DISABLE TRIGGER period_open_for_entry")
        else:
            cursor.execute("DROP TRIGGER period_open_for_entry")


def _by_service(account_id: int, on: dt.date) -> None:
    lines = debit(cash(), 100, "DEPOSIT"), credit(account_id, 100, "DEPOSIT")
    post(actor=TELLER, draft=entry(*lines, date=on))


def _by_series(account_id: int, on: dt.date) -> None:
    @use_case
    def both(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        lines = debit(cash(), 100, "DEPOSIT"), credit(account_id, 100, "DEPOSIT")
        post_entries([entry(*lines, date=on), entry(*lines, date=on)])

    both(actor=TELLER)


@pytest.mark.parametrize(
    ("way", "refusal"),
    [(_by_service, PeriodLocked), (_by_series, PeriodLocked), (_pay_in_by_sql, DatabaseError)],
)
def test_an_entry_dated_into_a_locked_period_is_refused_and_the_day_after_it_is_not(
    way: Callable[[int, dt.date], None], refusal: type[Exception]
) -> None:
    account_id = open_account(actor=TELLER)
    lock_period(actor=ACCOUNTANT, through=MAY_1, reason="April and its last day are filed")

    for date in (MAY_1, MAY_1 - 40 * DAY):
        with pytest.raises(refusal):
            way(account_id, date)
    assert not JournalEntry.objects.exists()
    assert not JournalLine.objects.exists()
    assert balance_of(account_id).version == 0

    way(account_id, MAY_1 + DAY)
    assert JournalEntry.objects.exists()


@pytest.mark.parametrize("way", [_by_service, _by_series, _pay_in_by_sql])
def test_without_the_trigger_it_would_be_taken(way: Callable[[int, dt.date], None]) -> None:
    """The control: what refuses is the trigger, and nothing else."""
    account_id = open_account(actor=TELLER)
    lock_period(actor=ACCOUNTANT, through=MAY_1, reason="Filed")
    _take_the_trigger_away()
    way(account_id, MAY_1)
    assert JournalEntry.objects.filter(business_date=MAY_1).exists()


def test_a_lock_only_reaches_further_and_leaves_its_reason_in_the_trail() -> None:
    lock = lock_period(actor=ACCOUNTANT, through=MAY_1 - DAY, reason="  April is filed ")
    assert (lock.locked_through, lock.reason, lock.locked_by_id) == (MAY_1 - DAY, "April is filed", None)
    for through in (MAY_1 - DAY, MAY_1 - 2 * DAY):
        with pytest.raises(PeriodLocked) as refused:
            lock_period(actor=ACCOUNTANT, through=through, reason="Again")
        assert refused.value.details == {"locked_through": "2026-04-30"}
    lock_period(actor=ACCOUNTANT, through=MAY_1, reason="And the first of May")

    assert locked_through() == MAY_1
    with pytest.raises(PeriodLocked):
        require_open_period(MAY_1)
    require_open_period(MAY_1 + DAY)
    newest = AuditLog.objects.filter(action_type="LOCK").order_by("-id")[0]
    assert (newest.target_model, newest.target_id) == ("PeriodLock", "2026-05-01")
    assert newest.details == {"reason": "And the first of May", "locked_before": "2026-04-30"}


def test_what_is_not_closed_cannot_be_locked() -> None:
    """Before the bank's first close yesterday is the last day that is over, then the last one that was closed."""
    with pytest.raises(DayNotClosed) as refused:
        lock_period(actor=ACCOUNTANT, through=MAY_1 + DAY, reason="Too early")
    assert refused.value.details == {"closed_through": "2026-05-01"}
    BusinessDay.objects.create(date=MAY_1 + DAY, closed_through=MAY_1 - DAY, updated_at=NOON)
    with pytest.raises(DayNotClosed) as refused:
        lock_period(actor=ACCOUNTANT, through=MAY_1, reason="Too early")
    assert refused.value.details == {"closed_through": "2026-04-30"}
    assert not PeriodLock.objects.exists()
    lock_period(actor=ACCOUNTANT, through=MAY_1 - DAY, reason="In time")


def test_who_may_not_lock_and_who_gives_no_reason_is_refused() -> None:
    with pytest.raises(NotAllowed):
        lock_period(actor=TELLER, through=MAY_1, reason="Why not")
    for reason in ("", "  ", "x" * 256):
        with pytest.raises(InvalidInput):
            lock_period(actor=ACCOUNTANT, through=MAY_1, reason=reason)
    assert locked_through() is None


@pytest.mark.parametrize("table", ["ledger_periodlock", "ledger_dayrollup"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1"])
def test_no_row_of_a_lock_or_a_roll_up_changes_or_goes(table: str, statement: str) -> None:
    lock_period(actor=ACCOUNTANT, through=MAY_1 - DAY, reason="Filed")
    roll_up_day(actor=BANK, date=MAY_1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert PeriodLock.objects.count() == DayRollUp.objects.count() == 1


def test_a_day_is_rolled_up_once_with_those_before_it_and_takes_no_further_entry() -> None:
    ann = account(balance_minor=500)
    pay_in(ann, 70, at=NOON)
    assert days_to_roll_up(MAY_1) == [MAY_1]

    assert roll_up_day(actor=BANK, date=MAY_1) == 2
    assert sorted(
        DailyTotal.objects.values_list("account__code", "business_date", "debits_minor", "credits_minor")
    ) == [("1010-USD", MAY_1, 570, 0), ("2010-USD", MAY_1, 0, 570)]
    assert roll_up_day(actor=BANK, date=MAY_1) == 0
    assert roll_up_day(actor=BANK, date=MAY_1 - DAY) == 0
    assert DayRollUp.objects.count() == 1
    assert days_to_roll_up(MAY_1) == []
    with pytest.raises(PeriodLocked):
        _by_service(ann, MAY_1)
    with pytest.raises(DayNotClosed):
        roll_up_day(actor=BANK, date=MAY_1 + DAY)
    with pytest.raises(NotAllowed):
        roll_up_day(actor=Actor(username="a customer"), date=MAY_1)


@pytest.mark.postgresql
def test_an_entry_that_was_overtaken_by_a_close_is_tried_again_and_not_refused() -> None:
    """Both triggers would refuse it; the one of the business date is asked first."""
    account_id = open_account(actor=TELLER)
    roll_up_day(actor=BANK, date=MAY_1)
    BusinessDay.objects.create(date=MAY_1 + DAY, closed_through=MAY_1, updated_at=NOON)
    with pytest.raises(DatabaseError) as refused:
        _pay_in_by_sql(account_id, MAY_1)

    assert is_contention(refused.value)
