"""A period is locked after every entry that is being posted to it, never in between."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from ledger import closed_periods
from ledger.contracts import LOCK_PERIODS
from ledger.entries import credit, debit
from ledger.errors import PeriodLocked
from ledger.models import JournalEntry
from ledger.selectors import locked_through
from ledger.services import lock_period, post_entry
from tests.services.ledger.books import NOON, TELLER, BookTouched, cash, entry, open_account

pytestmark = pytest.mark.django_db(transaction=True)

MAY_1 = NOON.date()
ACCOUNTANT = Actor(username="accountant", permissions=frozenset({LOCK_PERIODS}))
A_MOMENT_SECONDS = 1.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=2) as threads:
        yield threads
        barrier = threading.Barrier(2)

        def close() -> None:
            barrier.wait(10)
            connection.close()

        for closing in [threads.submit(close) for _ in range(2)]:
            closing.result(20)


def _posted(account_id: int, posted: threading.Event, may_commit: threading.Event) -> str:
    @use_case
    def post_and_wait(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        post_entry(entry(debit(cash(), 5, "DEPOSIT"), credit(account_id, 5, "DEPOSIT")))
        posted.set()
        may_commit.wait(30)

    try:
        post_and_wait(actor=TELLER)
    except PeriodLocked as refusal:
        return refusal.code
    return "posted"


def _locked() -> dt.date:
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        return lock_period(actor=ACCOUNTANT, through=MAY_1, reason="Filed").locked_through


def _lock_comes_before_the_commit(pool: ThreadPoolExecutor) -> bool:
    """Post to a day and, before that is committed, lock it; return whether the lock was there first."""
    account_id, posted, may_commit = open_account(actor=TELLER), threading.Event(), threading.Event()
    posting = pool.submit(_posted, account_id, posted, may_commit)
    assert posted.wait(30)
    locking = pool.submit(_locked)
    try:
        locking.result(A_MOMENT_SECONDS)
    except TimeoutError:
        was_first = False
    else:
        was_first = True
        assert locked_through() == MAY_1
    may_commit.set()
    assert (posting.result(30), locking.result(30)) == ("posted", MAY_1)
    assert JournalEntry.objects.filter(business_date=MAY_1).count() == 1
    # Whoever comes after the lock is refused, on any connection.
    posted.clear()
    assert pool.submit(_posted, account_id, posted, may_commit).result(30) == "period_locked"
    return was_first


def test_the_lock_waits_for_what_is_being_posted(pool: ThreadPoolExecutor) -> None:
    assert _lock_comes_before_the_commit(pool) is False


def test_without_its_wait_an_entry_is_committed_into_a_locked_period(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(closed_periods, "_one_at_a_time", lambda: None)

    assert _lock_comes_before_the_commit(pool) is True
