"""On which dates a standing order falls due: iCalendar recurrence rules (RFC 5545 §3.3.10), strictly read. No effects.

The rule's own start is the order's first day, which is a due date only if the rule says so. A month without the
day that a rule names is left out, as RFC 5545 has it: `BYMONTHDAY=31` pays in seven months of a year, and
`BYMONTHDAY=-1` on the last day of each.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dateutil import rrule as icalendar

LONGEST_RULE: Final = 200
"""Characters of a rule's text."""
HORIZON_YEARS: Final = 10
"""A due date is looked for so many years ahead and no further, so that the search always ends."""
MOST_REPETITIONS: Final = 1000
"""The most that COUNT or INTERVAL may say."""

_YEARS_OF_THE_CALENDAR: Final = 400
_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS: Final = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "UNTIL")
_WEEKDAYS: Final = {name: getattr(icalendar, name) for name in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")}
_BY_DAY: Final = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)\Z", re.ASCII)
_SIGNED_NUMBER: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}\Z", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}\Z", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{8}\Z", re.ASCII)
_MOST_LISTED: Final = 31
_WEEKS_OF: Final = {"MONTHLY": 5, "YEARLY": 53}
_DAYS_OF: Final = {"MONTHLY": 31, "YEARLY": 366}


class InvalidRule(ValueError):
    """The text is no rule the bank keeps; `str(error)` is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class DueDates:
    """When an order is due: once on `start`, or by `rule` from `start` on; never after `end`, which is inclusive."""

    start: dt.date
    rule: str = ""
    end: dt.date | None = None

    def after(self, date: dt.date | None) -> Iterator[dt.date]:
        """Yield the due dates after a date (all, for None) in order, ten years ahead at most."""
        first = self.start if date is None else date + dt.timedelta(days=1)
        last = _years_later(max(first, self.start), HORIZON_YEARS)
        if self.end is not None:
            last = min(last, self.end)
        dates = _dates_of(self.rule, self.start, last) if self.rule else iter((self.start,))
        return (due for due in dates if first <= due <= last)

    def next_after(self, date: dt.date | None) -> dt.date | None:
        """Return the first due date after a date, or of all; None if there is none within ten years."""
        return next(self.after(date), None)


def read_rule(text: str) -> str:
    """Return a rule in its plain form, without a leading `RRULE:`. Raises `InvalidRule` saying what is wrong."""
    rule = text.strip().upper().removeprefix("RRULE:")
    if len(rule) > LONGEST_RULE:
        raise InvalidRule(f"A rule has at most {LONGEST_RULE} characters.")
    _Parts.of(rule)
    return rule


def _dates_of(rule: str, start: dt.date, last: dt.date) -> Iterator[dt.date]:
    parts = _Parts.of(rule)
    until = min(last, parts.until) if parts.until else last
    if until < start:
        return iter(())
    # A search for what never comes ends with the year 9999 only. The calendar comes again every 400 years, to the
    # day of the week: looked for in the last of them, it ends twenty times as soon.
    later = (dt.MAXYEAR - until.year) // _YEARS_OF_THE_CALENDAR * _YEARS_OF_THE_CALENDAR
    found = icalendar.rrule(
        getattr(icalendar, parts.frequency),
        dtstart=_moment(start, later),
        interval=parts.interval,
        byweekday=[_WEEKDAYS[name](position) for position, name in parts.by_day] or None,
        bymonthday=parts.by_month_day or None,
        bysetpos=parts.by_set_position or None,
        # COUNT is counted here, so that the search stops at a date even where a rule never fires.
        until=_moment(until, later),
    )
    dates = (moment.date().replace(year=moment.year - later) for moment in found)
    return itertools.islice(dates, parts.count)


def _moment(date: dt.date, years_later: int) -> dt.datetime:
    return dt.datetime.combine(date.replace(year=date.year + years_later), dt.time.min)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A rule taken apart; every part is known to be one the bank keeps."""

    frequency: str
    interval: int
    by_day: Sequence[tuple[int | None, str]]
    by_month_day: Sequence[int]
    by_set_position: Sequence[int]
    count: int | None
    until: dt.date | None

    @classmethod
    def of(cls, rule: str) -> _Parts:
        named = _named_parts(rule)
        frequency = named.get("FREQ", "")
        if frequency not in _FREQUENCIES:
            raise InvalidRule(f"FREQ is one of {', '.join(_FREQUENCIES)}.")
        if "COUNT" in named and "UNTIL" in named:
            raise InvalidRule("Give COUNT or UNTIL, not both.")
        if frequency == "WEEKLY" and "BYMONTHDAY" in named:
            raise InvalidRule("BYMONTHDAY does not go with FREQ=WEEKLY.")
        if "BYSETPOS" in named and (
            frequency not in _DAYS_OF or not ("BYDAY" in named or "BYMONTHDAY" in named)
        ):
            raise InvalidRule("BYSETPOS goes with FREQ=MONTHLY or YEARLY and with BYDAY or BYMONTHDAY.")
        return cls(
            frequency,
            _number(named, "INTERVAL") or 1,
            _by_day(named, frequency),
            _signed_numbers(named, "BYMONTHDAY", 31),
            _signed_numbers(named, "BYSETPOS", _DAYS_OF.get(frequency, 0)),
            _number(named, "COUNT"),
            _until(named),
        )


