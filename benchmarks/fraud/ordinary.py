"""What people do with their money week by week."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TypedDict

from benchmarks.fraud.draws import about, days_of, moment, rounded, waking
from benchmarks.fraud.movements import DAYS, Intent, Person
from benchmarks.fraud.people import EMPLOYER, IDLE, LANDLORD, SHOP, SIDE_BUSINESS
from fraud.contracts import Origin

MONTHS = tuple(range(0, DAYS, 30))


def everyday(rng: Random, person: Person, people: dict[int, Person]) -> Iterator[Intent]:
    """Yield what a person does without anything happening to him, in no order."""
    if person.trade == EMPLOYER:
        yield from _payroll(rng, person, people)
    elif person.trade == LANDLORD:
        yield from _landlord(rng, person)
    elif person.trade == SHOP:
        yield from _shop(rng, person)
    elif person.trade == IDLE:
        yield from _now_and_then(rng, person)
    else:
        yield from _household(rng, person)
        if person.trade == SIDE_BUSINESS:
            yield from _side_business(rng, person, people)


def _household(rng: Random, person: Person) -> Iterator[Intent]:
    yield from _standing_orders(rng, person)
    yield from _groceries(rng, person)
    yield from _evenings(rng, person)
    yield from _friends(rng, person)
    yield from _cash(rng, person)
    yield from _first_time_payees(rng, person)


class Hand(TypedDict):
    """Where and with what somebody acts, and what went wrong before he did."""

    device: str
    network: str
    wrong_pins: int
    wrong_sign_ins: int
    secret_changed: bool


def by_hand(rng: Random, person: Person) -> Hand:
    """Return where and with what a person acts: mostly the usual, with a wrong PIN now and then."""
    return {
        "device": person.devices[0] if rng.randrange(5) else rng.choice(person.devices),
        "network": person.networks[0] if rng.randrange(3) else rng.choice(person.networks),
        "wrong_pins": rng.choice((1, 1, 1, 2)) if rng.randrange(60) == 0 else 0,
        "wrong_sign_ins": rng.choice((1, 1, 2, 3)) if rng.randrange(50) == 0 else 0,
        "secret_changed": rng.randrange(700) == 0,
    }


def _standing_orders(rng: Random, person: Person) -> Iterator[Intent]:
    rent = person.monthly_minor * rng.randint(220, 320) // 1000
    bills = [
        (f"utility {rng.randrange(30)}", person.monthly_minor * rng.randint(10, 40) // 1000) for _ in range(3)
    ]
    for month in MONTHS:
        if person.landlord:
            yield Intent(
                at=moment(rng, month + 2, 3),
                kind="TRANSFER",
                account=person.account,
                other=person.landlord,
                amount_minor=rounded(rent, 500),
                origin=Origin.STANDING_ORDER,
            )
        for number, (name, amount) in enumerate(bills):
            yield Intent(
                at=moment(rng, month + 3 + number, 3),
                kind="PAYMENT",
                account=person.account,
                payee=name,
                amount_minor=amount,
                origin=Origin.STANDING_ORDER,
            )


def _groceries(rng: Random, person: Person) -> Iterator[Intent]:
    for day in days_of(rng, 9):
        to_shop = bool(person.shops) and rng.randrange(5) == 0
        yield Intent(
            at=waking(rng, person, day),
            kind="TRANSFER" if to_shop else "PAYMENT",
            account=person.account,
            other=rng.choice(person.shops) if to_shop else 0,
            payee="" if to_shop else rng.choice(person.names[:5]),
            amount_minor=about(rng, person.monthly_minor // 80),
            origin=Origin.CUSTOMER if to_shop or rng.randrange(2) else Origin.HOLD_CAPTURE,
            payee_is_saved=not to_shop,
            **by_hand(rng, person),
        )


def _evenings(rng: Random, person: Person) -> Iterator[Intent]:
    for day in days_of(rng, 6):
        yield Intent(
            at=waking(rng, person, day),
            kind="PAYMENT",
            account=person.account,
            payee=rng.choice(person.names),
            amount_minor=about(rng, person.monthly_minor // 100),
            payee_is_saved=rng.randrange(2) == 0,
            **by_hand(rng, person),
        )


def _friends(rng: Random, person: Person) -> Iterator[Intent]:
    for day in days_of(rng, 2) if person.friends else ():
        yield Intent(
            at=waking(rng, person, day),
            kind="TRANSFER",
            account=person.account,
            other=rng.choice(person.friends),
            amount_minor=rounded(about(rng, person.monthly_minor // 70), 500),
            payee_is_saved=True,
            **by_hand(rng, person),
        )


def _cash(rng: Random, person: Person) -> Iterator[Intent]:
    for day in days_of(rng, 2):
        yield Intent(
            at=waking(rng, person, day),
            kind="WITHDRAWAL",
            account=person.account,
            amount_minor=rounded(about(rng, person.monthly_minor // 35), 2_000),
            **by_hand(rng, person),
        )
    if rng.randrange(6) == 0:  # a cheque from an aunt, a sold bicycle
        yield Intent(
            at=moment(rng, rng.randrange(DAYS), rng.randint(9, 16)),
            kind="DEPOSIT",
            account=person.account,
            amount_minor=rounded(about(rng, person.monthly_minor // 6), 1_000),
            origin=Origin.STAFF,
        )


def _first_time_payees(rng: Random, person: Person) -> Iterator[Intent]:
    for day in days_of(rng, 1):
        yield Intent(
            at=waking(rng, person, day),
            kind="PAYMENT",
            account=person.account,
            payee=f"new shop {rng.randrange(5000)}",
            amount_minor=about(rng, person.monthly_minor // 35),
            occasion="new payee",
            **by_hand(rng, person),
        )


def _now_and_then(rng: Random, person: Person) -> Iterator[Intent]:
    """An account that sleeps for weeks, and then pays an honest bill."""
    for _ in range(rng.randint(1, 3)):
        yield Intent(
            at=waking(rng, person, rng.randrange(DAYS)),
            kind="PAYMENT",
            account=person.account,
            payee=rng.choice(person.names),
            amount_minor=about(rng, person.monthly_minor // 25),
            occasion="idle account",
            **by_hand(rng, person),
        )


def _side_business(rng: Random, person: Person, people: dict[int, Person]) -> Iterator[Intent]:
    """Many small payments come in from many people; once a week some of it goes on to a supplier."""
    buyers = [other for other in people.values() if other.networks and other.trade not in (EMPLOYER, SHOP)]
    for day in days_of(rng, 14):
        buyer = rng.choice(buyers)
        if buyer.account == person.account:
            continue
        yield Intent(
            at=waking(rng, buyer, day),
            kind="TRANSFER",
            account=buyer.account,
            other=person.account,
            amount_minor=about(rng, 2_500),
            occasion="bought of a side business",
            **by_hand(rng, buyer),
        )
    for day in range(rng.randrange(7), DAYS, 7):
        yield Intent(
            at=waking(rng, person, day),
            kind="PAYMENT",
            account=person.account,
            payee=f"supplier {rng.randrange(5)}",
            amount_minor=about(rng, 6_000),
            **by_hand(rng, person),
        )


def _payroll(rng: Random, firm: Person, people: dict[int, Person]) -> Iterator[Intent]:
    staff = [person for person in people.values() if person.employer == firm.account and person.trade != IDLE]
    for month in MONTHS:
        payday = month + 1
        yield Intent(
            at=moment(rng, payday - 1, 10),
            kind="DEPOSIT",
            account=firm.account,
            amount_minor=sum(person.monthly_minor for person in staff) * 11 // 10,
            origin=Origin.STAFF,
        )
        for person in staff:
            yield Intent(
                at=moment(rng, payday, 4),
                kind="TRANSFER",
                account=firm.account,
                other=person.account,
                amount_minor=person.monthly_minor,
                origin=Origin.BULK,
                payee_is_saved=True,
            )


def _landlord(rng: Random, person: Person) -> Iterator[Intent]:
    """Rents come in from many tenants on one day, and most of it leaves for the mortgage soon after."""
    for month in MONTHS:
        yield Intent(
            at=moment(rng, month + 2, rng.randint(8, 18)),
            kind="PAYMENT",
            account=person.account,
            payee="mortgage bank",
            permille=rng.randint(400, 700),
            payee_is_saved=True,
            occasion="landlord",
            **by_hand(rng, person),
        )
        yield Intent(
            at=moment(rng, month + rng.randint(5, 25), rng.randint(8, 18)),
            kind="PAYMENT",
            account=person.account,
            payee=rng.choice(person.names),
            amount_minor=about(rng, 40_000),
            occasion="landlord",
            **by_hand(rng, person),
        )


def _shop(rng: Random, person: Person) -> Iterator[Intent]:
    """Takings are paid in as cash twice a week, the best weeks near any reporting limit; suppliers are paid."""
    typical = rng.choice((150_000, 250_000, 400_000, 700_000))
    for day in range(rng.randrange(3), DAYS, 3):
        yield Intent(
            at=moment(rng, day, rng.randint(16, 18)),
            kind="DEPOSIT",
            account=person.account,
            amount_minor=rounded(typical * rng.randint(600, 1500) // 1000, 500),
            origin=Origin.STAFF,
            occasion="takings of a shop",
        )
    for day in days_of(rng, 10):
        yield Intent(
            at=moment(rng, day, rng.randint(8, 19)),
            kind="PAYMENT",
            account=person.account,
            payee=rng.choice(person.names),
            amount_minor=about(rng, typical // 3),
            payee_is_saved=True,
            occasion="supplier of a shop",
            **by_hand(rng, person),
        )
