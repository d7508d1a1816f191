"""When a standing order is really paid: its due dates, moved over the calendar of the bank by its holiday rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from transactions.bank_calendar import BankCalendar, HolidayRule
from transactions.recurrence import DueDates

DATES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """A due date, and the business day on which it is paid."""

    due_date: dt.date
    run_on: dt.date


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """The due dates of an order, and where those go on which the bank does no business."""

    dates: DueDates
    holiday_rule: HolidayRule
    calendar: BankCalendar

    def after(self, due_date: dt.date | None) -> Iterator[PlannedPayment]:
        """Yield the payments due after a date (all, for None) in order; skipped ones are left out."""
        for due in self.dates.after(due_date):
            run_on = self.calendar.paid_on(due, self.holiday_rule)
            if run_on is not None:
                yield PlannedPayment(due, run_on)

    def next_after(self, due_date: dt.date | None) -> PlannedPayment | None:
        """Return the first payment due after a date, or of all; None if there is none."""
        return next(self.after(due_date), None)

    def shown_from(self, due_date: dt.date | None) -> list[dt.date]:
        """Return the days of the next payments from a due date on, five at most; none where nothing is due."""
        if due_date is None:
            return []
        before = due_date - dt.timedelta(days=1)
        return [payment.run_on for payment in islice(self.after(before), DATES_SHOWN)]
