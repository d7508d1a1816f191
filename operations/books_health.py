"""Whether the books are in order: proofs that are computed now and then and kept, and what a look-up shows.

What has not been computed, or not for long, is said to be so.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from django.conf import settings

from accounts.verification import account_problems
from audit.verification import CHAIN_CHECK, chain_problems, sealing_problems
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.db import reading_snapshot
from core_banking.kernel.errors import NotAllowed
from ledger import selectors as ledger
from ledger.contracts import VIEW_BOOKS, CheckResult
from ledger.services import keep_book_checks
from ledger.verification import CHECKS, MAX_NAMED_PROBLEMS, problems_found
from loans.verification import loan_problems
from operations.errors import BooksTooLarge
from operations.models import ClosingFailure
from planning.verification import goal_problems
from transactions.verification import movement_problems

MOST_LINES_PROVEN_AT_ONCE: Final = 100_000
"""The largest book that is proven while somebody waits for the answer."""
MOST_DAYS_BEHIND: Final = 1
"""In the night the clock is a day ahead until the day that ends is closed."""
ROUNDS_MISSED: Final = 2
"""A proof that holds, but is older than so many rounds of proving, says nothing of the books as they are."""

PROOFS: Final[Mapping[str, Callable[[], list[str]]]] = {
    **{name: partial(problems_found, checks) for name, checks in CHECKS.items()},
    "accounts_equal_ledger": account_problems,
    "movements_equal_ledger": movement_problems,
    "loans_equal_ledger": loan_problems,
    "goals_equal_ledger": goal_problems,
    CHAIN_CHECK: chain_problems,
}
"""What takes as long as the book is, by name: computed by the worker, and kept."""


class Health(StrEnum):
    """What a check says."""

    HEALTHY = "HEALTHY"
    UNHEALTHY = "UNHEALTHY"
    NOT_COMPUTED = "NOT_COMPUTED"


@dataclass(frozen=True, slots=True)
class CheckState:
    """One check of the books; `computed_at` and `took_ms` are null where nothing was ever computed."""

    name: str
    result: Health
    problems: tuple[str, ...] = ()
    computed_at: dt.datetime | None = None
    took_ms: int | None = None


@dataclass(frozen=True, slots=True)
class BooksHealth:
    """All checks, and what they come to."""

    checks: tuple[CheckState, ...]

    @property
    def result(self) -> Health:
        """Unhealthy if any check is; else not computed if any is not. What is never computed does not count."""
        results = {check.result for check in self.checks}
        return next(
            (each for each in (Health.UNHEALTHY, Health.NOT_COMPUTED) if each in results), Health.HEALTHY
        )


def books_health_for(actor: Actor, *, fresh: bool = False) -> BooksHealth:
    """Return the health of the books; `fresh` proves a small book anew. Raises `NotAllowed`, `BooksTooLarge`."""
    if not actor.may(VIEW_BOOKS):
        raise NotAllowed
    if fresh:
        if ledger.number_of_lines(MOST_LINES_PROVEN_AT_ONCE) > MOST_LINES_PROVEN_AT_ONCE:
            raise BooksTooLarge(most_lines=MOST_LINES_PROVEN_AT_ONCE)
        prove_books(actor=actor)
    return books_health()


def books_health() -> BooksHealth:
    """Return what every proof found last, and what the cheap checks say now."""
    kept = {result.name: result for result in ledger.kept_book_checks()}
    now = clock.now()
    proofs = tuple(_state_of_proof(name, kept.get(name), now) for name in PROOFS)
    live = tuple(_live(name, find, now) for name, find in _LIVE.items())
    return BooksHealth((*proofs, *live))


def prove_books(*, actor: Actor) -> None:
    """Compute every proof of the books from their rows, all of one moment, and keep what they found."""
    with reading_snapshot():
        results = [_proven(name, find) for name, find in PROOFS.items()]
    keep_book_checks(actor=actor, results=results)


def days_behind() -> int:
    """Return how many days the business date is behind the clock's; 0 before the first close, and when ahead."""
    day = business_day()
    return 0 if day is None else max(0, (clock.business_date(clock.now()) - day.date).days)


def open_close_failures() -> int:
    """Return how many items of closes of business are set aside."""
    return ClosingFailure.objects.filter(resolved_at__isnull=True).count()


def _state_of_proof(name: str, kept: CheckResult | None, now: dt.datetime) -> CheckState:
    if kept is None:
        return CheckState(name, Health.NOT_COMPUTED)
    overdue_after = dt.timedelta(hours=ROUNDS_MISSED * settings.BOOKS_PROVEN_EVERY_HOURS)
    is_overdue = bool(overdue_after) and now - kept.computed_at > overdue_after
    # What was found wrong stays so until a proof holds.
    result = Health.NOT_COMPUTED if is_overdue and not kept.problems else _health(kept.problems)
    return CheckState(name, result, kept.problems, kept.computed_at, kept.took_ms)


def _proven(name: str, find: Callable[[], list[str]]) -> CheckResult:
    begun = time.perf_counter()
    problems = tuple(find()[:MAX_NAMED_PROBLEMS])
    return CheckResult(name, problems, clock.now(), round((time.perf_counter() - begun) * 1000))


def _live(name: str, find: Callable[[], Iterator[str]], now: dt.datetime) -> CheckState:
    begun = time.perf_counter()
    problems = tuple(find())
    took_ms = round((time.perf_counter() - begun) * 1000)
    return CheckState(name, _health(problems), problems, now, took_ms)


def _business_day_problems() -> Iterator[str]:
    behind = days_behind()
    if behind > MOST_DAYS_BEHIND:
        yield f"The business date is {behind} days behind the clock."
    if business_day() is not None:
        return
    dates, today = ledger.dates_of_the_journal(), clock.business_date(clock.now())
    if dates is not None and (today - dates[0]).days > MOST_DAYS_BEHIND:
        yield f"No business day was ever closed, and the first entry is of {dates[0]}."


def _sealing_problems() -> Iterator[str]:
    yield from sealing_problems()


def _closing_problems() -> Iterator[str]:
    waiting = open_close_failures()
    if waiting:
        yield f"The close of business has set {waiting} items aside."


_LIVE: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "business_day": _business_day_problems,
    "close_failures": _closing_problems,
    "audit_sealing": _sealing_problems,
}


def _health(problems: tuple[str, ...]) -> Health:
    return Health.UNHEALTHY if problems else Health.HEALTHY
