"""Plays a life through scoring, as the money path would: balances, profiles and windows, kept in memory.

Every movement that money and limits allow is made, whatever its score, so that every way of ranking them sees the same
history. What a hold would have stopped is what the figures are about.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from benchmarks.fraud.movements import Intent, Life, Person
from fraud.contracts import PersonSignals, ProfileRow, RuleBook, Screening, ScreeningRequest
from fraud.windows import added, day_bucket, hour_bucket, sender_bit

CURRENCY: Final = "USD"
LEAST_MINOR: Final = 50
TRANSFER_FEE_MINOR: Final = 100
_SIGNALS_LAST: Final = dt.timedelta(days=1)
_DAY: Final = dt.timedelta(days=1)

Screen = Callable[[ScreeningRequest, RuleBook], Screening]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A movement that was made, with what scoring was told and what it said, and what everybody could have known.

    `seen` is what a simple detector may look at, taken before the movement: see `Observed`.
    """

    intent: Intent
    request: ScreeningRequest
    screening: Screening
    seen: Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The plain history of an account before a movement, for detectors without rules. Amounts in minor units."""

    amount_minor: int
    earlier: int
    earlier_sum: int
    earlier_squares: int
    hour: int
    is_weekend: bool
    is_new_payee: bool
    is_new_device: bool
    is_new_network: bool
    share_permille: int
    hour_count: int
    day_count: int
    day_sum: int
    received_day_sum: int
    minutes_since: int
    is_deposit: bool
    wrong_secrets: int


@dataclass(slots=True)
class _Account:
    balance: int
    single_limit: int
    daily_limit: int
    profile: ProfileRow = field(default_factory=lambda: ProfileRow(version=0))
    signals: PersonSignals = field(default_factory=PersonSignals)
    spent_on: dt.date = dt.date.min
    spent: int = 0
    amounts: int = 0
    total: int = 0
    squares: int = 0
    payees: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)
    recent: deque[tuple[dt.datetime, int]] = field(default_factory=deque)
    received: deque[tuple[dt.datetime, int]] = field(default_factory=deque)
    last_at: dt.datetime | None = None


class MemoryBank:
    """A bank that keeps nothing but what scoring reads, and makes every movement there is money for."""

    def __init__(self, people: dict[int, Person], screen: Screen, book: RuleBook) -> None:
        self._screen = screen
        self._book = book
        self._accounts = {
            number: _Account(person.opening_minor, person.single_limit_minor, person.daily_limit_minor)
            for number, person in people.items()
        }

    def play(self, intent: Intent) -> Played | None:
        """Score and make a movement; None, and nothing changed, where money or limits do not allow it."""
        own = self._accounts[intent.account]
        amount = intent.amount_minor or min(own.balance * intent.permille // 1000, own.single_limit)
        if amount < LEAST_MINOR or not _is_allowed(own, intent, amount):
            return None
        own.signals = _signals_after(own.signals, intent)
        request = self.request(intent, amount)
        screening = self._screen(request, self._book)
        seen = _observed(own, request)
        _move(own, request, screening.state_after)
        _learn(own, request)
        if request.other_account_id is not None:
            _receive(self._accounts[request.other_account_id], request)
        return Played(intent=intent, request=request, screening=screening, seen=seen)

    def request(self, intent: Intent, amount_minor: int) -> ScreeningRequest:
        """Return what the money path would tell scoring of a movement."""
        own = self._accounts[intent.account]
        other = self._accounts.get(intent.other)
        return ScreeningRequest(
            origin=intent.origin,
            movement=intent.kind,
            amount_minor=amount_minor,
            currency=CURRENCY,
            at=intent.at,
            business_date=intent.at.date(),
            account_id=intent.account,
            customer_user_id=intent.account,
            other_account_id=intent.other or None,
            other_customer_user_id=intent.other or None,
            counterparty=_counterparty(intent),
            device=_digest(intent.device),
            network=_digest(intent.network),
            balance_minor=own.balance,
            available_minor=own.balance,
            single_limit_minor=own.single_limit,
            daily_limit_minor=own.daily_limit,
            spent_today_minor=_spent_on(own, intent.at.date()),
            payee_is_saved=intent.payee_is_saved,
            own=own.profile,
            other=other.profile if other else None,
            signals=own.signals,
            book_version=self._book.version,
        )


def play(life: Life, screen: Screen, book: RuleBook) -> list[Played]:
    """Play a life from its first movement to its last, and return those that were made."""
    bank = MemoryBank(life.people, screen, book)
    return [played for intent in life.intents if (played := bank.play(intent)) is not None]


def _is_allowed(own: _Account, intent: Intent, amount_minor: int) -> bool:
    """Whether the bank's own rules let it through: money and limits, as for any customer."""
    if intent.kind == "DEPOSIT":
        return True
    spent = _spent_on(own, intent.at.date())
    return (
        amount_minor + _fee(intent.kind) <= own.balance
        and amount_minor <= own.single_limit
        and spent + amount_minor <= own.daily_limit
    )


