"""What closed days brought to an account of the chart: read from the roll-ups alone, a row for each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum

from ledger.book_models import DailyTotal
from ledger.chart import ChartRole


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """Debits and credits that one closed business date brought to an account, in minor units, never negative."""

    date: dt.date
    debits_minor: int
    credits_minor: int


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """An account of the chart over closed days: its debits less credits before the first, and each with entries."""

    net_before_minor: int
    days: tuple[ClosedDay, ...]


def closed_days_of(
    roles: tuple[ChartRole, ...], currency: str, first: dt.date, last: dt.date
) -> Mapping[ChartRole, ClosedDays]:
    """Return what the closed days of a range brought to accounts of the chart, in two queries for all of them.

    Days that are not rolled up yet are left out: adding up their lines takes as long as they are many.
    """
    codes = {f"{role}-{currency}": role for role in roles}
    totals = DailyTotal.objects.filter(account__code__in=codes, business_date__lte=last)
    earlier = totals.filter(business_date__lt=first).values_list("account__code")
    before = {
        code: int(debits) - int(credits_)
        for code, debits, credits_ in earlier.annotate(Sum("debits_minor"), Sum("credits_minor"))
    }
    found: dict[str, list[ClosedDay]] = {code: [] for code in codes}
    columns = ("account__code", "business_date", "debits_minor", "credits_minor")
    for code, *day in totals.filter(business_date__gte=first).order_by("business_date").values_list(*columns):
        found[code].append(ClosedDay(*day))
    return {role: ClosedDays(before.get(code, 0), tuple(found[code])) for code, role in codes.items()}