def _named_parts(rule: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for part in rule.split(";"):
        name, equals, value = part.partition("=")
        if name not in _PARTS or not equals:
            raise InvalidRule(f"A rule is made of {', '.join(_PARTS)}, as in FREQ=MONTHLY;BYMONTHDAY=1.")
        if name in named:
            raise InvalidRule(f"{name} is given twice.")
        named[name] = value
    return named


def _number(named: dict[str, str], name: str) -> int | None:
    if name not in named:
        return None
    if not _NUMBER.match(named[name]) or int(named[name]) > MOST_REPETITIONS:
        raise InvalidRule(f"{name} is a whole number from 1 to {MOST_REPETITIONS}.")
    return int(named[name])


def _signed_numbers(named: dict[str, str], name: str, most: int) -> list[int]:
    if name not in named:
        return []
    texts = named[name].split(",")
    if (
        len(texts) > _MOST_LISTED
        or not all(_SIGNED_NUMBER.match(text) for text in texts)
        or any(abs(int(text)) > most for text in texts)
    ):
        raise InvalidRule(f"{name} lists numbers from 1 to {most}, or from -{most} to -1 from the end.")
    return [int(text) for text in texts]


def _by_day(named: dict[str, str], frequency: str) -> list[tuple[int | None, str]]:
    if "BYDAY" not in named:
        return []
    found = [_BY_DAY.match(text) for text in named["BYDAY"].split(",")]
    most = _WEEKS_OF.get(frequency, 0)
    days: list[tuple[int | None, str]] = []
    for match in found:
        if match is None or len(found) > _MOST_LISTED:
            raise InvalidRule("BYDAY lists days of the week as MO, TU, WE, TH, FR, SA, SU.")
        position = int(match[1]) if match[1] else None
        if position is not None and abs(position) > most:
            raise InvalidRule("Only a month has a 1MO to 5MO, and a year a 1MO to 53MO (from the end: -1MO).")
        days.append((position, match[2]))
    return days


def _until(named: dict[str, str]) -> dt.date | None:
    if "UNTIL" not in named:
        return None
    try:
        if not _DATE.match(named["UNTIL"]):
            raise ValueError
        return dt.datetime.strptime(named["UNTIL"], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise InvalidRule("UNTIL is a date as 20271231.") from None


def _years_later(date: dt.date, years: int) -> dt.date:
    # 29 February has no anniversary in most years; the horizon need not be exact to the day.
    year = min(date.year + years, dt.MAXYEAR)
    return date.replace(year=year, day=min(date.day, 28))
