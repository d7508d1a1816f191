"""The steps of a close, in their order: the evening of the day that ends, the morning of the day that begins.

The evening's work is dated with the day that ends and moves only the bank's own accounts: interest accrues for the
night. The morning's work is what falls due on the new day. Every item is safe to repeat by the state of its rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from accounts.selectors import maturities_to_announce, terms_due
from accounts.services import announce_maturity
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from operations.closing_contracts import Step, Tally
from operations.due_work import Item, dates_of_order, order_item, terms_of_deposit
from transactions.selectors import due_holds, orders_due, retries_due, unused_accounts
from transactions.services import expire_hold, make_dormant

_ROWS_AT_ONCE: Final = 500


def by_key(select: Callable[[int], Sequence[int]]) -> Iterator[int]:
    """Yield numbers page by page: `select` returns those after a number, none when there are no more."""
    last = 0
    while page := select(last):
        yield from page
        last = page[-1]


def tally(items: Iterable[Item]) -> Tally:
    """Do items one after the other and count what came of them; the first that fails raises."""
    outcomes = [do() for _, do in items]
    return Tally(done=outcomes.count(True), refused=outcomes.count(None))


def _once(outcome: bool) -> Tally:
    return Tally(done=int(outcome))


def _morning_of(date: dt.date) -> dt.datetime:
    """Return the instant up to which time is over: a date ahead of the clock takes the holds with it."""
    return max(clock.now(), clock.start_of_business_date(date))


def _holds(date: dt.date) -> Iterator[int]:
    now = _morning_of(date)
    return by_key(lambda last: due_holds(now, after_id=last, limit=_ROWS_AT_ONCE))


def _expire(actor: Actor, hold_id: int, date: dt.date) -> Tally:
    return _once(expire_hold(actor=actor, hold_id=hold_id, now=_morning_of(date)))


def _retries(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: [row[0] for row in retries_due(date, after_id=last)])


def _retry(actor: Actor, execution_id: int, date: dt.date) -> Tally:
    rows = retries_due(date, after_id=execution_id - 1, limit=1)
    return tally(order_item(actor, order_id, due) for found, order_id, due in rows if found == execution_id)


def _orders(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: orders_due(date, after_id=last))


def _pay(actor: Actor, order_id: int, date: dt.date) -> Tally:
    return tally(dates_of_order(actor, order_id, date))


def _deposits(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: [account_id for account_id, _ in terms_due(date, after_id=last)])


def _mature(actor: Actor, account_id: int, date: dt.date) -> Tally:
    return tally(terms_of_deposit(actor, account_id, date))


def _announcements(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: maturities_to_announce(date, after_id=last))


def _announce(actor: Actor, account_id: int, date: dt.date) -> Tally:
    return _once(announce_maturity(actor=actor, account_id=account_id))


def _sleepers(date: dt.date) -> Iterator[int]:
    last: int | None = 0
    while last is not None:
        page, last = unused_accounts(date, after_id=last)
        yield from page


def _put_to_sleep(actor: Actor, account_id: int, date: dt.date) -> Tally:
    return _once(make_dormant(actor=actor, account_id=account_id))


EVENING: tuple[Step, ...] = ()
"""For the night of the day that ends."""

MORNING: tuple[Step, ...] = (
    Step("mature deposits", _deposits, _mature, refusals_wait=True),
    Step("announce maturities", _announcements, _announce, refusals_wait=True),
    Step("expire holds", _holds, _expire, refusals_wait=True),
    Step("retry standing orders", _retries, _retry, refusals_wait=True),
    Step("run standing orders", _orders, _pay, refusals_wait=True),
    Step("make accounts dormant", _sleepers, _put_to_sleep, refusals_wait=True),
)
"""For the day that begins."""


def step_named(name: str) -> Step:
    """Return the step of a name. Raises `KeyError`."""
    return {step.name: step for step in (*EVENING, *MORNING)}[name]
