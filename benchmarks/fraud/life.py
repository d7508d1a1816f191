"""The whole life of a bank with its frauds, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final

from benchmarks.fraud.crimes import CRIMES
from benchmarks.fraud.movements import Intent, Life, Person
from benchmarks.fraud.occasions import occasions
from benchmarks.fraud.ordinary import everyday
from benchmarks.fraud.people import IDLE, ORDINARY, SIDE_BUSINESS, population

_MOVEMENTS_A_PERSON: Final = 79
_MOVEMENTS_A_CASE: Final = 4
_FRAUDS_IN_A_THOUSAND: Final = 4


def live(seed: int, *, movements: int) -> Life:
    """Return a life of at least about `movements` movements in which four in a thousand are frauds.

    The same seed and size give the same life, to the second and to the minor unit.
    """
    rng = Random(seed)
    people = population(rng, max(20, movements // _MOVEMENTS_A_PERSON))
    life = Life(people=people)
    for person in people.values():
        own = list(everyday(rng, person, people))
        life.intents += occasions(rng, person, own) if person.trade in (ORDINARY, SIDE_BUSINESS) else own
    life.intents += _planted(rng, people, len(life.intents) * _FRAUDS_IN_A_THOUSAND // 1000)
    life.intents.sort(key=lambda intent: (intent.at, intent.account))
    return life


def _planted(rng: Random, people: dict[int, Person], wanted: int) -> Iterator[Intent]:
    victims = [person for person in people.values() if person.trade in (ORDINARY, SIDE_BUSINESS)]
    sleepers = [person for person in people.values() if person.trade == IDLE]
    poorest = sorted(victims, key=lambda person: person.opening_minor * 1000 // person.monthly_minor)
    mules = sleepers + poorest[: max(6, len(victims) // 50)]
    kinds = [crime for share, crime in CRIMES for _ in range(share)]
    rng.shuffle(kinds)
    kinds = [crime for _, crime in CRIMES] + kinds  # a small life has one case of each
    planted = 0
    case = 0
    while planted < wanted:
        crime = kinds[case % len(kinds)]
        case += 1
        pool = mules if crime.__name__ == "mule_chain" else victims
        for intent in crime(rng, rng.choice(pool), mules):
            planted += intent.scenario is not None
            yield replace(intent, case=case) if intent.scenario else intent