def _spent_on(own: _Account, date: dt.date) -> int:
    return own.spent if own.spent_on == date else 0


def _fee(kind: str) -> int:
    return TRANSFER_FEE_MINOR if kind == "TRANSFER" else 0


def _counterparty(intent: Intent) -> str:
    if intent.other:
        return f"account:{intent.other}"
    return f"name:{_digest(intent.payee)}" if intent.payee else ""


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest() if text else ""


def _signals_after(signals: PersonSignals, intent: Intent) -> PersonSignals:
    """Count what went wrong before the movement, a minute earlier; what is older than a day is forgotten."""
    moment = intent.at - dt.timedelta(minutes=1)
    if signals.failed_pin_at and moment - signals.failed_pin_at > _SIGNALS_LAST:
        signals = replace(signals, failed_pins=0, failed_pin_at=None)
    if signals.failed_sign_in_at and moment - signals.failed_sign_in_at > _SIGNALS_LAST:
        signals = replace(signals, failed_sign_ins=0, failed_sign_in_at=None)
    if intent.wrong_pins:
        signals = replace(signals, failed_pins=signals.failed_pins + intent.wrong_pins, failed_pin_at=moment)
    if intent.wrong_sign_ins:
        count = signals.failed_sign_ins + intent.wrong_sign_ins
        signals = replace(signals, failed_sign_ins=count, failed_sign_in_at=moment)
    return replace(signals, secret_changed_at=moment) if intent.secret_changed else signals


def _move(own: _Account, request: ScreeningRequest, state_after: str) -> None:
    own.profile = replace(own.profile, state=state_after, version=(own.profile.version or 0) + 1)
    if request.movement == "DEPOSIT":
        own.balance += request.amount_minor
        return
    own.balance -= request.amount_minor + _fee(request.movement)
    own.spent = request.spent_today_minor + request.amount_minor
    own.spent_on = request.business_date


def _receive(other: _Account, request: ScreeningRequest) -> None:
    epoch = int(request.at.timestamp())
    bit = sender_bit(request.account_id)
    profile = other.profile
    other.balance += request.amount_minor
    other.profile = replace(
        profile,
        hour=added(profile.hour, hour_bucket(epoch), request.amount_minor, bit),
        day=added(profile.day, day_bucket(epoch), request.amount_minor, bit),
        received_at=request.at,
    )
    other.received.append((request.at, request.amount_minor))


def _observed(own: _Account, request: ScreeningRequest) -> Observed:
    at = request.at
    for kept in (own.recent, own.received):
        while kept and at - kept[0][0] > _DAY:
            kept.popleft()
    signals = request.signals
    return Observed(
        amount_minor=request.amount_minor,
        earlier=own.amounts,
        earlier_sum=own.total,
        earlier_squares=own.squares,
        hour=at.hour,
        is_weekend=at.weekday() >= 5,
        is_new_payee=bool(request.counterparty) and request.counterparty not in own.payees,
        is_new_device=bool(request.device) and request.device not in own.devices,
        is_new_network=bool(request.network) and request.network not in own.networks,
        share_permille=min(1000, request.amount_minor * 1000 // max(1, request.available_minor)),
        hour_count=sum(1 for moment, _ in own.recent if at - moment <= dt.timedelta(hours=1)),
        day_count=len(own.recent),
        day_sum=sum(amount for _, amount in own.recent),
        received_day_sum=sum(amount for _, amount in own.received),
        minutes_since=int((at - own.last_at).total_seconds()) // 60 if own.last_at else 60 * 24 * 60,
        is_deposit=request.movement == "DEPOSIT",
        wrong_secrets=signals.failed_pins + signals.failed_sign_ins,
    )


def _learn(own: _Account, request: ScreeningRequest) -> None:
    own.amounts += 1
    own.total += request.amount_minor
    own.squares += request.amount_minor**2
    own.recent.append((request.at, request.amount_minor))
    own.last_at = request.at
    for known, value in (
        (own.payees, request.counterparty),
        (own.devices, request.device),
        (own.networks, request.network),
    ):
        if value:
            known.add(value)
    if request.movement == "DEPOSIT":
        own.received.append((request.at, request.amount_minor))
