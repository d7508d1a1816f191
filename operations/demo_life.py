"""An invented household's money, day by day: a salary, rent and bills by the month, shopping by the week, some of all.

Pure and the same for a seed, so that proofs can count on it and the demonstration shows it. Each movement says under
which of the bank's categories it belongs.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from transactions.contracts import TransactionType

FRIEND: Final = "friend"
SAVINGS: Final = "savings"
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeMovement:
    """Money of the household that moves on a date, in hundredths of a major unit.

    `other` is whose account is on the other side of a transfer: the friend's, or the household's savings.
    `category_key` is the category it belongs under.
    """

    date: dt.date
    kind: TransactionType
    amount_hundredths: int
    category_key: str
    payee_name: str = ""
    description: str = ""
    other: str = ""

    @property
    def comes_in(self) -> bool:
        """Whether the household gets it."""
        return self.kind is TransactionType.DEPOSIT


@dataclass(frozen=True, slots=True)
class _Bill:
    """What is paid on a day of each month, to the cent or about."""

    day: int
    payee: str
    description: str
    category_key: str
    hundredths: int
    give_or_take: int = 0


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is bought so many times in a hundred days, for an amount between two bounds."""

    times_in_hundred_days: int
    payee: str
    description: str
    category_key: str
    least: int
    most: int


_BILLS: Final = (
    _Bill(3, "Harbour Lettings", "Rent", "rent", 95_000),
    _Bill(6, "Eastmere Power", "Electricity", "energy", 8_400, 1_900),
    _Bill(9, "Port Ellery Waterworks", "Quarterly share", "water", 2_150),
    _Bill(12, "Northline Mobile", "Telephone", "internet_phone", 2_999),
    _Bill(14, "Ferrystream", "Streaming", "subscriptions", 1_199),
    _Bill(16, "Tidewater Gym", "Membership", "fitness", 4_500),
    _Bill(20, "Lantern Mutual Insurance", "Household", "insurance", 3_650),
    _Bill(25, "Ellery Transit", "Season ticket", "public_transport", 6_800),
)
_ERRANDS: Final = (
    _Errand(29, "Green Basket", "Groceries", "groceries", 2_200, 8_900),
    _Errand(14, "Quay Bakery", "", "groceries", 380, 1_450),
    _Errand(21, "Café Meridian", "", "coffee_snacks", 320, 1_150),
    _Errand(13, "Trattoria Lucia", "Dinner", "eating_out", 1_900, 7_400),
    _Errand(11, "Coastline Petrol", "", "fuel", 3_100, 6_200),
    _Errand(5, "Ellery Cabs", "Ride home", "taxis", 900, 2_600),
    _Errand(5, "Mill Street Pharmacy", "", "pharmacy", 650, 3_400),
    _Errand(5, "Lowtide Cinema", "Two tickets", "entertainment", 1_800, 3_900),
    _Errand(4, "Marlin Outfitters", "", "clothing", 2_900, 14_000),
    _Errand(4, "Salt Road Bookshop", "", "hobbies_books", 1_100, 4_200),
    _Errand(3, "Brightside Florist", "Birthday", "gifts", 1_500, 4_500),
    _Errand(3, "K & L Trading", "Invoice 20417", "unsorted", 1_000, 9_000),
)
_CASH_IN_HUNDRED_DAYS: Final = 7
_FRIEND_IN_HUNDRED_DAYS: Final = 6


def household_life(seed: int, first: dt.date, last: dt.date) -> Iterator[LifeMovement]:
    """Yield what moves from one date to another, both inclusive, day by day: about fifty movements a month."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    date = first
    while date <= last:
        yield from _by_the_month(chance, date)
        yield from _now_and_then(chance, date)
        date += _DAY


def _by_the_month(chance: random.Random, date: dt.date) -> Iterator[LifeMovement]:
    if date.day == 1:
        yield LifeMovement(
            date=date,
            kind=TransactionType.DEPOSIT,
            amount_hundredths=410_000,
            category_key="salary",
            description="Salary, Hartwell Boats",
        )
    for bill in _BILLS:
        if bill.day == date.day:
            amount = bill.hundredths + chance.randint(-bill.give_or_take, bill.give_or_take)
            yield _payment(date, bill.payee, bill.description, bill.category_key, amount)
    if date.day == 26:
        yield LifeMovement(
            date=date,
            kind=TransactionType.TRANSFER,
            amount_hundredths=30_000,
            category_key="own_transfer",
            description="Put aside",
            other=SAVINGS,
        )


def _now_and_then(chance: random.Random, date: dt.date) -> Iterator[LifeMovement]:
    for errand in _ERRANDS:
        if chance.randrange(100) < errand.times_in_hundred_days:
            amount = chance.randint(errand.least, errand.most)
            yield _payment(date, errand.payee, errand.description, errand.category_key, amount)
    if chance.randrange(100) < _CASH_IN_HUNDRED_DAYS:
        yield LifeMovement(
            date=date,
            kind=TransactionType.WITHDRAWAL,
            amount_hundredths=1_000 * chance.randint(2, 8),
            category_key="cash",
            description="Cash",
        )
    if chance.randrange(100) < _FRIEND_IN_HUNDRED_DAYS:
        yield LifeMovement(
            date=date,
            kind=TransactionType.TRANSFER,
            amount_hundredths=chance.randint(500, 4_500),
            category_key="money_sent",
            description="For yesterday",
            other=FRIEND,
        )
    if chance.randrange(100) == 0:
        yield LifeMovement(
            date=date,
            kind=TransactionType.DEPOSIT,
            amount_hundredths=chance.randint(1_000, 5_000),
            category_key="clothing",
            payee_name="Marlin Outfitters",
            description="Refund for clothes",
        )


def _payment(date: dt.date, payee: str, description: str, category_key: str, amount: int) -> LifeMovement:
    return LifeMovement(
        date=date,
        kind=TransactionType.PAYMENT,
        amount_hundredths=amount,
        category_key=category_key,
        payee_name=payee,
        description=description,
    )
