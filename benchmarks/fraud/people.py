"""Who banks here: people with jobs, shops, landlords, employers and people with a side business."""

from __future__ import annotations

from random import Random
from typing import Final

from benchmarks.fraud.movements import Person

ORDINARY: Final = "ordinary"
SIDE_BUSINESS: Final = "side business"
SHOP: Final = "shop"
LANDLORD: Final = "landlord"
EMPLOYER: Final = "employer"
IDLE: Final = "idle"

SHOP_NAMES: Final = 60
_PEOPLE_PER_EMPLOYER: Final = 30
_PEOPLE_PER_LANDLORD: Final = 14
_PEOPLE_PER_SHOP: Final = 25


def population(rng: Random, size: int) -> dict[int, Person]:
    """Return `size` people and the firms around them, by account.

    Accounts are numbered from 1: employers, landlords and shops first, so that people can be told where they go.
    """
    employers = range(1, 2 + size // _PEOPLE_PER_EMPLOYER)
    landlords = range(employers.stop, employers.stop + 1 + size // _PEOPLE_PER_LANDLORD)
    shops = range(landlords.stop, landlords.stop + 2 + size // _PEOPLE_PER_SHOP)
    persons = range(shops.stop, shops.stop + size)
    people = {account: _firm(rng, account, EMPLOYER, 0) for account in employers}
    people |= {account: _firm(rng, account, LANDLORD, 500_000) for account in landlords}
    people |= {account: _firm(rng, account, SHOP, 1_200_000) for account in shops}
    for account in persons:
        people[account] = _person(rng, account, employers, landlords, shops, persons)
    return people


def _firm(rng: Random, account: int, trade: str, monthly_minor: int) -> Person:
    return Person(
        account=account,
        trade=trade,
        monthly_minor=monthly_minor,
        opening_minor=rng.randint(500_000, 3_000_000),
        wakes_at=7,
        devices=(f"device:{account}:a", f"device:{account}:b"),
        networks=(f"network:{account}:office",),
        friends=(),
        single_limit_minor=10_000_000,
        daily_limit_minor=100_000_000,
        names=tuple(f"supplier {rng.randrange(400)}" for _ in range(rng.randint(4, 12))),
    )


def _person(
    rng: Random, account: int, employers: range, landlords: range, shops: range, persons: range
) -> Person:
    monthly = rng.choice((140_000, 180_000, 220_000, 260_000, 310_000, 380_000, 480_000, 700_000))
    monthly = monthly * rng.randint(850, 1150) // 1000
    trade = rng.choices((ORDINARY, SIDE_BUSINESS, IDLE), weights=(90, 5, 5))[0]
    friends = rng.sample(persons, k=min(len(persons) - 1, rng.randint(2, 7)))
    return Person(
        account=account,
        trade=trade,
        monthly_minor=monthly,
        # An account that is hardly used holds little.
        opening_minor=rng.randint(2_000, 90_000)
        if trade == IDLE
        else monthly * rng.choice((5, 10, 20, 40, 80, 160)) // 10,
        # One in twenty works at night.
        wakes_at=rng.choice((15, 17, 19)) if rng.random() < 0.05 else rng.choice((5, 6, 7, 7, 8, 9)),
        devices=tuple(f"device:{account}:{number}" for number in range(rng.choice((1, 1, 2, 2, 3)))),
        networks=tuple(
            f"network:{account}:{place}" for place in ("home", "work", "mobile")[: rng.randint(1, 3)]
        ),
        friends=tuple(friend for friend in friends if friend != account),
        names=tuple(f"shop {rng.randrange(SHOP_NAMES)}" for _ in range(rng.randint(5, 14))),
        shops=tuple(rng.sample(shops, k=min(len(shops), 2))),
        landlord=rng.choice(landlords) if rng.random() < 0.6 else 0,
        employer=rng.choice(employers),
    )
