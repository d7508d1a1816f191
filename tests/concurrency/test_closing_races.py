"""The close of business beside everything else: postings under way, a second close, many workers, and being killed."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import InterestAccrual
from core_banking.kernel import business_day as business_day_module
from core_banking.kernel import clock, db
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.db import use_case
from core_banking.kernel.errors import Unavailable
from ledger.models import JournalEntry
from operations.closing import last_finished_day
from operations.closing_contracts import ClosingReport
from operations.closing_records import begin_closing
from operations.errors import ClosingUnderWay
from operations.models import ClosingRun
from operations.services import close_business_day
from operations.verification import verify_books
from tests.append_only_tables import empty_all_tables
from tests.builders.accounts import offer_product, put_money
from tests.builders.money import Holder, command, holder, second_account, submit
from tests.builders.standing_orders import THE_BANK, standing_order
from tests.concurrency.crowd import crowd
from tests.concurrency.sabotage import Replacements, sabotaged
from tests.proof_plugin import ProofRecord, at_scale
from tests.whole_database import picture
from transactions import posting
from transactions.models import StandingOrderExecution, Transaction
from transactions.services import submission
from transactions.services.standing_orders import ORDERS_PER_CUSTOMER

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

DAY = dt.timedelta(days=1)
WITHOUT_THE_SHARED_LOCK: Replacements = [(r"PERFORM pg_advisory_xact_lock_shared\(\d+\);", "")]
OPEN_DAY = "operations_refuse_past_day"
KILLS = at_scale(small=1, full=20)


def test_a_posting_that_read_the_old_date_is_run_again_with_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = holder(10_000)
    closing = last_finished_day() + DAY
    begin_closing(actor=THE_BANK, date=closing - DAY)
    original, tries = posting.post_movement, []

    def roll_then_post(order: Any, *arguments: Any, **named: Any) -> Any:
        tries.append(order)
        if len(tries) == 1:
            with crowd(1) as other:  # on a connection of its own, and committed
                other.all_at_once(lambda number: begin_closing(actor=THE_BANK, date=closing))
        return original(order, *arguments, **named)

    monkeypatch.setattr(submission, "post_movement", roll_then_post)
    submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)

    assert len(tries) == 2
    assert Transaction.objects.get(transaction_type="WITHDRAWAL").business_date == closing + DAY
    assert JournalEntry.objects.latest("id").business_date == closing + DAY


def entries_after_the_roll(ann: Holder) -> tuple[int, int]:
    """Let the day be closed while a posting waits to commit; return its entries right after the roll and at the end."""
    closing = last_finished_day() + DAY
    begin_closing(actor=THE_BANK, date=closing - DAY)
    posted, rolled, customer = threading.Event(), threading.Event(), ann.actor
    withdraw = submission.submit_transaction.__wrapped__  # type: ignore[attr-defined]  # without a transaction of its own

    @use_case
    def post_slowly(*, actor: Actor) -> int:
        withdraw(actor=actor, command=command("WITHDRAWAL", "1.00", sender=ann))
        posted.set()
        return int(rolled.wait(0.7))

    def roll() -> int:
        posted.wait(5)
        begin_closing(actor=THE_BANK, date=closing)
        seen = JournalEntry.objects.filter(business_date__lte=closing).count()
        rolled.set()
        return seen

    with crowd(2) as two:
        _, seen = two.all_at_once(lambda number: roll() if number else post_slowly(actor=customer))
    return seen, JournalEntry.objects.filter(business_date__lte=closing).count()


@pytest.mark.parametrize("shared", [True, False])
def test_the_date_moves_on_when_every_posting_under_way_has_committed(
    shared: bool, proof_record: ProofRecord
) -> None:
    with nullcontext() if shared else sabotaged({OPEN_DAY: WITHOUT_THE_SHARED_LOCK}):
        seen, there = entries_after_the_roll(holder(10_000))

    assert (seen == there) is shared, "control: without the lock an entry of the day comes after its close"
    proof_record(
        f"entries dated before the new day, seen at its start{'' if shared else '; control without the lock'}",
        seen=seen,
        there=there,
    )


def test_a_close_that_waits_for_a_long_posting_holds_nobody_else_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "MAX_ATTEMPTS", 2)
    ann, ben = holder(10_000), holder(10_000)
    closing = last_finished_day() + DAY
    begin_closing(actor=THE_BANK, date=closing - DAY)
    posted, waits, over = threading.Event(), threading.Event(), threading.Event()
    withdraw = submission.submit_transaction.__wrapped__  # type: ignore[attr-defined]  # without a transaction of its own
    original = business_day_module._hold_day_alone

    def say_so() -> None:
        waits.set()
        original()

    monkeypatch.setattr(business_day_module, "_hold_day_alone", say_so)

    @use_case
    def post_at_length(*, actor: Actor) -> None:
        withdraw(actor=actor, command=command("WITHDRAWAL", "1.00", sender=ann))
        posted.set()
        over.wait(20)

    def close() -> str:
        posted.wait(5)
        try:
            begin_closing(actor=THE_BANK, date=closing)
        except Unavailable as refusal:
            return refusal.code
        return "rolled"

    def post_meanwhile() -> float:
        waits.wait(5)
        time.sleep(0.1)
        began = time.monotonic()
        submit(ben.actor, "WITHDRAWAL", "1.00", sender=ben)
        return time.monotonic() - began

    def deed(number: int) -> Any:
        if number == 0:
            return post_at_length(actor=ann.actor)
        try:
            return close() if number == 1 else post_meanwhile()
        finally:
            if number == 1:
                over.set()

    with crowd(3) as three:
        _, outcome, seconds = three.all_at_once(deed)

    assert outcome == "temporarily_unavailable"
    assert seconds < 4, "longer than the close waits at once, shorter than anybody waits for a lock"
    day = business_day()
    assert day is not None
    assert day.date == closing
    assert ben.balance_minor == 9_900


def test_a_second_close_says_so_and_does_nothing() -> None:
    begun, done = threading.Event(), threading.Event()

    def close(number: int) -> str:
        if number:
            begun.wait(5)
            try:
                close_business_day()
            except ClosingUnderWay as refusal:
                return refusal.code
            finally:
                done.set()
            return "closed"

        def watch(progress: object) -> None:
            begun.set()
            done.wait(5)

        close_business_day(watch=watch)
        return "closed"

    with crowd(2) as two:
        answers = two.all_at_once(close)

    assert answers == ["closed", "closing_under_way"]
    assert ClosingRun.objects.count() == 1


def busy_bank(accounts: int) -> tuple[Holder, Holder]:
    """Open accounts that bear interest, each with an order that is paid every day from tomorrow."""
    ann, ben = holder(1_000_000), holder()
    tomorrow = clock.business_date() + DAY
    offer_product("BEARING", interest_rate="3.65")
    owner = ann
    for number in range(1, accounts + 1):
        sender = second_account(owner, product_code="BEARING")
        put_money(sender.account, 700_000)
        standing_order(sender, ben, "1.00", rrule="FREQ=DAILY", start_date=tomorrow)
        if number % ORDERS_PER_CUSTOMER == 0:
            owner = holder(1_000_000)
    return ann, ben


def what_it_came_to() -> list[Any]:
    """The books by rank of their accounts, and what was carried out: the same in two banks built alike."""
    lines = JournalEntry.objects.order_by().values_list(
        "business_date", "kind", "lines__account_id", "lines__amount_minor"
    )
    rank: dict[int, int] = {}
    for account_id in sorted({line[2] for line in lines}):
        rank[account_id] = len(rank)
    sums: dict[Any, int] = {}
    for date, kind, account_id, amount in lines:
        key = (date, kind, rank[account_id])
        sums[key] = sums.get(key, 0) + amount
    accrued = InterestAccrual.objects.order_by("date", "account_id").values_list("date", "booked_total_minor")
    paid = StandingOrderExecution.objects.order_by("due_date", "order_id").values_list("due_date", "status")
    runs = ClosingRun.objects.order_by("date").values_list("date", flat=True)
    return [sorted(sums.items()), list(accrued), list(paid), list(runs)]


def test_workers_come_to_the_same_as_one(settings: Settings, proof_record: ProofRecord) -> None:
    settings.TIME_MACHINE = True
    accounts, results, seconds = at_scale(small=8, full=300), [], {}

    for workers in (1, 2):
        empty_all_tables()
        busy_bank(accounts)
        began = time.monotonic()
        close_business_day(date=clock.business_date() + DAY, workers=workers)
        seconds[workers] = time.monotonic() - began
        results.append(what_it_came_to())

    assert results[0] == results[1]
    assert len(results[0][1]) >= 2 * accounts
    assert verify_books().is_clean
    proof_record("workers beside each other come to the same as one", accounts=accounts, workers=2)


def close_in_a_process(through: dt.date, killed_after_seconds: float) -> int:
    """Run the command in a process of its own, on the test's database; kill it once it has begun to work."""
    config = connection.settings_dict
    where = f"{config['HOST']}:{config['PORT']}" if config["PORT"] else config["HOST"]
    who = f"{config['USER']}:{config['PASSWORD']}@" if config["PASSWORD"] else f"{config['USER']}@"
    environment = {
        **os.environ,
        "TEST_DATABASE_URL": f"postgresql://{who}{where}/{config['NAME']}",
        "TIME_MACHINE": "True",
    }
    arguments = [sys.executable, "manage.py", "close_business_day", "--date", str(through)]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    with process, process.stdout as lines:
        lines.readline()
        time.sleep(killed_after_seconds)
        process.kill()
        lines.read()
        return process.wait(60)


