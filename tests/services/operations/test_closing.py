"""The close of business: each day once, in order, whatever fails and wherever it is stopped."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import InterestAccrual
from audit.models import AuditLog
from core_banking.kernel import clock, db
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day, stored_date
from core_banking.kernel.errors import InvalidInput, NotAllowed, Unavailable
from ledger.models import JournalEntry
from loans.models import LoanMovement
from operations import closing_steps
from operations.closing_contracts import Step, Tally
from operations.closing_records import begin_closing, close_finished_evenings, finish_closing
from operations.models import ClosingFailure, ClosingRun, ClosingStep
from operations.services import close_business_day, keep_business_day
from operations.verification import verify_books
from tests.builders.accounts import STAFF
from tests.builders.closing import FIRST_DAY, at_noon_of, close_through, little_bank
from tests.builders.money import holder, submit
from tests.builders.standing_orders import THE_BANK
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back
from tests.whole_database import picture
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MONTH_END = dt.date(2027, 1, 30)


class Ledger:
    """A step whose items are kept in a list: which item was done for which day, and which fail."""

    def __init__(self, ids: tuple[int, ...] = (1, 2, 3)) -> None:
        self.ids, self.done, self.failing = ids, [], set()  # type: ignore[var-annotated]

    def _ids(self, date: dt.date) -> Iterator[int]:
        return iter(number for number in self.ids if (number, date) not in self.done)

    def _do(self, actor: Actor, number: int, date: dt.date) -> Tally:
        if number in self.failing:
            raise ZeroDivisionError("4111-1111 is nobody's business")
        if (number, date) in self.done:
            return Tally()
        self.done.append((number, date))
        return Tally(done=1)

    def _batch(self, actor: Actor, numbers: Any, date: dt.date) -> int:
        if self.failing & set(numbers):
            raise ZeroDivisionError
        return sum(self._do(actor, number, date).done for number in numbers)

    def as_step(self, name: str = "count") -> Step:
        return Step(name, self._ids, self._do, self._batch, chunk_rows=2)


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    ledger = Ledger()
    monkeypatch.setattr(closing_steps, "EVENING", (ledger.as_step(),))
    return ledger


def dates() -> tuple[dt.date, dt.date]:
    day = business_day()
    assert day is not None
    return day.date, day.closed_through


def test_a_bank_that_was_never_closed_begins_with_the_day_that_is_over() -> None:
    assert stored_date() is None

    report = close_through(FIRST_DAY)

    assert report.dates == [FIRST_DAY]
    assert dates() == (FIRST_DAY + DAY, FIRST_DAY)
    run = ClosingRun.objects.get()
    assert run.date == FIRST_DAY
    assert run.finished_at is not None
    assert [step.name for step in run.steps.order_by("id")] == [
        step.name for step in (*closing_steps.EVENING, *closing_steps.MORNING)
    ]
    traces = AuditLog.objects.filter(target_model__in=("BusinessDay", "ClosingRun")).order_by("id")
    assert list(traces.values_list("action_type", "target_id")) == [
        ("UPDATE", "2027-01-01"),
        ("CLOSE", "2027-01-01"),
        ("CLOSE", "2027-01-01"),
    ]


@pytest.mark.parametrize("days_before", [1, 30])
def test_the_first_close_never_takes_the_business_date_back(days_before: int) -> None:
    with at_noon_of(FIRST_DAY + DAY):
        before = clock.business_date()

        report = close_business_day(date=FIRST_DAY - days_before * DAY)

        assert (report.dates, business_day(), clock.business_date()) == ([], None, before)
        assert close_business_day(date=FIRST_DAY).dates == [FIRST_DAY]
        assert clock.business_date() == before


def test_the_business_date_is_the_row_s_until_the_next_close() -> None:
    ann = holder(10_000)
    close_through(FIRST_DAY)

    with at_noon_of(FIRST_DAY + 5 * DAY):
        assert clock.business_date() == FIRST_DAY + DAY
        submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)

    assert Transaction.objects.latest("id").business_date == FIRST_DAY + DAY
    assert JournalEntry.objects.latest("id").business_date == FIRST_DAY + DAY


def test_a_business_date_that_follows_the_clock_is_the_later_of_both(settings: Settings) -> None:
    close_through(FIRST_DAY)
    settings.BUSINESS_DATE_FOLLOWS_CLOCK = True

    with at_noon_of(FIRST_DAY + 5 * DAY):
        assert clock.business_date() == FIRST_DAY + 5 * DAY
    with at_noon_of(FIRST_DAY - 5 * DAY):
        assert clock.business_date() == FIRST_DAY + DAY


def test_the_book_takes_nothing_dated_before_the_business_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "MAX_ATTEMPTS", 2)
    ann = holder(10_000)
    close_through(FIRST_DAY)
    before = JournalEntry.objects.count()

    with (
        clock.frozen_at(
            dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
        ),  # the frozen clock says the day that was closed
        pytest.raises(Unavailable),
    ):
        submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)

    assert (JournalEntry.objects.count(), ann.balance_minor) == (before, 10_000)


@pytest.mark.parametrize(
    ("zone", "instant", "closes"),
    [
        ("UTC", "2027-03-01T23:59:59.999999+00:00", "2027-02-28"),
        ("UTC", "2027-03-02T00:00:00+00:00", "2027-03-01"),
        ("America/New_York", "2027-03-14T04:59:59+00:00", "2027-03-12"),  # 23:59 of the 13th, winter time
        ("America/New_York", "2027-03-15T03:59:59+00:00", "2027-03-13"),  # 23:59 of the 14th, summer time
        ("America/New_York", "2027-03-15T04:00:00+00:00", "2027-03-14"),
        ("Europe/Berlin", "2027-10-31T22:59:59+00:00", "2027-10-30"),  # the day has 25 hours
        ("Europe/Berlin", "2027-10-31T23:00:00+00:00", "2027-10-31"),
        ("Pacific/Kiritimati", "2028-02-29T10:00:00+00:00", "2028-02-29"),
    ],
)
def test_a_day_is_over_at_the_bank_s_own_midnight(
    settings: Settings, zone: str, instant: str, closes: str
) -> None:
    settings.BANK_TIME_ZONE = zone

    with clock.frozen_at(dt.datetime.fromisoformat(instant), business_date_from_row=True):
        report = close_business_day()

    assert [date.isoformat() for date in report.dates] == [closes]


def test_a_day_that_is_not_over_is_closed_by_the_time_machine_only(settings: Settings) -> None:
    with at_noon_of(FIRST_DAY):
        with pytest.raises(InvalidInput):
            close_business_day(date=FIRST_DAY)
        assert business_day() is None

        settings.TIME_MACHINE = True
        close_business_day(date=FIRST_DAY + DAY)

    assert dates() == (FIRST_DAY + 2 * DAY, FIRST_DAY + DAY)


def test_running_any_day_again_changes_nothing() -> None:
    little_bank()
    close_through(FIRST_DAY + 2 * DAY)
    before = picture()

    with at_noon_of(FIRST_DAY + 3 * DAY):
        for date in (None, FIRST_DAY, FIRST_DAY + 2 * DAY):
            assert close_business_day(date=date).dates == []

    assert picture() == before


def books() -> tuple[Any, ...]:
    """Everything that the bank's customers and their money came to, without numbers and moments."""
    entries = JournalEntry.objects.order_by(
        "business_date", "kind", "lines__account_id", "lines__amount_minor"
    )
    holds = Transaction.objects.order_by("business_date", "transaction_type", "amount_minor")
    return (
        list(entries.values_list("business_date", "kind", "lines__account_id", "lines__amount_minor")),
        list(holds.values_list("business_date", "transaction_type", "status", "amount_minor")),
        list(LoanMovement.objects.order_by("id").values_list("business_date", "kind", "amount_minor")),
        list(
            InterestAccrual.objects.order_by("date", "account_id").values_list("date", "booked_total_minor")
        ),
        list(ClosingRun.objects.order_by("date").values_list("date", flat=True)),
        list(ClosingStep.objects.order_by("run__date", "id").values_list("name", flat=True)),
        dates(),
    )


