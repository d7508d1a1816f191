"""The work that is due: everything once, whatever fails, wherever it is stopped, however often it is run."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.contracts import AccountStatus
from accounts.errors import AccountStateConflict, KycRequired
from accounts.models import Account
from accounts.services import reactivate_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.services import reject_kyc
from notifications.models import Notification
from operations import due_work
from operations.due_work import DueWorkReport
from operations.services import run_due_work
from operations.verification import verify_books
from tests.builders.accounts import STAFF, present
from tests.builders.money import Holder, holder, second_account, submit
from tests.builders.people import REVIEWER
from tests.builders.standing_orders import THE_BANK, outcomes, standing_order
from tests.builders.term_deposits import deposit_product, fixed_deposit
from tests.rolled_back import rolled_back
from transactions.errors import AccountNotActive
from transactions.hold_contracts import HoldCommand
from transactions.models import StandingOrderExecution, Transaction
from transactions.services import authorise_hold, make_dormant, run_standing_order

pytestmark = pytest.mark.django_db

TODAY = dt.date(2027, 1, 1)
A_YEAR_LATER = dt.date(2028, 1, 1)


@contextmanager
def on(date: dt.date) -> Iterator[None]:
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)):
        yield


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def counts(report: DueWorkReport) -> dict[str, tuple[int, int, int]]:
    """What each step came to, where it came to anything."""
    steps = {step.name: (step.done, step.refused, step.failed) for step in report.steps}
    return {name: figures for name, figures in steps.items() if any(figures)}


@pytest.fixture
def ann() -> Holder:
    return holder(1_000_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def busy_bank(ann: Holder, ben: Holder) -> None:
    """A hold, two orders (of which one has no money), a deposit and two unused accounts, all due on 1 January 2028."""
    deposit_product()
    fixed_deposit(ann)
    standing_order(ann, ben, rrule="FREQ=YEARLY", start_date=TODAY)
    standing_order(second_account(ann), ben, start_date=A_YEAR_LATER)
    with on(A_YEAR_LATER - dt.timedelta(days=2)):
        expiry = clock.now() + dt.timedelta(days=1)
        hold = HoldCommand(account_number=ann.number, amount=Decimal(10), expires_at=expiry)
        authorise_hold(actor=ann.actor, command=hold)
    with on(TODAY - dt.timedelta(days=1)):
        second_account(ben)
        second_account(ben)


EVERYTHING = {
    "expire holds": (1, 0, 0),
    "run standing orders": (2, 1, 0),
    "mature deposits": (1, 0, 0),
    "make accounts dormant": (2, 0, 0),
}


def test_everything_that_is_due_is_done_and_nothing_twice(ann: Holder, ben: Holder) -> None:
    busy_bank(ann, ben)

    with on(A_YEAR_LATER):
        first = run_due_work()
        money, traces = Transaction.objects.count(), AuditLog.objects.count()
        second = run_due_work()

    assert first.date == A_YEAR_LATER
    assert counts(first) == EVERYTHING
    assert counts(second) == {}
    assert (Transaction.objects.count(), AuditLog.objects.count()) == (money, traces)
    assert ben.balance_minor == 10_000
    assert verify_books().is_clean


def test_missed_days_are_caught_up_in_order(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=TODAY)

    with on(TODAY + dt.timedelta(days=3)):
        run_due_work(date=TODAY + dt.timedelta(days=1))
        assert len(outcomes(order)) == 2
        run_due_work()

    rows = StandingOrderExecution.objects.order_by("id").values_list("due_date", "status")
    assert list(rows) == [(TODAY + dt.timedelta(days=number), "EXECUTED") for number in range(4)]
    with pytest.raises(InvalidInput):
        run_due_work(date=TODAY + dt.timedelta(days=4))


def test_one_failing_item_stops_no_other_and_is_done_by_the_next_run(
    ann: Holder, ben: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = (standing_order(ann, ben, rrule="FREQ=DAILY", start_date=TODAY) for _ in range(2))
    real = run_standing_order

    def failing(*, order_id: int, **rest: Any) -> Any:
        if order_id == broken.id:
            raise RuntimeError("the disk is full")
        return real(order_id=order_id, **rest)

    with monkeypatch.context() as patch, on(TODAY + dt.timedelta(days=1)):
        patch.setattr(due_work, "run_standing_order", failing)
        assert counts(run_due_work()) == {"run standing orders": (2, 0, 1)}
    assert (len(outcomes(broken)), len(outcomes(sound))) == (0, 2)

    with on(TODAY + dt.timedelta(days=1)):
        assert counts(run_due_work()) == {"run standing orders": (2, 0, 0)}


def test_told_to_stop_it_begins_nothing_more(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=TODAY)
    with on(TODAY + dt.timedelta(days=2)):
        answers = iter([True, True, False])
        report = run_due_work(goes_on=lambda: next(answers, False))

    assert counts(report) == {"run standing orders": (2, 0, 0)}
    assert len(outcomes(order)) == 2


class Killed(BaseException):
    """The process is killed: nothing catches it."""


def test_killed_before_or_after_any_item_the_work_is_finished_by_the_next_run(
    ann: Holder, ben: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_bank(ann, ben)
    deeds = ("expire_hold", "run_standing_order", "mature_term_deposit", "make_dormant")
    real = {name: getattr(due_work, name) for name in deeds}
    calls, kill_at = [0], [0]

    def watched(name: str) -> Any:
        def deed(**arguments: Any) -> Any:
            calls[0] += 1
            if calls[0] == kill_at[0]:
                raise Killed
            outcome = real[name](**arguments)
            calls[0] += 1
            if calls[0] == kill_at[0]:
                raise Killed
            return outcome

        return deed

    for name in deeds:
        monkeypatch.setattr(due_work, name, watched(name))
    kill_points = 2 * sum(sum(figures) for figures in EVERYTHING.values())
    for kill_at[0] in range(1, kill_points + 1):
        with rolled_back(), on(A_YEAR_LATER):
            calls[0] = 0
            with pytest.raises(Killed):
                run_due_work()
            calls[0] = kill_points  # now nobody is killed any more
            run_due_work()
            assert counts(run_due_work()) == {}
            assert ben.balance_minor == 10_000
            assert Transaction.objects.filter(transaction_type="INTEREST").count() == 1
            assert StandingOrderExecution.objects.filter(attempts=1).count() == 3
            assert Account.objects.filter(status="DORMANT").count() == 2
            assert verify_books().is_clean


def test_the_command_says_what_was_done(ann: Holder, ben: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    standing_order(ann, ben, start_date=TODAY)
    out = io.StringIO()

    call_command("run_due_work", "--date", "2027-01-01", stdout=out)

    assert "Work due on 2027-01-01:" in out.getvalue()
    assert "run standing orders: 1 done, 0 refused, 0 failed" in out.getvalue()
    assert AuditLog.objects.get(action_type="EXECUTE").channel == "command"
    with pytest.raises(CommandError, match="has not come yet"):
        call_command("run_due_work", "--date", "2027-01-02")
    monkeypatch.setattr(due_work, "orders_due", lambda date, after_id: 1 // 0)
    with pytest.raises(CommandError, match="Some items failed"):
        call_command("run_due_work", stdout=out)


def test_an_account_that_its_owner_does_not_use_falls_asleep(ann: Holder, ben: Holder) -> None:
    with on(TODAY + dt.timedelta(days=10)):
        submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben)

    with on(TODAY + dt.timedelta(days=366)):  # what others pay in keeps no account awake
        run_due_work()

    assert (present(ann.account).status, present(ben.account).status) == ("ACTIVE", "DORMANT")
    told = Notification.objects.get(kind="ACCOUNT_MADE_DORMANT")
    assert (told.user_id, told.title) == (ben.person.id, f"Account {ben.number} was made dormant")
    assert AuditLog.objects.get(action_type="MAKE_DORMANT").target_id == str(ben.account.id)
    for sender, receiver in ((ann, ben), (ben, ann)):
        with pytest.raises(AccountNotActive):
            submit(sender.actor, "TRANSFER", "0.10", sender=sender, receiver=receiver)


@pytest.mark.parametrize("days", [364, 365])
def test_an_account_sleeps_after_as_many_days_as_the_bank_says(ann: Holder, days: int) -> None:
    with on(TODAY + dt.timedelta(days=days + 1)):
        fell_asleep = make_dormant(actor=THE_BANK, account_id=ann.account.id)

    assert fell_asleep is (days == 365)


def test_a_dormant_account_is_woken_by_its_owner_or_by_staff(ann: Holder) -> None:
    asleep = TODAY + dt.timedelta(days=400)
    for actor in (ann.actor, STAFF):
        with on(asleep):
            assert make_dormant(actor=THE_BANK, account_id=ann.account.id)
            assert not make_dormant(actor=THE_BANK, account_id=ann.account.id)
            woken = reactivate_account(actor=actor, account_id=ann.account.id).card
            assert woken.status is AccountStatus.ACTIVE
            assert not make_dormant(actor=THE_BANK, account_id=ann.account.id)
            with pytest.raises(AccountStateConflict):
                reactivate_account(actor=actor, account_id=ann.account.id)
        asleep += dt.timedelta(days=400)


def test_nobody_wakes_an_account_whose_owner_is_not_verified(ann: Holder) -> None:
    with on(TODAY + dt.timedelta(days=400)):
        make_dormant(actor=THE_BANK, account_id=ann.account.id)
        reject_kyc(actor=REVIEWER, user_id=ann.person.id, reason="Papers expired")
        for actor in (ann.actor, STAFF):
            with pytest.raises(KycRequired):
                reactivate_account(actor=actor, account_id=ann.account.id)
    assert present(ann.account).status == "DORMANT"
    with pytest.raises(NotAllowed):
        make_dormant(actor=ann.actor, account_id=ann.account.id)
