"""What members of staff did, counted: frozen values of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffQuestion:
    """A range of days of the bank, both ends included, and whom it is about: None for everybody."""

    first: dt.date
    last: dt.date
    user_id: int | None = None

    def as_text(self) -> dict[str, str]:
        """Return the question as the trail keeps it."""
        asked = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return asked if self.user_id is None else {**asked, "user": str(self.user_id)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDay:
    """One day of one member of staff: deeds by kind, and of these what auditors look at first."""

    date: dt.date
    actions: Mapping[str, int] = field(default_factory=dict)
    refusals: int = 0
    customers_read: int = 0
    outside_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffActivity:
    """One member of staff over the range; `customers_read` counts each customer once."""

    user_id: int
    username: str
    deeds: int
    refusals: int
    customers_read: int
    exports: int
    outside_hours: int
    days: tuple[StaffDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPage:
    """Some members of staff in order of their numbers; `next_after` is where the next ones begin."""

    results: tuple[StaffActivity, ...]
    next_after: int | None
