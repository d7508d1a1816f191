"""Reads of standing orders, their executions, and the bank's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from transactions.bank_calendar import BankCalendar, HolidayRule, public_holidays_of, weekend_of
from transactions.models import BankHoliday, StandingOrder, StandingOrderExecution
from transactions.payment_plan import PaymentPlan
from transactions.recurrence import DueDates
from transactions.standing_order_contracts import (
    ExecutionCard,
    ExecutionStatus,
    OrderStatus,
    StandingOrderCard,
)


def bank_calendar() -> BankCalendar:
    """Return the days on which the bank does business, by the settings and its own holidays."""
    return BankCalendar(
        weekend=weekend_of(settings.BANK_WEEKEND_DAYS),
        public_holidays=public_holidays_of(settings.BANK_HOLIDAYS_COUNTRY),
        own_holidays=frozenset(BankHoliday.objects.values_list("date", flat=True)),
    )


def plan_of(order: StandingOrder, calendar: BankCalendar) -> PaymentPlan:
    """Return when an order is paid."""
    dates = DueDates(order.start_date, order.rrule, order.end_date)
    return PaymentPlan(dates, HolidayRule(order.holiday_rule), calendar)


def visible_standing_orders(actor: Actor) -> QuerySet[StandingOrder]:
    """Return somebody's own standing orders, the newest first."""
    rows = StandingOrder.objects.select_related("from_account", "to_account").order_by("-id")
    return rows.filter(customer_id=actor.user_id)


def standing_order_card(actor: Actor, order_id: int) -> StandingOrderCard:
    """Return one of somebody's own standing orders. Raises `NotFound`."""
    order = visible_standing_orders(actor).filter(pk=order_id).first()
    if order is None:
        raise NotFound("There is no such standing order.")
    return card_of_standing_order(order, bank_calendar())


def cards_of_standing_orders(orders: Iterable[StandingOrder]) -> list[StandingOrderCard]:
    """Return orders as frozen cards, over one look at the calendar."""
    calendar = bank_calendar()
    return [card_of_standing_order(order, calendar) for order in orders]


def card_of_standing_order(order: StandingOrder, calendar: BankCalendar) -> StandingOrderCard:
    """Return an order as a frozen card, with the days of its next payments."""
    return StandingOrderCard(
        id=order.pk,
        from_account_number=order.from_account.account_number,
        to_account_number=order.to_account.account_number,
        amount_minor=order.amount_minor,
        currency=order.currency,
        description=order.description,
        start_date=order.start_date,
        end_date=order.end_date,
        rrule=order.rrule,
        holiday_rule=HolidayRule(order.holiday_rule),
        status=OrderStatus(order.status),
        next_dates=tuple(plan_of(order, calendar).shown_from(order.next_due_date)),
        created_at=order.created_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
    )


def executions_of(actor: Actor, order_id: int) -> QuerySet[StandingOrderExecution]:
    """Return what became of the due dates of one of somebody's own orders, the latest first. Raises `NotFound`."""
    if not visible_standing_orders(actor).filter(pk=order_id).exists():
        raise NotFound("There is no such standing order.")
    rows = StandingOrderExecution.objects.select_related("order", "to_account", "transaction")
    return rows.filter(order_id=order_id).order_by("-id")


def card_of_execution(execution: StandingOrderExecution) -> ExecutionCard:
    """Return what became of a due date as a frozen card."""
    return ExecutionCard(
        id=execution.pk,
        order_id=execution.order_id,
        due_date=execution.due_date,
        status=ExecutionStatus(execution.status),
        amount_minor=execution.amount_minor,
        currency=execution.order.currency,
        to_account_number=execution.to_account.account_number,
        attempts=execution.attempts,
        last_tried_on=execution.last_tried_on,
        code=execution.code,
        sentence=execution.sentence,
        transaction_id=execution.transaction.transaction_id if execution.transaction else None,
        created_at=execution.created_at,
    )


def retries_due(today: dt.date, *, after_id: int = 0, limit: int = 500) -> list[tuple[int, int, dt.date]]:
    """Return refused payments to be tried again today, as execution, order and due date, the oldest first."""
    waiting = StandingOrderExecution.objects.filter(
        status=ExecutionStatus.RETRYING.value, last_tried_on__lt=today, pk__gt=after_id
    )
    return list(waiting.order_by("id").values_list("id", "order_id", "due_date")[:limit])


def orders_due(today: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return the orders with a payment to be made today or earlier."""
    due = StandingOrder.objects.filter(next_run_on__lte=today, pk__gt=after_id)
    return list(due.order_by("id").values_list("id", flat=True)[:limit])


def next_due_date(order_id: int, today: dt.date) -> dt.date | None:
    """Return the due date of an order that is to be paid today or earlier; None if none is."""
    due = StandingOrder.objects.filter(pk=order_id, next_run_on__lte=today)
    return due.values_list("next_due_date", flat=True).first()
