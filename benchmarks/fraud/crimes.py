"""The frauds that are planted: each a case of some movements, made to look as ordinary as its kind allows.

Not every movement of a case is labelled. How stolen money arrives at a mule's account cannot be told from any other
deposit; what is labelled is what the mule does with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from benchmarks.fraud.draws import moment, rounded, waking
from benchmarks.fraud.movements import DAYS, Intent, Person, Scenario
from benchmarks.fraud.ordinary import Hand, by_hand
from fraud.contracts import Origin

REPORTING_LIMIT_MINOR: Final = 1_000_000
FIRST_DAY: Final = 12
"""Nothing is planted before, so that the bank has seen people for a while."""


def takeover(rng: Random, victim: Person, mules: list[Person]) -> Iterator[Intent]:
    """Somebody else has got in and takes what is there, in several movements.

    Mostly from a device and a network never seen, half of the time after guessing; one in six works through the
    victim's own machine.
    """
    at = moment(rng, rng.randrange(FIRST_DAY, DAYS), rng.choice((0, 1, 2, 3, 4, 9, 11, 14, 17, 20, 22, 23)))
    is_remote = rng.randrange(6) == 0
    hand = Hand(
        device=victim.devices[0] if is_remote else f"device:thief:{rng.randrange(10**6)}",
        network=victim.networks[0] if is_remote else f"network:thief:{rng.randrange(10**6)}",
        wrong_pins=0,
        wrong_sign_ins=0,
        secret_changed=False,
    )
    has_guessed = not is_remote and rng.randrange(2) == 0
    has_changed_a_secret = rng.randrange(3) == 0
    for number in range(rng.randint(3, 6)):
        is_first = number == 0
        to_mule = rng.randrange(2) == 0
        yield Intent(
            at=at,
            kind="TRANSFER" if to_mule else "PAYMENT",
            account=victim.account,
            other=rng.choice(mules).account if to_mule else 0,
            payee="" if to_mule else f"receiver {rng.randrange(10**5)}",
            permille=rng.randint(120, 450),
            device=hand["device"],
            network=hand["network"],
            wrong_pins=rng.randint(1, 3) if is_first and has_guessed else 0,
            wrong_sign_ins=rng.randint(1, 4) if is_first and has_guessed else 0,
            secret_changed=is_first and has_changed_a_secret,
            scenario=Scenario.TAKEOVER,
        )
        at += dt.timedelta(minutes=rng.randint(1, 40))


def mule_chain(rng: Random, first: Person, mules: list[Person]) -> Iterator[Intent]:
    """Money comes in, and goes on within hours, hop by hop, until it leaves the bank."""
    at = moment(rng, rng.randrange(FIRST_DAY, DAYS - 1), rng.randint(7, 20))
    yield Intent(
        at=at,
        kind="DEPOSIT",
        account=first.account,
        amount_minor=rounded(rng.randint(120_000, 900_000), 1_000),
        origin=Origin.STAFF,
        occasion="arrival of stolen money",
    )
    hops = [
        first,
        *rng.sample([mule for mule in mules if mule.account != first.account], k=rng.randint(1, 3)),
    ]
    for number, mule in enumerate(hops):
        at += dt.timedelta(minutes=rng.randint(15, 300))
        is_last = number == len(hops) - 1
        kind = rng.choice(("PAYMENT", "WITHDRAWAL")) if is_last else "TRANSFER"
        yield Intent(
            at=at,
            kind=kind,
            account=mule.account,
            other=0 if is_last else hops[number + 1].account,
            payee=f"exchange {rng.randrange(10**4)}" if kind == "PAYMENT" else "",
            permille=rng.randint(800, 970),
            scenario=Scenario.MULE_CHAIN,
            **by_hand(rng, mule),
        )


def structuring(rng: Random, person: Person, _mules: list[Person]) -> Iterator[Intent]:
    """Cash is paid in over days, each time a little less than what would have to be reported."""
    at = moment(rng, rng.randrange(FIRST_DAY, DAYS - 9), rng.randint(9, 16))
    for _ in range(rng.randint(4, 9)):
        yield Intent(
            at=at,
            kind="DEPOSIT",
            account=person.account,
            amount_minor=rounded(
                REPORTING_LIMIT_MINOR * rng.randint(860, 995) // 1000, rng.choice((500, 5_000, 10_000))
            ),
            origin=Origin.STAFF,
            scenario=Scenario.STRUCTURING,
        )
        at += dt.timedelta(hours=rng.choice((3, 5, 22, 24, 26, 48)))


def card_testing(rng: Random, victim: Person, _mules: list[Person]) -> Iterator[Intent]:
    """Stolen details are tried with tiny payments, and then used once for something big."""
    at = moment(rng, rng.randrange(FIRST_DAY, DAYS), rng.randrange(24))
    is_of_a_thief = rng.randrange(5) < 3
    device = f"device:tester:{rng.randrange(10**6)}" if is_of_a_thief else victim.devices[0]
    network = f"network:tester:{rng.randrange(10**6)}"
    tiny = rng.randint(7, 14)
    for number in range(tiny + 1):
        is_last = number == tiny
        yield Intent(
            at=at,
            kind="PAYMENT",
            account=victim.account,
            payee=f"web shop {rng.randrange(10**5)}",
            amount_minor=0 if is_last else rng.randint(50, 300),
            permille=rng.randint(300, 800) if is_last else 0,
            device=device,
            network=network,
            scenario=Scenario.CARD_TESTING,
        )
        at += dt.timedelta(seconds=rng.randint(20, 240))


def scam(rng: Random, victim: Person, mules: list[Person]) -> Iterator[Intent]:
    """The victim pays by his own hand, from his own phone, by daylight: to somebody new, more each time."""
    day = rng.randrange(FIRST_DAY, DAYS - 12)
    at = waking(rng, victim, day)
    to_mule = rng.randrange(3) == 0
    mule = rng.choice(mules).account
    payee = f"adviser {rng.randrange(10**5)}"
    amount = victim.monthly_minor * rng.randint(150, 500) // 1000
    for _ in range(rng.randint(2, 5)):
        yield Intent(
            at=at,
            kind="TRANSFER" if to_mule else "PAYMENT",
            account=victim.account,
            other=mule if to_mule else 0,
            payee="" if to_mule else payee,
            amount_minor=rounded(amount, 1_000),
            scenario=Scenario.SCAM,
            **by_hand(rng, victim),
        )
        amount = amount * rng.randint(1300, 2500) // 1000
        at += dt.timedelta(hours=rng.choice((1, 3, 20, 28, 50, 70)), minutes=rng.randrange(60))


CRIMES: Final[tuple[tuple[int, Callable[[Random, Person, list[Person]], Iterator[Intent]]], ...]] = (
    (7, takeover),
    (9, mule_chain),
    (9, scam),
    (4, structuring),
    (2, card_testing),
)
"""The kinds, and how many of each there are in 31 cases: so that none outweighs the others by its movements."""
