"""What is simulated: movements that people ask for, each with the truth about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from fraud.contracts import Origin

START: Final = dt.datetime(2026, 2, 2, tzinfo=dt.UTC)
DAYS: Final = 90


class Scenario(StrEnum):
    """What is planted; an ordinary movement belongs to none."""

    TAKEOVER = "account takeover"
    MULE_CHAIN = "mule chain"
    STRUCTURING = "structuring"
    CARD_TESTING = "card testing"
    SCAM = "scam to a new payee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A movement somebody wants to make. Amounts in minor units.

    `permille` asks for a share of what is available at that moment instead of an amount. `account` is the side whose
    holder moves the money, or the receiver of a deposit; `other` is the receiving account of a transfer within the
    bank, `payee` the name behind a payment. Wrong PINs and sign-ins come right before the movement.
    `case` numbers the planted cases, 0 for everything ordinary; `occasion` names what an ordinary movement is part of.
    """

    at: dt.datetime
    kind: str
    account: int
    amount_minor: int = 0
    permille: int = 0
    origin: Origin = Origin.CUSTOMER
    other: int = 0
    payee: str = ""
    device: str = ""
    network: str = ""
    payee_is_saved: bool = False
    wrong_pins: int = 0
    wrong_sign_ins: int = 0
    secret_changed: bool = False
    case: int = 0
    scenario: Scenario | None = None
    occasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer and his account: who he is, what he earns and spends a month, and what he pays with and where to.

    The limits are those of the products that the bank ships; firms have agreed on larger ones.
    """

    account: int
    trade: str
    monthly_minor: int
    opening_minor: int
    wakes_at: int
    devices: tuple[str, ...]
    networks: tuple[str, ...]
    friends: tuple[int, ...]
    names: tuple[str, ...]
    shops: tuple[int, ...] = ()
    landlord: int = 0
    employer: int = 0
    single_limit_minor: int = 1_000_000
    daily_limit_minor: int = 5_000_000


@dataclass(slots=True, kw_only=True)
class Life:
    """Everybody there is, and all that they want to do, in the order of time."""

    people: dict[int, Person] = field(default_factory=dict)
    intents: list[Intent] = field(default_factory=list)
