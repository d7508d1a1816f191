"""Business days, and where a payment goes that falls due on another day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from transactions.bank_calendar import BankCalendar, HolidayRule, public_holidays_of, weekend_of
from transactions.checks import calendar_is_known

FRIDAY, SATURDAY, SUNDAY, MONDAY = (dt.date(2027, 1, day) for day in (1, 2, 3, 4))
CALENDAR = BankCalendar(weekend_of(["SA", "Sunday"]), own_holidays=frozenset({MONDAY}))


@pytest.mark.parametrize(
    ("rule", "due", "paid"),
    [
        (HolidayRule.NEXT, FRIDAY, FRIDAY),
        (HolidayRule.NEXT, SATURDAY, MONDAY + dt.timedelta(1)),
        (HolidayRule.PREVIOUS, MONDAY, FRIDAY),
        (HolidayRule.SKIP, SUNDAY, None),
        (HolidayRule.SKIP, FRIDAY, FRIDAY),
        (HolidayRule.IGNORE, SUNDAY, SUNDAY),
    ],
)
def test_a_payment_due_on_a_closed_day_goes_where_its_rule_says(
    rule: HolidayRule, due: dt.date, paid: dt.date | None
) -> None:
    assert CALENDAR.paid_on(due, rule) == paid


def test_every_day_is_a_business_day_unless_the_bank_says_otherwise() -> None:
    assert all(BankCalendar().is_business_day(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY))


def test_a_bank_that_never_opens_pays_on_the_due_date_itself() -> None:
    closed = BankCalendar(weekend=frozenset(range(7)))

    assert closed.paid_on(FRIDAY, HolidayRule.NEXT) == FRIDAY


def test_the_holidays_of_a_country_or_a_part_of_it_are_kept() -> None:
    epiphany = dt.date(2027, 1, 6)

    assert not BankCalendar(public_holidays=public_holidays_of("DE")).is_business_day(FRIDAY)
    assert epiphany not in public_holidays_of("DE")
    assert epiphany in public_holidays_of("DE-BY")
    assert FRIDAY not in public_holidays_of("")


def test_a_day_of_the_week_has_a_name() -> None:
    assert weekend_of([]) == frozenset()
    with pytest.raises(ValueError, match="not in tuple"):
        weekend_of(["XX"])


def test_a_day_or_country_that_is_misspelt_stops_the_bank_from_starting(settings: Any) -> None:
    assert calendar_is_known(None) == []

    settings.BANK_WEEKEND_DAYS, settings.BANK_HOLIDAYS_COUNTRY = ["XX"], "QQ"

    assert [fault.id for fault in calendar_is_known(None)] == ["transactions.E001", "transactions.E002"]
