"""On which days the bank does business, and where a payment goes that falls due on another day. No effects."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Container
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

WEEKDAY_NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_HOLIDAY_DAYS: Final = 31


class HolidayRule(StrEnum):
    """What becomes of a due date on which the bank does no business."""

    PREVIOUS = "PREVIOUS"
    NEXT = "NEXT"
    SKIP = "SKIP"
    IGNORE = "IGNORE"


@dataclass(frozen=True, slots=True)
class BankCalendar:
    """Weekend days (0 is Monday), holidays of a country, and the bank's own holidays."""

    weekend: frozenset[int] = frozenset()
    public_holidays: Container[dt.date] = field(default_factory=frozenset)
    own_holidays: Container[dt.date] = field(default_factory=frozenset)

    def is_business_day(self, date: dt.date) -> bool:
        """Whether the bank does business on a date."""
        return not (
            date.weekday() in self.weekend or date in self.public_holidays or date in self.own_holidays
        )

    def paid_on(self, due_date: dt.date, rule: HolidayRule) -> dt.date | None:
        """Return the day on which what is due is paid; None where it is skipped.

        A bank that is closed for more than a month pays on the due date itself.
        """
        if rule is HolidayRule.IGNORE or self.is_business_day(due_date):
            return due_date
        if rule is HolidayRule.SKIP:
            return None
        step = 1 if rule is HolidayRule.NEXT else -1
        days = (due_date + dt.timedelta(days=step * n) for n in range(1, _LONGEST_HOLIDAY_DAYS + 1))
        return next((day for day in days if self.is_business_day(day)), due_date)


def weekend_of(names: Collection[str]) -> frozenset[int]:
    """Return the days of the week by their iCalendar names: `["SA", "SU"]` → {5, 6}. Raises `ValueError`."""
    return frozenset(WEEKDAY_NAMES.index(name.strip().upper()[:2]) for name in names)


@functools.lru_cache(maxsize=8)
def public_holidays_of(place: str) -> Container[dt.date]:
    """Return the public holidays of a country (`DE`) or a part of one (`DE-BY`), none for an empty name.

    Raises `NotImplementedError` for a place that the `holidays` library does not know.
    """
    if not place:
        return frozenset[dt.date]()
    # It brings the calendars of a hundred countries: loaded only by a bank that keeps one of them.
    import holidays

    country, _, part = place.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)
