"""Amounts and moments as people have them."""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.fraud.movements import DAYS, START, Person


def about(rng: Random, typical_minor: int) -> int:
    """Return an amount around `typical_minor`, skewed upwards, and one time in forty a multiple of it."""
    amount = typical_minor * rng.randint(400, 1500) * rng.randint(500, 1600) // 1_000_000
    if rng.randrange(40) == 0:
        amount = amount * rng.randint(2, 6)
    return max(50, amount)


def rounded(amount_minor: int, to_minor: int) -> int:
    """Return an amount rounded to a multiple of `to_minor`, at least one of it."""
    return max(1, (amount_minor + to_minor // 2) // to_minor) * to_minor


def waking(rng: Random, person: Person, day: int) -> dt.datetime:
    """Return a moment of a day at which a person is awake: evenings more often than mornings, some nights."""
    if rng.randrange(60) == 0:
        hour = (person.wakes_at + rng.randint(17, 23)) % 24
    else:
        hour = (person.wakes_at + max(rng.randint(0, 15), rng.randint(0, 15))) % 24
    return moment(rng, day, hour)


def moment(rng: Random, day: int, hour: int) -> dt.datetime:
    """Return a moment within an hour of a day, to the second."""
    return START + dt.timedelta(days=day, hours=hour, seconds=rng.randrange(3600))


def days_of(rng: Random, per_month: int) -> list[int]:
    """Return the days of what happens `per_month` times a month, on weekends half again as often."""
    days = []
    for day in range(DAYS):
        is_weekend = (START + dt.timedelta(days=day)).weekday() >= 5
        chance = per_month * (15 if is_weekend else 9)
        while chance > 0:
            if rng.randrange(300) < chance:
                days.append(day)
            chance -= 300
    return days
