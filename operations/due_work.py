"""What the bank does by itself when its day has come: holds expire, orders are paid, goals saved for, deposits mature.

Every item is a use case of its own, safe to repeat by the state of its rows: the work can be stopped anywhere and run
again, by several at once. An item that fails is set aside, logged and counted; the next run tries it again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Final, TypeAlias

from accounts.selectors import maturities_to_announce, terms_due
from accounts.services import announce_maturity
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from planning.selectors import fixed_savings_due, next_saving_date, place_of_rule_behind, rules_behind
from planning.services import save_from_next_movement, save_on_date
from transactions.selectors import due_holds, next_due_date, orders_due, retries_due, unused_accounts
from transactions.services import expire_hold, make_dormant, mature_term_deposit, run_standing_order

_LOG = logging.getLogger(__name__)
MOST_DATES_OF_AN_ORDER: Final = 1000
"""Due dates of one order, or savings of one rule, that one run catches up with."""

Item: TypeAlias = tuple[str, Callable[[], bool | None]]
"""What is to be done, by a name for the log, and the use case that does it.

It says whether it was done; None where it was refused and is on record, and false where nothing was to be done.
"""


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step came to: items done, refused (and tried again on another day), and failed by a fault."""

    name: str
    done: int
    refused: int
    failed: int


@dataclass(frozen=True, slots=True)
class DueWorkReport:
    """What a run came to, step by step."""

    date: dt.date
    steps: Sequence[StepReport]

    @property
    def failed(self) -> int:
        """How many items failed by a fault of the bank's own."""
        return sum(step.failed for step in self.steps)


def do_due_work(actor: Actor, date: dt.date, goes_on: Callable[[], bool]) -> DueWorkReport:
    """Do everything that is due on a business date or was before, oldest first; return what came of it.

    Begins no further item once `goes_on` says no; the next run takes up what is left.
    """
    steps: tuple[tuple[str, Callable[[Actor, dt.date], Iterator[Item]]], ...] = (
        ("expire holds", _holds),
        ("retry standing orders", _retries),
        ("run standing orders", _orders),
        ("save on dates", _savings_on_dates),
        ("save from movements", _savings_from_movements),
        ("mature deposits", _maturities),
        ("announce maturities", _announcements),
        ("make accounts dormant", _sleepers),
    )
    return DueWorkReport(
        date, [_do_step(name, takewhile(lambda _: goes_on(), items(actor, date))) for name, items in steps]
    )


def _do_step(name: str, items: Iterator[Item]) -> StepReport:
    done = refused = failed = 0
    try:
        for label, do in items:
            try:
                outcome = do()
                done += outcome is True
                refused += outcome is None
            except DomainError as refusal:
                refused += 1
                _LOG.warning("due work: %s, %s: refused, %s", name, label, refusal.code)
            except Exception:
                failed += 1
                _LOG.exception("due work: %s, %s: failed", name, label)
    except Exception:
        failed += 1
        _LOG.exception("due work: %s: what is due could not be found out", name)
    return StepReport(name, done, refused, failed)


def _holds(actor: Actor, date: dt.date) -> Iterator[Item]:
    now, last = clock.now(), 0
    while batch := due_holds(now, after_id=last, limit=500):
        last = batch[-1]
        for hold_id in batch:
            yield (
                f"hold {hold_id}",
                partial(expire_hold, actor=actor, hold_id=hold_id, now=now),
            )


