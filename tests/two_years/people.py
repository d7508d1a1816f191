"""Who banks here, what is on offer, and how each customer keeps to what he owes."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from operations.services import close_business_day
from tests.builders import people
from tests.builders.accounts import offer_product, open_account
from tests.builders.loan_products import offer_loan_product
from users.models import User
from users.selectors import person_card

FIRST_DAY: Final = dt.date(2027, 1, 1)
SAVINGS: Final = "SAVER"
STAFF: Final = ("lender_one", "lender_two")

LOANS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("MONTHLY", {"annual_interest_rate": "9.4822", "installment_fee": "1.50", "late_penalty": "15.00"}),
    (
        "DAILY",
        {
            "annual_interest_rate": "14.5",
            "interest_period": "DAILY",
            "day_count": "ACTUAL/365",
            "prepayment_effect": "LOWER_INSTALLMENT",
            "late_penalty": "10.00",
            "late_penalty_after_days": 5,
        },
    ),
    (
        "FLAT",
        {
            "annual_interest_rate": "7",
            "interest_method": "FLAT",
            "origination_fee": "20.00",
            "late_penalty": "5",
        },
    ),
    (
        "PRINCIPAL",
        {
            "annual_interest_rate": "11.25",
            "amortization": "EQUAL_PRINCIPAL",
            "interest_period": "DAILY",
            "day_count": "ACTUAL/ACTUAL",
            "installment_fee": "0.75",
        },
    ),
    (
        "WEEKLY",
        {
            "annual_interest_rate": "18",
            "repayment_every": 2,
            "repayment_unit": "WEEKS",
            "grace_on_principal": 1,
            "grace_on_interest": 1,
            "installment_multiple": "5.00",
            "late_penalty": "2.50",
        },
    ),
)


class Habit(StrEnum):
    """How a customer keeps to his loan."""

    PUNCTUAL = "pays on the day"
    EARLY = "pays some days before"
    LATE = "pays late"
    IN_PARTS = "pays in parts"
    AHEAD = "pays ahead"
    DEFAULTS = "stops paying"


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer by his place in the story, with what the story needs to know of him."""

    place: int
    user_id: int
    account_id: int
    account_number: str

    @property
    def habit(self) -> Habit:
        """How he keeps to his loan."""
        return tuple(Habit)[self.place % len(Habit)]

    @property
    def actor(self) -> Actor:
        """The customer with the rights he holds now."""
        return people.actor_for(person_card(self.user_id))

    def chance(self, seed: int, date: dt.date) -> random.Random:
        """Return the luck of a day: the same whenever the day is lived again."""
        return random.Random(f"{seed}:{self.place}:{date}")


def at(date: dt.date, hour: int) -> Any:
    """Hold the clock at an hour of a day; the business date is the stored one."""
    return clock.frozen_at(
        dt.datetime.combine(date, dt.time(hour), tzinfo=dt.UTC), business_date_from_row=True
    )


def settle_in(customers: int) -> None:
    """Open the bank on the first day: products, two lenders, and customers with money on their accounts."""
    with at(FIRST_DAY, 1):
        close_business_day()
        offer_product(
            SAVINGS, interest_rate="2.4", withholding_tax_rate="25", day_count="ACTUAL/ACTUAL", fees={}
        )
        for code, terms in LOANS:
            # Whoever asks is lent to: this is about the books, not about whom to lend to.
            limits = {
                "minimum_amount": "100.00",
                "maximum_amount": "5000.00",
                "minimum_term": 2,
                "maximum_term": 60,
            }
            offer_loan_product(code, **{**limits, **terms})
        for name in STAFF:
            people.bank_admin(username=name)
        for place in range(customers):
            person = people.approved_customer(username=f"villager{place:05d}")
            open_account(person, 500_00 + place, product_code=SAVINGS)


def villagers() -> list[Customer]:
    """Return the customers in their order."""
    from accounts.models import Account

    rows = (
        Account.objects.filter(customer__username__startswith="villager")
        .order_by("customer__username")
        .values_list("customer_id", "id", "account_number")
    )
    return [Customer(place, user, account, str(number)) for place, (user, account, number) in enumerate(rows)]


def lenders() -> tuple[Actor, Actor]:
    """Return the two members of staff, of whom each decides what the other has asked for."""
    one, two = (people.actor_for(person_card(User.objects.get(username=name).pk)) for name in STAFF)
    return one, two
