"""The steps of a close, in their order: the evening of the day that ends, the morning of the day that begins.

The evening's work is dated with the day that ends and moves only the bank's own accounts: interest accrues for the
night. The morning's work is what falls due on the new day. Every item is safe to repeat by the state of its rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from accounts.selectors import (
    accounts_to_accrue,
    accounts_to_post_interest,
    maturities_to_announce,
    terms_due,
)
from accounts.services import (
    accrue_interest_of_day,
    announce_maturity,
    post_interest,
    post_interest_of_accounts,
)
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from fraud.selectors.risk import risks_to_review
from fraud.services import review_risk
from ledger.selectors import days_to_roll_up, last_closed_day
from ledger.services import roll_up_day
from loans.selectors import loans_to_accrue, loans_to_age, loans_with_fees_due
from loans.services import accrue_day, age_loan, charge_due_fees
from operations.closing_contracts import Step, Tally
from operations.due_work import (
    Item,
    dates_of_order,
    dates_of_rule,
    movements_of_rule,
    order_item,
    terms_of_deposit,
)
from planning.selectors import fixed_savings_due, rules_behind
from transactions.selectors import due_holds, orders_due, retries_due, unused_accounts
from transactions.services import expire_hold, make_dormant

_ROWS_AT_ONCE: Final = 500
_POSTINGS_AT_ONCE: Final = 200
"""Fewer, since their owners' money is held until all of them are posted."""


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


def _rules_due(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: fixed_savings_due(date, after_id=last))


def _save_on_dates(actor: Actor, rule_id: int, date: dt.date) -> Tally:
    return tally(dates_of_rule(actor, rule_id, date))


def _rules_behind(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: rules_behind(after_id=last))


def _save_from_movements(actor: Actor, rule_id: int, date: dt.date) -> Tally:
    return tally(movements_of_rule(actor, rule_id))


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


def _faded_risks(date: dt.date) -> Iterator[int]:
    now = _morning_of(date)
    return by_key(lambda after: risks_to_review(now, after=after, limit=_ROWS_AT_ONCE))


def _review(actor: Actor, user_id: int, date: dt.date) -> Tally:
    return _once(review_risk(actor=actor, user_id=user_id, at=_morning_of(date)))


def _days_to_roll_up(date: dt.date) -> Iterator[int]:
    """Yield the days that nothing is posted to any more, by their numbers."""
    return iter([day.toordinal() for day in days_to_roll_up(min(last_closed_day(), date))])


def _roll_up(actor: Actor, day: int, date: dt.date) -> Tally:
    return _once(roll_up_day(actor=actor, date=dt.date.fromordinal(day)) > 0)


def _bearing_interest(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: accounts_to_accrue(date, after_id=last, limit=_ROWS_AT_ONCE))


def _accrue_deposits(actor: Actor, account_ids: Sequence[int], date: dt.date) -> int:
    return accrue_interest_of_day(actor=actor, account_ids=account_ids, date=date)


def _running_loans(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: loans_to_accrue(date, after_id=last, limit=_ROWS_AT_ONCE))


def _accrue_loans(actor: Actor, loan_ids: Sequence[int], date: dt.date) -> int:
    return accrue_day(actor=actor, loan_ids=loan_ids, date=date)


def _owed_interest(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: accounts_to_post_interest(date, after_id=last, limit=_ROWS_AT_ONCE))


def _post_interest(actor: Actor, account_id: int, date: dt.date) -> Tally:
    return _once(post_interest(actor=actor, account_id=account_id, date=date) is not None)


def _post_interest_of_many(actor: Actor, account_ids: Sequence[int], date: dt.date) -> int:
    return post_interest_of_accounts(actor=actor, account_ids=account_ids, date=date)


def _owing_fees(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: loans_with_fees_due(date, after_id=last, limit=_ROWS_AT_ONCE))


def _charge_fees(actor: Actor, loan_id: int, date: dt.date) -> Tally:
    return Tally(done=charge_due_fees(actor=actor, loan_id=loan_id, date=date))


def _due_or_late(date: dt.date) -> Iterator[int]:
    return by_key(lambda last: loans_to_age(date, after_id=last, limit=_ROWS_AT_ONCE))


def _age(actor: Actor, loan_id: int, date: dt.date) -> Tally:
    return _once(age_loan(actor=actor, loan_id=loan_id, date=date))


def _one_by_one(
    batch: Callable[[Actor, Sequence[int], dt.date], int],
) -> Callable[[Actor, int, dt.date], Tally]:
    return lambda actor, subject_id, date: Tally(done=batch(actor, [subject_id], date))


EVENING: tuple[Step, ...] = (
    Step(
        "accrue deposit interest",
        _bearing_interest,
        _one_by_one(_accrue_deposits),
        _accrue_deposits,
        chunk_rows=_ROWS_AT_ONCE,
    ),
    Step(
        "accrue loan interest",
        _running_loans,
        _one_by_one(_accrue_loans),
        _accrue_loans,
        chunk_rows=_ROWS_AT_ONCE,
    ),
)
"""For the night of the day that ends."""

_stays_due = partial(Step, refusals_wait=True, keeps_its_date=False)
"""A step whose items are due until they are done, whatever the day."""

MORNING: tuple[Step, ...] = (
    Step(
        "post deposit interest",
        _owed_interest,
        _post_interest,
        _post_interest_of_many,
        chunk_rows=_POSTINGS_AT_ONCE,
    ),
    _stays_due("mature deposits", _deposits, _mature),
    _stays_due("announce maturities", _announcements, _announce),
    _stays_due("expire holds", _holds, _expire),
    _stays_due("retry standing orders", _retries, _retry),
    _stays_due("run standing orders", _orders, _pay),
    _stays_due("save on dates", _rules_due, _save_on_dates),
    _stays_due("save from movements", _rules_behind, _save_from_movements),
    Step("charge loan fees", _owing_fees, _charge_fees, keeps_its_date=False),
    Step("age loans", _due_or_late, _age, keeps_its_date=False),
    _stays_due("make accounts dormant", _sleepers, _put_to_sleep),
    _stays_due("review risk profiles", _faded_risks, _review),
    Step("roll up the books", _days_to_roll_up, _roll_up, refusals_wait=True),
)
"""For the day that begins."""


def step_named(name: str) -> Step:
    """Return the step of a name. Raises `KeyError`."""
    return {step.name: step for step in (*EVENING, *MORNING)}[name]
