"""The charts of the dashboard: from closed days' totals and short ranges of indexes, never from whole tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Currency, Money
from fraud.contracts import VIEW_ALERTS, Severity
from fraud.selectors.alerts import visible_alerts
from ledger.contracts import VIEW_BOOKS
from ledger.selectors import ClosedDays, closed_days_of
from ledger.services import ChartRole
from loans.contracts import MANAGE_ANY_LOAN
from loans.selectors import arrears_buckets, in_bucket, loans_in_arrears
from operations.admin.charts import (
    Caption,
    Chart,
    Series,
    Written,
    bar_chart,
    days_between,
    line_chart,
    short_number,
)

DAYS_SHOWN: Final = 30
_DAYS_OF_ALERTS: Final = 14
_SEVERITIES: Final = tuple(severity.value for severity in Severity)


def charts_of(actor: Actor, currency: str) -> list[Chart]:
    """Return the charts that an actor's rights let him see, amounts in one currency."""
    charts: list[Chart] = []
    if actor.may(VIEW_BOOKS):
        charts += _of_the_books(currency)
    if actor.may(MANAGE_ANY_LOAN):
        charts.append(_arrears(actor, currency))
    if actor.may(VIEW_ALERTS):
        charts.append(_alerts(actor))
    return charts


def _of_the_books(currency: str) -> list[Chart]:
    last = clock.business_date() - dt.timedelta(days=1)
    first = last - dt.timedelta(days=DAYS_SHOWN - 1)
    dates = days_between(first, last)
    found = closed_days_of((ChartRole.CUSTOMER_DEPOSITS, ChartRole.LOANS_RECEIVABLE), currency, first, last)
    deposits, loans = found[ChartRole.CUSTOMER_DEPOSITS], found[ChartRole.LOANS_RECEIVABLE]
    labels = [f"{date:%d %b}" for date in dates]
    written, short = _writers(currency)
    of_day = {day.date: day for day in deposits.days}
    volume = bar_chart(
        Caption(
            "volume",
            f"Movements on customers' accounts ({currency})",
            f"What went into and out of customers' accounts on each of the last {DAYS_SHOWN} closed days.",
        ),
        labels,
        [
            Series("In", tuple(of_day[date].credits_minor if date in of_day else 0 for date in dates)),
            Series("Out", tuple(of_day[date].debits_minor if date in of_day else 0 for date in dates)),
        ],
        written=written,
        short=short,
    )
    levels = (
        ("deposits", "Deposits of customers", deposits, -1, "What the bank owed its customers"),
        ("loans", "Loans outstanding", loans, 1, "Principal that borrowers owed the bank"),
    )
    return [
        volume,
        *(
            line_chart(
                Caption(key, f"{title} ({currency})", f"{sentence} at the end of each closed day."),
                labels,
                Series(title, _levels(account, dates, sign)),
                written=written,
                short=short,
            )
            for key, title, account, sign, sentence in levels
        ),
    ]


def _levels(account: ClosedDays, dates: list[dt.date], sign: int) -> tuple[int, ...]:
    """Return the balance at the end of each date: debits less credits, or the other way round for `sign` -1."""
    nets = {day.date: day.debits_minor - day.credits_minor for day in account.days}
    level, levels = account.net_before_minor, []
    for date in dates:
        level += nets.get(date, 0)
        levels.append(sign * level)
    return tuple(levels)


def _arrears(actor: Actor, currency: str) -> Chart:
    late = loans_in_arrears(actor).filter(currency=currency).select_related(None).order_by()
    owed = F("principal_disbursed_minor") - F("principal_paid_minor") - F("written_off_principal_minor")
    buckets = arrears_buckets()
    sums = [
        in_bucket(late, bucket).aggregate(loans=Count("pk"), principal=Sum(owed, default=0))
        for bucket in buckets
    ]
    written, short = _writers(currency)
    return bar_chart(
        Caption(
            "arrears",
            f"Arrears ({currency})",
            "Principal of loans that are past due, by days past due.",
            "Days past due",
        ),
        [f"{bucket} ({each['loans']})" for bucket, each in zip(buckets, sums, strict=True)],
        [Series("Principal", tuple(int(each["principal"]) for each in sums))],
        written=written,
        short=short,
    )


def _alerts(actor: Actor) -> Chart:
    today = clock.business_date(clock.now())
    dates = days_between(today - dt.timedelta(days=_DAYS_OF_ALERTS - 1), today)
    since = dt.datetime.combine(dates[0], dt.time.min, tzinfo=dt.UTC)
    recent = visible_alerts(actor).select_related(None).order_by().filter(created_at__gte=since)
    by_day = recent.annotate(day=TruncDate("created_at")).values_list("day", "severity")
    counts = Counter({(day, severity): number for day, severity, number in by_day.annotate(Count("pk"))})
    return bar_chart(
        Caption(
            "alerts",
            "Alerts a day",
            f"Alerts raised on each of the last {_DAYS_OF_ALERTS} days, by severity.",
            "Day",
        ),
        [f"{date:%d %b}" for date in dates],
        [
            Series(name.capitalize(), tuple(counts[date, name] for date in dates))
            for name in _SEVERITIES
            if any(counts[date, name] for date in dates)
        ]
        or [Series("Alerts", (0,) * len(dates))],
        stacked=True,
    )


def _writers(currency: str) -> tuple[Written, Written]:
    exponent = Currency.of(currency).exponent
    return (
        lambda amount_minor: str(Money.of_minor(amount_minor, currency)),
        lambda amount_minor: short_number(amount_minor // 10**exponent),
    )
