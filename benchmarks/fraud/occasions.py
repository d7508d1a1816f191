"""What happens to honest people and looks like something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Final

from benchmarks.fraud.draws import about, moment, rounded, waking
from benchmarks.fraud.movements import DAYS, Intent, Person
from benchmarks.fraud.ordinary import by_hand
from fraud.contracts import Origin


def occasions(rng: Random, person: Person, everyday: list[Intent]) -> list[Intent]:
    """Return a person's movements with what happened to him added to, or worked into, his everyday ones."""
    movements = everyday
    if rng.randrange(100) < 12:
        movements = _with_a_new_phone(rng, person, movements)
    if rng.randrange(100) < 10:
        movements = _with_a_new_network(rng, person, movements)
    for per_mille, occasion in _OCCASIONS:
        if rng.randrange(1000) < per_mille:
            movements = movements + list(occasion(rng, person))
    return movements


def _with_a_new_phone(rng: Random, person: Person, movements: list[Intent]) -> list[Intent]:
    since = moment(rng, rng.randrange(10, DAYS), 12)
    new = f"device:{person.account}:new"
    return [
        replace(intent, device=new)
        if intent.at >= since and intent.device == person.devices[0] and intent.account == person.account
        else intent
        for intent in movements
    ]


def _with_a_new_network(rng: Random, person: Person, movements: list[Intent]) -> list[Intent]:
    since = moment(rng, rng.randrange(10, DAYS), 12)
    new = f"network:{person.account}:new"
    return [
        replace(intent, network=new)
        if intent.at >= since and intent.network == person.networks[0] and intent.account == person.account
        else intent
        for intent in movements
    ]


def _payment(rng: Random, person: Person, at: dt.datetime, payee: str, amount: int, occasion: str) -> Intent:
    return Intent(
        at=at,
        kind="PAYMENT",
        account=person.account,
        payee=payee,
        amount_minor=amount,
        occasion=occasion,
        **by_hand(rng, person),
    )


