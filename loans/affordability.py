"""What an applicant can afford, in figures: the loan's month beside his income and what his accounts take in. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core_banking.kernel.percent import WHOLE_PPM


class MonthOfFlows(Protocol):
    """What came into a customer's accounts in a month, and what went out, in minor units."""

    @property
    def month(self) -> dt.date:
        """First day of the month."""

    @property
    def in_minor(self) -> int:
        """What came in."""

    @property
    def out_minor(self) -> int:
        """What went out."""


class CustomerFlows(Protocol):
    """What is known of a customer's money by the app that moves it."""

    @property
    def months(self) -> Sequence[MonthOfFlows]:
        """The last whole months, the oldest first."""

    @property
    def standing_orders(self) -> int:
        """How many standing orders run."""

    @property
    def standing_orders_minor(self) -> int:
        """What they come to in a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affordability:
    """A month of the applicant with the loan, in minor units; shares in millionths, None where the whole is unknown.

    `burden_minor` is the loan's month. `average_in_minor` is over the months in which anything moved.
    """

    income_minor: int | None
    burden_minor: int
    standing_orders: int
    standing_orders_minor: int
    average_in_minor: int | None
    months: Sequence[MonthOfFlows]

    @property
    def share_of_income_ppm(self) -> int | None:
        """The loan's month as a share of the stated income."""
        return _share(self.burden_minor, self.income_minor)

    @property
    def all_dues_share_of_income_ppm(self) -> int | None:
        """The loan's month and the standing orders together, as a share of the stated income."""
        return _share(self.burden_minor + self.standing_orders_minor, self.income_minor)

    @property
    def share_of_inflow_ppm(self) -> int | None:
        """The loan's month as a share of what comes into the accounts on average."""
        return _share(self.burden_minor, self.average_in_minor)


def affordability(*, income_minor: int | None, burden_minor: int, flows: CustomerFlows) -> Affordability:
    """Return how the month of a loan stands beside an applicant's money."""
    moved = [month for month in flows.months if month.in_minor or month.out_minor]
    # An account that is young has no months before it: they would make its holder poorer than he is.
    average = sum(month.in_minor for month in moved) // len(moved) if moved else None
    return Affordability(
        income_minor=income_minor,
        burden_minor=burden_minor,
        standing_orders=flows.standing_orders,
        standing_orders_minor=flows.standing_orders_minor,
        average_in_minor=average,
        months=flows.months,
    )


def _share(part_minor: int, whole_minor: int | None) -> int | None:
    return part_minor * WHOLE_PPM // whole_minor if whole_minor else None