def test_several_days_at_once_are_the_same_as_each_on_its_own() -> None:
    little_bank(MONTH_END)

    with rolled_back():
        for number in range(5):
            close_through(MONTH_END + number * DAY)
        one_by_one = books()
    report = close_through(MONTH_END + 4 * DAY)

    assert len(report.dates) == 5
    assert books() == one_by_one
    assert Transaction.objects.filter(business_date=MONTH_END + 3 * DAY).exists()
    posted = Transaction.objects.filter(transaction_type="INTEREST")
    assert set(posted.values_list("business_date", flat=True)) == {dt.date(2027, 2, 1)}
    charged = LoanMovement.objects.filter(kind="FEE").order_by("id")
    assert list(charged.values_list("business_date", flat=True)) == [
        MONTH_END + number * DAY for number in (1, 2, 3)
    ]
    assert verify_books().is_clean


class Killed(BaseException):
    """Like a process that is killed: nothing catches it."""


@pytest.mark.proof
def test_a_close_that_is_killed_after_any_commit_and_run_again_comes_to_the_same(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    little_bank(MONTH_END)
    through = MONTH_END + 2 * DAY
    commits = 0
    kill_at = 0
    original = db._single_sqlite_writer

    def counting() -> Any:
        nonlocal commits
        commits += 1
        if commits == kill_at:
            raise Killed
        return original()

    monkeypatch.setattr(db, "_single_sqlite_writer", counting)
    with rolled_back():
        close_through(through)
        undisturbed, transactions = books(), commits

    assert transactions > 40
    step = max(1, transactions // at_scale(small=5, full=transactions))
    for number in range(1, transactions + 1, step):
        with rolled_back():
            commits, kill_at = 0, number
            with pytest.raises(Killed):
                close_through(through)
            kill_at = 0
            close_through(through)
            assert books() == undisturbed, f"killed before transaction {number}"
    proof_record(
        "A close of business that is killed comes to the same when it is run again",
        transactions=transactions,
        kills=len(range(1, transactions + 1, step)),
    )


def test_what_fails_is_set_aside_and_holds_nobody_up(evening: Ledger) -> None:
    evening.failing = {2}

    report = close_through(FIRST_DAY)

    assert evening.done == [(1, FIRST_DAY), (3, FIRST_DAY)]
    assert report.open_failures == 1
    failure = ClosingFailure.objects.get()
    assert (failure.date, failure.kind, failure.subject_id) == (FIRST_DAY, "count", 2)
    assert failure.sentence == "A fault of the bank's own (ZeroDivisionError); the log says more."
    assert dates() == (FIRST_DAY + DAY, FIRST_DAY - DAY), "the day moves on and waits to be closed for good"


def test_what_was_set_aside_is_done_in_the_order_of_its_days_once_it_can_be(evening: Ledger) -> None:
    close_through(FIRST_DAY - DAY)
    evening.failing = {2}
    close_through(FIRST_DAY + DAY)
    waiting = ClosingFailure.objects.order_by("date").values_list(
        "date", "subject_id", "attempts", "sentence"
    )
    assert [row[:3] for row in waiting] == [(FIRST_DAY, 2, 1), (FIRST_DAY + DAY, 2, 1)]
    assert waiting[1][3] == "An earlier day of it is still set aside."

    close_through(FIRST_DAY + DAY)
    assert [row[2] for row in waiting.all()] == [2, 1]
    evening.failing = set()
    report = close_through(FIRST_DAY + DAY)

    assert (report.dates, report.open_failures) == ([], 0)
    assert evening.done[-2:] == [(2, FIRST_DAY), (2, FIRST_DAY + DAY)]
    assert not ClosingFailure.objects.filter(resolved_at__isnull=True).exists()
    assert dates() == (FIRST_DAY + 2 * DAY, FIRST_DAY + DAY)
    assert list(ClosingStep.objects.filter(name="count").values_list("done", flat=True)) == [3, 3, 3]


def test_a_step_whose_items_cannot_be_found_out_is_tried_again_as_a_whole(
    evening: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = evening.ids
    monkeypatch.setattr(evening, "ids", 7)
    assert close_through(FIRST_DAY).open_failures == 1
    assert evening.done == []

    monkeypatch.setattr(evening, "ids", ids)
    assert close_through(FIRST_DAY).open_failures == 0

    assert evening.done == [(1, FIRST_DAY), (2, FIRST_DAY), (3, FIRST_DAY)]


def test_a_close_waits_for_a_long_posting_and_in_the_end_says_that_it_is_in_the_way(
    evening: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    busy = 2
    monkeypatch.setattr("time.sleep", rests.append)

    def begin(**arguments: Any) -> None:
        nonlocal busy
        busy -= 1
        if busy >= 0:
            raise Unavailable
        begin_closing(**arguments)

    monkeypatch.setattr("operations.closing_records.begin_closing", begin)
    assert close_through(FIRST_DAY).dates == [FIRST_DAY]
    assert rests == [1, 5]

    busy = 100
    with at_noon_of(FIRST_DAY + 2 * DAY), pytest.raises(CommandError, match="busy") as raised:
        call_command("close_business_day", "--quiet")
    assert raised.value.returncode == 2
    assert rests[2:] == [1, 5, 15, 30, 60, 120]
    answers = iter([True, False])
    with at_noon_of(FIRST_DAY + 2 * DAY):
        assert close_business_day(goes_on=lambda: next(answers)).stopped
    assert dates() == (FIRST_DAY + DAY, FIRST_DAY)


def test_a_close_that_is_told_to_stop_is_taken_up_where_it_was(evening: Ledger) -> None:
    answers = iter([True, True, False])
    with at_noon_of(FIRST_DAY + DAY):
        report = close_business_day(goes_on=lambda: next(answers))
    assert (report.stopped, evening.done) == (True, [(1, FIRST_DAY), (2, FIRST_DAY)])

    report = close_through(FIRST_DAY)

    assert (report.stopped, report.dates) == (False, [FIRST_DAY])
    assert evening.done == [(1, FIRST_DAY), (2, FIRST_DAY), (3, FIRST_DAY)]


@pytest.mark.parametrize(
    "use_case",
    [
        lambda actor: begin_closing(actor=actor, date=FIRST_DAY),
        lambda actor: close_finished_evenings(actor=actor, evening_steps=()),
        lambda actor: finish_closing(actor=actor, date=FIRST_DAY),
    ],
)
def test_only_the_bank_itself_closes_a_day(use_case: Any) -> None:
    with pytest.raises(NotAllowed):
        use_case(STAFF)

    assert business_day() is None


def test_the_worker_closes_what_is_over_and_waits_before_it_tries_again(evening: Ledger) -> None:
    evening.failing = {2}
    attempts = ClosingFailure.objects.values_list("attempts", flat=True)

    for minutes, tried in ((0, [1]), (59, [1]), (61, [2])):
        at = dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
        with clock.frozen_at(at, business_date_from_row=True):
            keep_business_day(actor=THE_BANK)
        assert list(attempts.all()) == tried

    assert dates()[0] == FIRST_DAY + DAY


def test_the_command_names_the_first_and_the_last_of_several_days(evening: Ledger) -> None:
    out = io.StringIO()
    for days in (1, 4):
        with at_noon_of(FIRST_DAY + days * DAY):
            call_command("close_business_day", "--quiet", stdout=out)

    assert out.getvalue() == "Closed: 2027-01-01.\nClosed 3 days: 2027-01-02 to 2027-01-04.\n"


def test_the_command_says_what_was_done_and_ends_with_what_is_left(evening: Ledger) -> None:
    out = io.StringIO()
    with at_noon_of(FIRST_DAY + DAY):
        call_command("close_business_day", stdout=out)
        assert "2027-01-01  count: 3 done, 0 refused, 0 set aside" in out.getvalue()
        assert "Closed: 2027-01-01." in out.getvalue()
        with pytest.raises(CommandError, match="not over yet"):
            call_command("close_business_day", date=FIRST_DAY + DAY, stdout=out)
    evening.failing = {1}
    with (
        at_noon_of(FIRST_DAY + 2 * DAY),
        pytest.raises(CommandError, match="1 items are set aside") as raised,
    ):
        call_command("close_business_day", "--quiet", stdout=out)

    assert raised.value.returncode == 1
