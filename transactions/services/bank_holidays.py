"""The bank's own holidays, kept by staff; payments that are planned already move with them."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError
from django.db.models import Q

from accounts.contracts import MANAGE_PRODUCTS
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from transactions.events import BankHolidaySet
from transactions.models import BankHoliday, StandingOrder
from transactions.selectors.standing_orders import bank_calendar, plan_of


@use_case
def keep_bank_holiday(*, actor: Actor, date: dt.date, name: str) -> BankHoliday:
    """Add a day on which the bank does no business. Raises `NotAllowed`, `InvalidInput` for one it has already."""
    _refuse_without_right(actor)
    try:
        with savepoint():
            holiday = BankHoliday.objects.create(date=date, name=name)
    except IntegrityError:
        raise InvalidInput({"date": ["This is a bank holiday already."]}) from None
    _plan_anew(date)
    emit(BankHolidaySet(actor=actor, date=date, name=name, is_kept=True))
    return holiday


@use_case
def drop_bank_holiday(*, actor: Actor, holiday_id: int) -> None:
    """Take away one of the bank's own holidays. Raises `NotAllowed`, `NotFound`."""
    _refuse_without_right(actor)
    holiday = BankHoliday.objects.filter(pk=holiday_id).first()
    if holiday is None:
        raise NotFound("There is no such bank holiday.")
    holiday.delete()
    _plan_anew(holiday.date)
    emit(BankHolidaySet(actor=actor, date=holiday.date, name=holiday.name, is_kept=False))


def _plan_anew(date: dt.date) -> None:
    """Move the next payments that fall due, or are planned, on a date whose nature has changed.

    One that is to be skipped now is left as it is: its own turn says so, and records it.
    """
    calendar = bank_calendar()
    planned = StandingOrder.objects.filter(Q(next_run_on=date) | Q(next_due_date=date))
    for order in planned.select_for_update(no_key=True).order_by("pk"):
        plan = plan_of(order, calendar)
        assert order.next_due_date is not None
        run_on = calendar.paid_on(order.next_due_date, plan.holiday_rule)
        if run_on not in {None, order.next_run_on}:
            StandingOrder.objects.filter(pk=order.pk).update(next_run_on=run_on)


def _refuse_without_right(actor: Actor) -> None:
    if not actor.may(MANAGE_PRODUCTS):
        raise NotAllowed
