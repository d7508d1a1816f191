"""Warnings that a budget is nearly or wholly used: each once for a budget, a period and a threshold."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, make_dry_run, short_transaction, use_case, within_use_case
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.statements import engine
from notifications.services import notify
from planning.budgeting import PeriodStanding
from planning.contracts import WARNING_THRESHOLDS
from planning.events import BudgetWarned
from planning.models import Budget, BudgetWarning, SpendingWatch
from planning.selectors.budgets import BudgetCard, budgets_of, cards_of_budgets
from planning.selectors.filed import planner_of
from transactions.selectors import PostedSince, newest_posted_entry, posted_since

_LOG = logging.getLogger(__name__)
_BATCH: Final = 500
_LONGEST_TRANSACTION: Final = dt.timedelta(minutes=10)
"""Entries younger than that are read again: one with a lower number may still be about to commit.

A statement is ended after 30 seconds and a transaction that idles after 60, and a posting has a handful of statements;
the rest is for clocks that differ between servers.
"""
_GIVEN_UP_AFTER: Final = dt.timedelta(hours=1)
_WATCH: Final = 1

DueWarning = tuple[BudgetCard, PeriodStanding, int]


@dataclass(slots=True)
class LookedAt:
    """What one process has looked at beyond the position that is kept, so that it looks at nothing twice."""

    entry_ids: set[int] = field(default_factory=set)


_BY_THIS_PROCESS: Final = LookedAt()


def keep_watching_budgets(*, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Do what `watch_budgets` does, for a worker that does it again and again: it remembers what it has looked at."""
    return watch_budgets(goes_on=goes_on, looked_at=_BY_THIS_PROCESS)


def watch_budgets(
    *,
    actor: Actor | None = None,
    goes_on: Callable[[], bool] = lambda: True,
    looked_at: LookedAt | None = None,
) -> int:
    """Warn whoever's spending since the last look has brought a budget to a threshold; return how many warnings went.

    Reads the movements that were posted since, and the budgets of their customers alone. Can be stopped anywhere and
    run again, by several at once: looking twice sends nothing twice. The position that is kept stays before what may
    still commit, and before a customer whose budgets could not be looked at, for an hour: after that his next payment
    has them looked at.
    """
    position = SpendingWatch.objects.filter(pk=_WATCH).values_list("last_entry_id", flat=True).first()
    if position is None:
        return 0  # nobody has ever had a budget
    sent, known = 0, looked_at or LookedAt()
    may_advance = True
    while goes_on() and (found := posted_since(position, _BATCH)):
        warned, failed = _look(actor or system_actor("budget watch"), found, known.entry_ids)
        sent += warned
        if may_advance:
            settled = _settled(found, failed)
            may_advance = settled == found[-1].entry_id
            _advance(settled, known.entry_ids)
        position = found[-1].entry_id
    return sent


def _look(actor: Actor, found: Sequence[PostedSince], known: set[int]) -> tuple[int, set[int]]:
    """Look at the customers of movements that are not known yet; return the warnings sent, and who failed."""
    new = [movement for movement in found if movement.entry_id not in known]
    sent, failed = 0, set()
    for user_id, dates in _with_budgets(new).items():
        try:
            sent += _warn_if_due(actor, user_id, dates)
        except Exception:
            _LOG.exception("the budgets of customer %s could not be looked at", user_id)
            failed.add(user_id)
    known.update(movement.entry_id for movement in new if failed.isdisjoint(movement.customer_ids))
    return sent, failed


def _settled(found: Iterable[PostedSince], failed: set[int]) -> int | None:
    """Return the last entry before which nothing is left to look at; None if it is before all of them."""
    now, position = clock.now(), None
    for movement in found:
        age = now - movement.posted_at
        if age < _longest_transaction():
            break
        if age < _GIVEN_UP_AFTER and not failed.isdisjoint(movement.customer_ids):
            break
        position = movement.entry_id
    return position


def _longest_transaction() -> dt.timedelta:
    """Return how long after its entry was numbered a movement may still commit: SQLite has one writer at a time."""
    return _LONGEST_TRANSACTION if engine() == "postgresql" else dt.timedelta(0)


