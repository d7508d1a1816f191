"""Around midnight, and where two servers' clocks disagree, a movement has one date everywhere."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import OutgoingTotal
from accounts.services import change_account
from core_banking.kernel import clock
from ledger.models import JournalEntry
from ledger.verification import verify
from tests.builders.accounts import STAFF
from tests.builders.money import command, holder, submit
from transactions.errors import DailyLimitExceeded
from transactions.models import Transaction
from transactions.services import submit_transaction

pytestmark = pytest.mark.django_db

MIDNIGHT = dt.datetime(2031, 5, 2, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def test_a_clock_that_is_behind_midnight_does_not_open_the_day_s_limit_again() -> None:
    ann = holder(500_000)
    change_account(actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "400.00"})
    with clock.frozen_at(MIDNIGHT + SECOND):
        submit(ann.actor, "WITHDRAWAL", "300.00", sender=ann)

    with clock.frozen_at(MIDNIGHT - SECOND):
        with pytest.raises(DailyLimitExceeded) as raised:
            submit(ann.actor, "WITHDRAWAL", "200.00", sender=ann)
        within = submit(ann.actor, "WITHDRAWAL", "100.00", sender=ann)

    assert raised.value.details == {"limit": "400.00", "remaining": "100.00", "requested": "200.00"}
    assert within.business_date == dt.date(2031, 5, 2)
    total = OutgoingTotal.objects.get(account_id=ann.account.id)
    assert (total.business_date, total.total_minor) == (dt.date(2031, 5, 2), 40_000)
    assert ann.balance_minor == 460_000


def test_a_receiver_who_is_ahead_takes_the_sender_s_day_with_him() -> None:
    ann, ben = holder(500_000), holder(100_000)
    change_account(actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "400.00"})
    with clock.frozen_at(MIDNIGHT + SECOND):
        submit(ben.actor, "WITHDRAWAL", "1.00", sender=ben)
    with clock.frozen_at(MIDNIGHT - SECOND):
        submit(ann.actor, "TRANSFER", "400.00", sender=ann, receiver=ben)
        with pytest.raises(DailyLimitExceeded):
            submit(ann.actor, "WITHDRAWAL", "0.01", sender=ann)

    entry = JournalEntry.objects.latest("id")
    assert (entry.business_date, entry.value_date) == (dt.date(2031, 5, 2), dt.date(2031, 5, 2))
    assert verify().is_clean


@pytest.mark.parametrize("looks_before_midnight", range(12))
def test_a_movement_that_midnight_overtakes_belongs_to_the_day_it_was_posted_on(
    looks_before_midnight: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = holder(500_000), holder()
    actor, order = ann.actor, command("TRANSFER", "5.00", sender=ann, receiver=ben)
    looks = iter([MIDNIGHT - SECOND] * looks_before_midnight)
    monkeypatch.setattr(clock, "now", lambda: next(looks, MIDNIGHT + SECOND))

    submit_transaction(actor=actor, command=order)

    movement = Transaction.objects.get(amount_minor=500)
    assert movement.journal_entry is not None
    assert movement.processed_date is not None
    assert movement.business_date == clock.business_date(movement.processed_date)
    assert movement.business_date == clock.business_date(movement.transaction_date)
    dates = set(movement.journal_entry.lines.values_list("business_date", "posted_at"))
    assert dates == {(movement.business_date, movement.processed_date)}