def close_after_the_killed(through: dt.date) -> ClosingReport:
    """Close once PostgreSQL has noticed that the killed process is gone: its lock goes with its session."""
    for _ in range(100):
        try:
            return close_business_day(date=through)
        except ClosingUnderWay:
            time.sleep(0.1)
    return close_business_day(date=through)


def test_a_close_that_is_killed_again_and_again_comes_to_the_same(
    settings: Settings, proof_record: ProofRecord
) -> None:
    settings.TIME_MACHINE = True
    accounts, days = at_scale(small=6, full=100), at_scale(small=2, full=20)
    busy_bank(accounts)
    through = clock.business_date() + days * DAY
    close_business_day(date=through)
    undisturbed = what_it_came_to()
    empty_all_tables()
    busy_bank(accounts)

    killed = 0
    for _ in range(KILLS):
        killed += close_in_a_process(through, random.uniform(0, at_scale(small=1, full=10) * 0.1)) == -9
    assert close_after_the_killed(through).open_failures == 0

    assert killed > 0
    assert what_it_came_to() == undisturbed
    day = business_day()
    assert day is not None
    assert (day.date, day.closed_through) == (through + DAY, through)
    before = picture()
    assert close_business_day(date=through).dates == []
    assert picture() == before
    assert verify_books().is_clean
    proof_record("a close of business killed and run again", kills=killed, days=days, accounts=accounts)
