"""What comes into a customer's accounts a month, and what regularly leaves them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core_banking.kernel import clock
from transactions.contracts import LOAN_TYPES, TransactionStatus, TransactionType
from transactions.models import StandingOrder, Transaction
from transactions.recurrence import DueDates
from transactions.standing_order_contracts import OrderStatus

MONTHS: Final = 6
_MOST_ORDERS: Final = 200
_MONTHS_IN_A_YEAR: Final = 12
_NOT_INCOME: Final = [TransactionType.REVERSAL.value, *(kind.value for kind in LOAN_TYPES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfFlows:
    """What came in and went out in a calendar month, in minor units; not between own accounts, nor of loans."""

    month: dt.date
    in_minor: int
    out_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFlows:
    """The last whole months, the oldest first, and what standing orders come to in a month, in minor units."""

    months: tuple[MonthOfFlows, ...]
    standing_orders: int
    standing_orders_minor: int


def customer_flows(user_id: int, currency: str) -> CustomerFlows:
    """Return the flows of a customer's money of one currency over the last whole months. Named by `CUSTOMER_FLOWS`."""
    this_month = clock.business_date().replace(day=1)
    months = [_months_before(this_month, count) for count in range(MONTHS, 0, -1)]
    made = Transaction.objects.filter(
        currency=currency,
        status=TransactionStatus.COMPLETED.value,
        undone__isnull=True,  # what was taken back was nobody's income
        business_date__gte=months[0],
        business_date__lt=this_month,
    ).exclude(transaction_type__in=_NOT_INCOME)
    between_own = Q(from_customer_id=F("to_customer_id"))
    came = _by_month(made.filter(to_customer_id=user_id).exclude(between_own))
    went = _by_month(made.filter(from_customer_id=user_id).exclude(between_own))
    orders = _standing_orders(user_id, currency)
    return CustomerFlows(
        months=tuple(
            MonthOfFlows(month=month, in_minor=came.get(month, 0), out_minor=went.get(month, 0))
            for month in months
        ),
        standing_orders=len(orders),
        standing_orders_minor=sum(orders),
    )


def _by_month(rows: QuerySet[Transaction]) -> dict[dt.date, int]:
    found = rows.annotate(month=TruncMonth("business_date")).values_list("month").order_by("month")
    return dict(found.annotate(total=Sum("amount_minor")))


def _standing_orders(user_id: int, currency: str) -> list[int]:
    """Return what each running order comes to in a month, rounded up: its payments of the next year, over twelve."""
    running = StandingOrder.objects.filter(
        customer_id=user_id, currency=currency, status=OrderStatus.ACTIVE.value
    ).exclude(to_account__customer_id=user_id)
    return [_a_month(order) for order in running.order_by("-id")[:_MOST_ORDERS]]


def _a_month(order: StandingOrder) -> int:
    assert order.next_due_date is not None
    if not order.rrule:
        return 0  # once is not regularly
    # Fifty-two weeks: an order by the week is then paid fifty-two times in the year, and one by the month twelve times.
    a_year_on = order.next_due_date + dt.timedelta(weeks=52)
    due = DueDates(order.start_date, order.rrule, order.end_date).after(
        order.next_due_date - dt.timedelta(days=1)
    )
    times = sum(1 for _ in takewhile(lambda date: date < a_year_on, due))
    return -(-order.amount_minor * times // _MONTHS_IN_A_YEAR)


def _months_before(month: dt.date, count: int) -> dt.date:
    place = month.year * _MONTHS_IN_A_YEAR + month.month - 1 - count
    return dt.date(place // _MONTHS_IN_A_YEAR, place % _MONTHS_IN_A_YEAR + 1, 1)
