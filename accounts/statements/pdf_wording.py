"""How dates and amounts are printed: amounts come in minor units and leave as text."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Final

from accounts.statements.model import AccountStatement

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@functools.lru_cache(maxsize=512)
def printed_date(date: dt.date) -> str:
    """Return a date that no reader takes for another one: `"15 Jan 2024"`."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def printed_amount(statement: AccountStatement, amount_minor: int) -> str:
    """Return an amount with its thousands apart: `"1,234.50"`."""
    whole, point, fraction = statement.amount(amount_minor).partition(".")
    return f"{int(whole):,}{point}{fraction}"


def printed_period(statement: AccountStatement) -> str:
    """Return the first and the last day of a statement."""
    return f"{printed_date(statement.from_date)} \u2013 {printed_date(statement.to_date)}"
