"""What an applicant can afford, in figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from loans.affordability import affordability


@dataclass(frozen=True)
class Month:
    month: dt.date
    in_minor: int
    out_minor: int


@dataclass(frozen=True)
class Flows:
    months: tuple[Month, ...] = ()
    standing_orders: int = 0
    standing_orders_minor: int = 0


def month(number: int, in_minor: int, out_minor: int = 0) -> Month:
    return Month(dt.date(2026, number, 1), in_minor, out_minor)


@pytest.mark.parametrize(
    ("income", "flows", "shares"),
    [
        (400_000, Flows(standing_orders=2, standing_orders_minor=60_000), (250_000, 400_000, None)),
        (None, Flows(months=(month(1, 300_000), month(2, 100_000))), (None, None, 500_000)),
        (0, Flows(months=(month(1, 0), month(2, 200_000, 5))), (None, None, 500_000)),
    ],
    ids=["income", "no-income", "empty-months-do-not-count"],
)
def test_shares_of_what_is_known(
    income: int | None, flows: Flows, shares: tuple[int | None, int | None, int | None]
) -> None:
    found = affordability(income_minor=income, burden_minor=100_000, flows=flows)

    assert (
        found.share_of_income_ppm,
        found.all_dues_share_of_income_ppm,
        found.share_of_inflow_ppm,
    ) == shares