def _retries(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := retries_due(date, after_id=last):
        last = batch[-1][0]
        for _, order_id, due_date in batch:
            yield order_item(actor, order_id, due_date)


def _orders(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := orders_due(date, after_id=last):
        last = batch[-1]
        for order_id in batch:
            yield from dates_of_order(actor, order_id, date)


def dates_of_order(actor: Actor, order_id: int, date: dt.date) -> Iterator[Item]:
    """Yield the due dates of an order one after the other; one that stays due has failed, and the later ones wait."""
    before: dt.date | None = None
    for _ in range(MOST_DATES_OF_AN_ORDER):
        due_date = next_due_date(order_id, date)
        if due_date is None or due_date == before:
            return
        yield order_item(actor, order_id, due_date)
        before = due_date


def order_item(actor: Actor, order_id: int, due_date: dt.date) -> Item:
    """Return the payment of one due date of an order."""
    return (
        f"standing order {order_id} of {due_date}",
        partial(_run_order, actor, order_id, due_date),
    )


def _run_order(actor: Actor, order_id: int, due_date: dt.date) -> bool | None:
    execution = run_standing_order(actor=actor, order_id=order_id, due_date=due_date)
    if execution is None:
        return False
    return None if execution.was_refused else True


def _savings_on_dates(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := fixed_savings_due(date, after_id=last):
        last = batch[-1]
        for rule_id in batch:
            yield from dates_of_rule(actor, rule_id, date)


def dates_of_rule(actor: Actor, rule_id: int, date: dt.date) -> Iterator[Item]:
    """Yield the dates of a rule one after the other; one that stays due has failed, and the later ones wait."""
    before: dt.date | None = None
    for _ in range(MOST_DATES_OF_AN_ORDER):
        due_date = next_saving_date(rule_id, date)
        if due_date is None or due_date == before:
            return
        yield f"saving rule {rule_id} of {due_date}", partial(_save_on_date, actor, rule_id, due_date)
        before = due_date


def _save_on_date(actor: Actor, rule_id: int, due_date: dt.date) -> bool | None:
    saving = save_on_date(actor=actor, rule_id=rule_id, due_date=due_date)
    return saving is not None and (None if saving.was_skipped else True)


def _savings_from_movements(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := rules_behind(after_id=last):
        last = batch[-1]
        for rule_id in batch:
            yield from movements_of_rule(actor, rule_id)


def movements_of_rule(actor: Actor, rule_id: int) -> Iterator[Item]:
    """Yield what a rule saves from, one movement after the other; one that stays has failed, and later ones wait."""
    before: int | None = None
    for _ in range(MOST_DATES_OF_AN_ORDER):
        place = place_of_rule_behind(rule_id)
        if place is None or place == before:
            return
        yield f"saving rule {rule_id} after line {place}", partial(_save_from_movement, actor, rule_id)
        before = place


def _save_from_movement(actor: Actor, rule_id: int) -> bool | None:
    saving = save_from_next_movement(actor=actor, rule_id=rule_id)
    return saving is not None and (None if saving.was_skipped else True)


def _maturities(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := terms_due(date, after_id=last):
        last = batch[-1][0]
        for account_id, _ in batch:
            yield from terms_of_deposit(actor, account_id, date)


def terms_of_deposit(actor: Actor, account_id: int, date: dt.date) -> Iterator[Item]:
    """Yield the terms of a deposit that have ended, one after the other: a renewed one may have ended since."""
    before: dt.date | None = None
    while True:
        due = [
            ended for found, ended in terms_due(date, after_id=account_id - 1, limit=1) if found == account_id
        ]
        if not due or due[0] == before:
            return
        before = due[0]
        yield (
            f"fixed deposit {account_id} of {before}",
            partial(_mature, actor, account_id, before),
        )


def _mature(actor: Actor, account_id: int, maturity_date: dt.date) -> bool:
    matured = mature_term_deposit(actor=actor, account_id=account_id, maturity_date=maturity_date)
    return matured is not None


def _announcements(actor: Actor, date: dt.date) -> Iterator[Item]:
    last = 0
    while batch := maturities_to_announce(date, after_id=last):
        last = batch[-1]
        for account_id in batch:
            yield (
                f"maturity of account {account_id}",
                partial(announce_maturity, actor=actor, account_id=account_id),
            )


def _sleepers(actor: Actor, date: dt.date) -> Iterator[Item]:
    last: int | None = 0
    while last is not None:
        batch, last = unused_accounts(date, after_id=last)
        for account_id in batch:
            yield (
                f"account {account_id}",
                partial(make_dormant, actor=actor, account_id=account_id),
            )
