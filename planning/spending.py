"""Money of categories added up: what was spent or earned, how often, and how that compares. Pure; minor units.

Every figure is a sum of parts. A movement has a part for each category it belongs to: a transfer with a fee has two,
the repayment of a loan one each for principal, interest and fees. What came in under a category of expenses (a refund)
lowers what was spent in it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from core_banking.kernel.rounding import divide_half_even
from planning.contracts import CategoryKind
from planning.periods import Period, months_of, period_before

K = TypeVar("K", int, str)

_HUNDREDTHS_OF_PERCENT: Final = 10_000


class SpendingBy(StrEnum):
    """What spending is broken down by."""

    CATEGORY = "category"
    MONTH = "month"
    MERCHANT = "merchant"


class Source(StrEnum):
    """Whether a part was posted on the ledger, or written down as spent in cash."""

    LEDGER = "LEDGER"
    CASH = "CASH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Money of one category: `amount_minor` as the customer sees it, positive came in, negative went out."""

    date: dt.date
    currency: str
    category_id: int
    kind: CategoryKind
    amount_minor: int
    merchant_key: str
    merchant: str
    source: Source = Source.LEDGER

    @property
    def figure_minor(self) -> int:
        """What it adds to the figure of its kind: what went out to expenses, what came in to income."""
        return self.amount_minor if self.kind is CategoryKind.INCOME else -self.amount_minor


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum and how many parts are in it, beside the sum of the period before."""

    amount_minor: int
    count: int
    previous_minor: int

    @property
    def change_minor(self) -> int:
        """By how much it is more than before."""
        return self.amount_minor - self.previous_minor

    @property
    def change_percent_hundredths(self) -> int | None:
        """The change in hundredths of a percent of what was before; None where nothing was."""
        if self.previous_minor <= 0:
            return None
        return divide_half_even(self.change_minor * _HUNDREDTHS_OF_PERCENT, self.previous_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A category, month or merchant with its figure; `period` is given for months alone."""

    key: str
    label: str
    figure: Figure
    category_id: int | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What a customer spent, or earned, in a period, broken down into rows that add up to `total`."""

    by: SpendingBy
    kind: CategoryKind
    period: Period
    previous: Period
    spent: Figure
    earned: Figure
    cash_withdrawn_minor: int
    cash_written_down_minor: int
    rows: Sequence[Row]

    @property
    def total(self) -> Figure:
        """The figure of the kind that is broken down."""
        return self.earned if self.kind is CategoryKind.INCOME else self.spent


def share_hundredths(figure: Figure, total: Figure) -> int | None:
    """Return a row's share of the total in hundredths of a percent; None where the total is nothing, or less."""
    if total.amount_minor <= 0:
        return None
    return divide_half_even(figure.amount_minor * _HUNDREDTHS_OF_PERCENT, total.amount_minor)


def spending_of(
    parts: Iterable[Part],
    *,
    period: Period,
    by: SpendingBy,
    kind: CategoryKind,
    cash_category_id: int,
    category_names: Mapping[int, str],
    merchant_names: Mapping[str, str],
) -> Spending:
    """Add up parts of one currency; those from `earliest_day` on are to be among them.

    `merchant_names` are names that the customer has given himself, by the merchant's key.
    """
    given, previous = list(parts), period_before(period)
    now = [part for part in given if part.date in period]
    before = [part for part in given if part.date in previous]
    of_kind = [part for part in given if part.kind is kind]
    withdrawn = [
        part for part in now if part.category_id == cash_category_id and part.source is Source.LEDGER
    ]
    return Spending(
        by=by,
        kind=kind,
        period=period,
        previous=previous,
        spent=_figure(now, before, CategoryKind.EXPENSE),
        earned=_figure(now, before, CategoryKind.INCOME),
        cash_withdrawn_minor=-sum(part.amount_minor for part in withdrawn),
        cash_written_down_minor=-sum(part.amount_minor for part in now if part.source is Source.CASH),
        rows=_rows(of_kind, period, by, category_names, merchant_names),
    )


def earliest_day(period: Period, by: SpendingBy) -> dt.date:
    """Return the first day whose parts are needed: of the period before, or before the first of its months."""
    if by is not SpendingBy.MONTH:
        return period_before(period).first
    return min(period_before(period).first, *(period_before(month).first for month in months_of(period)))


def _rows(
    parts: Sequence[Part],
    period: Period,
    by: SpendingBy,
    category_names: Mapping[int, str],
    merchant_names: Mapping[str, str],
) -> list[Row]:
    if by is SpendingBy.MONTH:
        return [_month(parts, month) for month in months_of(period)]
    previous = period_before(period)
    now = [part for part in parts if part.date in period]
    before = [part for part in parts if part.date in previous]
    if by is SpendingBy.CATEGORY:
        rows = [
            Row(key=str(category), label=category_names[category], figure=figure, category_id=category)
            for category, figure in _grouped(now, before, lambda part: part.category_id)
        ]
    else:
        labels = {part.merchant_key: part.merchant for part in (*before, *now)} | dict(merchant_names)
        rows = [
            Row(key=merchant, label=labels[merchant], figure=figure)
            for merchant, figure in _grouped(now, before, lambda part: part.merchant_key)
        ]
    return sorted(rows, key=lambda row: (-row.figure.amount_minor, row.label, row.key))


def _month(parts: Sequence[Part], month: Period) -> Row:
    before = period_before(month)
    figure = Figure(
        sum(part.figure_minor for part in parts if part.date in month),
        sum(1 for part in parts if part.date in month),
        sum(part.figure_minor for part in parts if part.date in before),
    )
    name = month.first.strftime("%Y-%m")
    return Row(key=name, label=name, figure=figure, period=month)


def _grouped(
    now: Iterable[Part], before: Iterable[Part], key_of: Callable[[Part], K]
) -> list[tuple[K, Figure]]:
    sums: dict[K, list[int]] = defaultdict(lambda: [0, 0, 0])
    for part in now:
        figures = sums[key_of(part)]
        figures[0] += part.figure_minor
        figures[1] += 1
    for part in before:
        sums[key_of(part)][2] += part.figure_minor
    return [(key, Figure(*figures)) for key, figures in sums.items()]


def _figure(now: Iterable[Part], before: Iterable[Part], kind: CategoryKind) -> Figure:
    counted = [part.figure_minor for part in now if part.kind is kind]
    return Figure(sum(counted), len(counted), sum(part.figure_minor for part in before if part.kind is kind))