@use_case
def warn_of_budgets(*, actor: Actor, user_id: int, dates: Collection[dt.date]) -> int:
    """Send a customer the warnings that are due for the periods of some dates and the present one; return how many.

    Raises `NotAllowed` for anybody but the bank itself.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    sent = warn_where_due(actor=actor, user_id=user_id, dates=dates)
    if not sent:
        make_dry_run()
    return sent


@within_use_case
def warn_where_due(*, actor: Actor, user_id: int, dates: Iterable[dt.date]) -> int:
    """Send the warnings that are due, in the transaction of what made them due; return how many went."""
    budgets = list(budgets_of(user_id).select_for_update(no_key=True))
    due = list(_due(user_id, budgets, set(dates)))
    for card, standing, threshold in due:
        BudgetWarning.objects.create(
            budget_id=card.id,
            period_start=standing.period.first,
            threshold=threshold,
            spent_minor=standing.spent_minor,
            available_minor=standing.available_minor,
            created_at=clock.now(),
        )
        _tell(actor, user_id, card, standing, threshold)
    return len(due)


@within_use_case
def begin_watch() -> None:
    """Let the worker look for spending from now on, if it does not yet: for whoever makes the first budget."""
    if SpendingWatch.objects.filter(pk=_WATCH).exists():
        return
    settled = newest_posted_entry(until=clock.now() - _longest_transaction())
    SpendingWatch.objects.get_or_create(
        pk=_WATCH, defaults={"last_entry_id": settled, "looked_at": clock.now()}
    )


def _with_budgets(found: Iterable[PostedSince]) -> dict[int, set[dt.date]]:
    """Return the customers of some movements who have budgets, each with the dates of his movements."""
    dates: dict[int, set[dt.date]] = {}
    for movement in found:
        for user_id in movement.customer_ids:
            dates.setdefault(user_id, set()).add(movement.business_date)
    owners = Budget.objects.filter(customer_id__in=list(dates)).values_list("customer_id", flat=True)
    return {user_id: dates[user_id] for user_id in sorted(set(owners))}


def _warn_if_due(actor: Actor, user_id: int, dates: Collection[dt.date]) -> int:
    """Look first, so that a customer of whom nothing is due costs no transaction."""
    if not any(_due(user_id, list(budgets_of(user_id)), dates)):
        return 0
    return warn_of_budgets(actor=actor, user_id=user_id, dates=dates)


def _due(user_id: int, budgets: list[Budget], dates: Collection[dt.date]) -> Iterator[DueWarning]:
    """Yield what a customer is to be warned of and was not yet, lower thresholds first."""
    if not budgets:
        return
    warned = set(
        BudgetWarning.objects.filter(budget__in=budgets).values_list("budget_id", "period_start", "threshold")
    )
    for card in cards_of_budgets(planner_of(user_id), budgets, clock.business_date()):
        touched = [each for each in card.earlier if any(date in each.period for date in dates)]
        for standing in (*touched, card.standing):
            for threshold in WARNING_THRESHOLDS:
                if (card.id, standing.period.first, threshold) not in warned and standing.has_reached(
                    threshold
                ):
                    yield card, standing, threshold


@within_use_case
def _tell(actor: Actor, user_id: int, card: BudgetCard, standing: PeriodStanding, threshold: int) -> None:
    exponent = Currency.of(card.currency).exponent
    spent = format_minor(standing.spent_minor, exponent)
    available = format_minor(standing.available_minor, exponent)
    period, name = standing.period, card.category.name
    title = (
        f"Your budget for {name} is used up"
        if threshold == WARNING_THRESHOLDS[-1]
        else f"{threshold} % of your budget for {name} are used"
    )
    notify(
        actor=actor,
        user_id=user_id,
        kind="BUDGET_WARNING",
        title=title,
        body=f"From {period.first} to {period.last} you have spent {spent} of {available} {card.currency} for {name}.",
        data={
            "budget_id": card.id,
            "threshold": threshold,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
        },
    )
    emit(
        BudgetWarned(
            actor=actor,
            customer_user_id=user_id,
            budget_id=card.id,
            threshold=threshold,
            period_start=period.first,
        )
    )


def _advance(position: int | None, known: set[int]) -> None:
    """Keep that everything up to an entry has been looked at, and forget the entries before it one by one."""
    if position is None:
        return
    with short_transaction():
        SpendingWatch.objects.filter(pk=_WATCH, last_entry_id__lt=position).update(
            last_entry_id=position, looked_at=clock.now()
        )
    known.difference_update([entry_id for entry_id in known if entry_id <= position])