def _holiday(rng: Random, person: Person) -> Iterator[Intent]:
    """Two weeks abroad: a network never seen, other hours, names never seen, more cash and more money."""
    first = rng.randrange(10, DAYS - 15)
    abroad = f"network:abroad:{rng.randrange(300)}"
    shift = rng.choice((-6, -3, 0, 2, 5, 8))
    for day in range(first, first + rng.randint(5, 14)):
        for _ in range(rng.randint(0, 2)):
            kind = rng.choice(("PAYMENT", "PAYMENT", "PAYMENT", "WITHDRAWAL"))
            yield Intent(
                at=waking(rng, person, day) + dt.timedelta(hours=shift),
                kind=kind,
                account=person.account,
                payee=f"abroad {rng.randrange(3000)}" if kind == "PAYMENT" else "",
                amount_minor=about(rng, person.monthly_minor // 30),
                device=person.devices[0],
                network=abroad,
                origin=rng.choice((Origin.CUSTOMER, Origin.HOLD_CAPTURE)),
                occasion="holiday",
            )


def _moving_house(rng: Random, person: Person) -> Iterator[Intent]:
    day = rng.randrange(10, DAYS - 10)
    rent = person.monthly_minor * 3 // 10
    for name, amount in (
        ("deposit of a flat", rent * 3),
        ("first rent", rent),
        ("movers", about(rng, 80_000)),
        ("furniture", about(rng, 120_000)),
    ):
        at = waking(rng, person, day + rng.randint(0, 9))
        yield _payment(
            rng, person, at, f"{name} {rng.randrange(900)}", rounded(amount, 1_000), "moving house"
        )


def _large_purchase(rng: Random, person: Person) -> Iterator[Intent]:
    """Savings come over from elsewhere, and a car is paid the same day or the day after."""
    day = rng.randrange(5, DAYS - 3)
    price = rounded(person.monthly_minor * rng.randint(2, 6), 5_000)
    yield Intent(
        at=moment(rng, day, rng.randint(8, 12)),
        kind="DEPOSIT",
        account=person.account,
        amount_minor=price,
        origin=Origin.STAFF,
        occasion="large purchase",
    )
    at = moment(rng, day + rng.choice((0, 1, 2)), rng.randint(13, 18))
    yield _payment(rng, person, at, f"seller of cars {rng.randrange(900)}", price, "large purchase")


def _renovation(rng: Random, person: Person) -> Iterator[Intent]:
    """One tradesman never paid before, and his bills grow."""
    day = rng.randrange(5, DAYS - 25)
    payee = f"tradesman {rng.randrange(900)}"
    amount = person.monthly_minor * rng.randint(100, 300) // 1000
    for _ in range(rng.randint(2, 4)):
        at = moment(rng, day, rng.randint(9, 20))
        yield _payment(rng, person, at, payee, rounded(amount, 1_000), "renovation")
        amount = amount * rng.randint(1200, 2200) // 1000
        day += rng.randint(3, 8)


def _collection(rng: Random, person: Person) -> Iterator[Intent]:
    """Friends pay their shares of a trip, and within hours it is booked."""
    if not person.friends:
        return
    day = rng.randrange(5, DAYS - 1)
    share = rounded(about(rng, 15_000), 1_000)
    for friend in person.friends:
        yield Intent(
            at=moment(rng, day, rng.randint(9, 17)),
            kind="TRANSFER",
            account=friend,
            other=person.account,
            amount_minor=share,
            payee_is_saved=True,
            device=f"device:{friend}:0",
            network=f"network:{friend}:home",
            occasion="collection",
        )
    at = moment(rng, day, rng.randint(18, 22))
    yield _payment(
        rng, person, at, f"travel agent {rng.randrange(90)}", share * (len(person.friends) + 1), "collection"
    )


def _shopping_spree(rng: Random, person: Person) -> Iterator[Intent]:
    """A day of sales: many payments within hours, several to names never paid before."""
    day = rng.randrange(5, DAYS)
    for _ in range(rng.randint(5, 12)):
        name = rng.choice(person.names) if rng.randrange(2) else f"new shop {rng.randrange(5000)}"
        at = moment(rng, day, rng.randint(15, 20))
        yield _payment(rng, person, at, name, about(rng, person.monthly_minor // 60), "shopping spree")


def _small_purchases(rng: Random, person: Person) -> Iterator[Intent]:
    """Somebody plays on his phone and buys small things, one after the other."""
    at = waking(rng, person, rng.randrange(5, DAYS))
    for _ in range(rng.randint(4, 10)):
        at += dt.timedelta(minutes=rng.randint(2, 25))
        yield _payment(rng, person, at, f"games {rng.randrange(3)}", rng.choice((99, 199, 299, 499)), "games")


def _sale_for_cash(rng: Random, person: Person) -> Iterator[Intent]:
    """A used car is sold, and the cash is paid in."""
    yield Intent(
        at=moment(rng, rng.randrange(DAYS), rng.randint(9, 16)),
        kind="DEPOSIT",
        account=person.account,
        amount_minor=rounded(rng.randint(200_000, 1_200_000), 5_000),
        origin=Origin.STAFF,
        occasion="sale for cash",
    )


def _help_in_a_night(rng: Random, person: Person) -> Iterator[Intent]:
    """A breakdown at night: an odd hour, a new name, a round amount, after two wrong PINs."""
    at = moment(rng, rng.randrange(5, DAYS), (person.wakes_at + 19) % 24)
    yield Intent(
        at=at,
        kind="PAYMENT",
        account=person.account,
        payee=f"night service {rng.randrange(400)}",
        amount_minor=rounded(about(rng, 25_000), 1_000),
        device=person.devices[0],
        network=person.networks[-1],
        wrong_pins=rng.choice((0, 1, 2)),
        occasion="night service",
    )


_OCCASIONS: Final[tuple[tuple[int, Callable[[Random, Person], Iterator[Intent]]], ...]] = (
    (150, _holiday),
    (40, _moving_house),
    (40, _large_purchase),
    (25, _renovation),
    (40, _collection),
    (120, _shopping_spree),
    (80, _small_purchases),
    (40, _sale_for_cash),
    (60, _help_in_a_night),
)
