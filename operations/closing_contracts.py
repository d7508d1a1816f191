"""What the parts of the close of business hand each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from core_banking.kernel.actors import Actor

VIEW_CLOSINGS: Final = "operations.view_closings"
CLOSE_BUSINESS_DAY: Final = "operations.close_business_day"
THE_STEP_ITSELF: Final = 0
"""Stands for the number of an item where the step could not find out what there is to do."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items were done, and how many were refused for now: these come up again by themselves."""

    done: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class ChunkOutcome:
    """What a chunk of items came to; `set_aside` holds number and sentence of each that failed."""

    tally: Tally
    set_aside: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a close: which items there are for a date, and the use case that deals with them.

    `ids` yields their numbers in rising order and may leave out what is done already. Doing an item that is done
    changes nothing. `do_batch` deals with many items in one transaction; what fails so is done one by one. With
    `refusals_wait` an item that is refused is not set aside: it stays due, and the next day's step finds it again. An
    item that was set aside is tried again for the date it belongs to, or for the business date of then without
    `keeps_its_date`.
    """

    name: str
    ids: Callable[[dt.date], Iterator[int]]
    do_one: Callable[[Actor, int, dt.date], Tally]
    do_batch: Callable[[Actor, Sequence[int], dt.date], int] | None = None
    refusals_wait: bool = False
    keeps_its_date: bool = True
    chunk_rows: int = 100


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far a step has come, for whoever watches."""

    date: dt.date
    name: str
    done: int
    refused: int
    set_aside: int
    seconds: float
    is_finished: bool


@dataclass(slots=True)
class ClosingReport:
    """What a run came to: the days it closed or took up again, and how many items are set aside now."""

    dates: list[dt.date] = field(default_factory=list)
    open_failures: int = 0
    stopped: bool = False


Watch: TypeAlias = Callable[[StepProgress], None]


class DayState(StrEnum):
    """What may be said of the business day."""

    OPEN = "OPEN"
    CLOSING = "CLOSING"
    BEHIND = "BEHIND"


@dataclass(frozen=True, slots=True)
class BusinessDayState:
    """How the business day stands.

    `state` is `CLOSING` while a close is unfinished, `BEHIND` when a day is over by the clock and not closed, and else
    `OPEN`; `closed_through` is None before the bank's first close.
    """

    date: dt.date
    closed_through: dt.date | None
    state: DayState
    open_failures: int
