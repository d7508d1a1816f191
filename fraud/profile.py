"""How an account behaves, learnt from its own movements: a bounded text, read, carried forward and written again.

Everything is an integer: counts and weights in thousandths, amounts in minor units of the account's currency, the
logarithms of amounts in thousandths of a power of two (amounts of payments spread like a lognormal, so "usual" is
measured on their logarithm), moments in seconds of the epoch. What fades does so by `fraud.decay`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from zlib import crc32

import orjson

from fraud.contracts import Origin, ScreeningRequest
from fraud.decay import SEVEN_DAYS, SIX_HOURS, SIXTY_DAYS, TEN_MINUTES, decayed, fading
from fraud.windows import day_bucket, hour_bucket

ONE: Final = 1000
"""A whole one in thousandths: the weight of a movement that was just made."""
PAYEES_KEPT: Final = 32
DEVICES_KEPT: Final = 8
AMOUNTS_KEPT: Final = 16
DEPOSIT: Final = "DEPOSIT"

_FORM: Final = 1
_HOURS: Final = 24
_OWN_HAND: Final = frozenset({Origin.CUSTOMER, Origin.STAFF, Origin.HOLD_CAPTURE})
_VELOCITY_HALF_LIVES: Final = (TEN_MINUTES, SIX_HOURS, SEVEN_DAYS)

Seen = tuple[int, int]
"""A device or network by its digest, and when it was first seen."""
Payee = tuple[int, int, int, int]
"""A payee by digest, when he was first paid, how often, and the most he got at once."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What flowed in the running hour and day and in the ones before."""

    hour: int = 0
    hour_sum: int = 0
    hour_before: int = 0
    day: int = 0
    day_sum: int = 0
    day_before: int = 0

    def added(self, epoch: int, amount_minor: int) -> Flow:
        """Return the flow with an amount more."""
        hour, day = hour_bucket(epoch), day_bucket(epoch)
        return Flow(
            *_bucket_with(self.hour, self.hour_sum, self.hour_before, hour, amount_minor),
            *_bucket_with(self.day, self.day_sum, self.day_before, day, amount_minor),
        )

    def lately(self, epoch: int) -> tuple[int, int]:
        """Return the sums of this hour and the one before, and of this day and the one before."""
        return (
            _two_buckets(hour_bucket(epoch) - self.hour, self.hour_sum, self.hour_before),
            _two_buckets(day_bucket(epoch) - self.day, self.day_sum, self.day_before),
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What the account's own movements taught, as of the last of them. The empty one knows nothing."""

    at: int = 0
    first_at: int = 0
    moved_at: int = 0
    moved: int = 0
    counts: tuple[int, int, int] = (0, 0, 0)
    sums: tuple[int, int, int] = (0, 0, 0)
    amounts: int = 0
    logs: int = 0
    squares: int = 0
    largest: int = 0
    hours: tuple[int, ...] = (0,) * _HOURS
    paid: Flow = Flow()
    brought: Flow = Flow()
    recent: tuple[tuple[int, int], ...] = ()
    payees: tuple[Payee, ...] = ()
    devices: tuple[Seen, ...] = ()
    networks: tuple[Seen, ...] = ()

    @classmethod
    def read(cls, text: str) -> Profile:
        """Read what `as_text` wrote; an empty text is an account that has not moved yet."""
        if not text:
            return _NOTHING_KNOWN
        form, at, first_at, moved_at, moved, counts, sums, pattern, hours, paid, brought, *lists = (
            orjson.loads(text)
        )
        if form != _FORM:
            raise ValueError(f"A profile of form {form} cannot be read.")
        recent, payees, devices, networks = lists
        amounts, logs, squares, largest = pattern
        return cls(
            at,
            first_at,
            moved_at,
            moved,
            tuple(counts),
            tuple(sums),
            amounts,
            logs,
            squares,
            largest,
            tuple(hours),
            Flow(*paid),
            Flow(*brought),
            tuple(map(tuple, recent)),
            tuple(map(tuple, payees)),
            tuple(map(tuple, devices)),
            tuple(map(tuple, networks)),
        )

    def as_text(self) -> str:
        """Write the profile as JSON of bounded length (about two thousand characters at most)."""
        return orjson.dumps(
            (
                _FORM,
                self.at,
                self.first_at,
                self.moved_at,
                self.moved,
                self.counts,
                self.sums,
                (self.amounts, self.logs, self.squares, self.largest),
                self.hours,
                _flow_row(self.paid),
                _flow_row(self.brought),
                self.recent,
                self.payees,
                self.devices,
                self.networks,
            )
        ).decode()

    def faded(self, epoch: int) -> Profile:
        """Return what is left of all that fades at a second of the epoch; a clock that went back changes nothing."""
        at = self.at
        if epoch <= at:
            return self
        slow, slow_shift = fading(at, epoch, SIXTY_DAYS)
        (c0, c1, c2), (s0, s1, s2), (h0, h1, h2) = self.counts, self.sums, _VELOCITY_HALF_LIVES
        return replace(
            self,
            at=epoch,
            counts=(decayed(c0, at, epoch, h0), decayed(c1, at, epoch, h1), decayed(c2, at, epoch, h2)),
            sums=(decayed(s0, at, epoch, h0), decayed(s1, at, epoch, h1), decayed(s2, at, epoch, h2)),
            amounts=self.amounts * slow >> slow_shift,
            logs=self.logs * slow >> slow_shift,
            squares=self.squares * slow >> slow_shift,
            largest=self.largest * slow >> slow_shift,
            hours=tuple([weight * slow >> slow_shift for weight in self.hours]),
        )

    def after(self, request: ScreeningRequest, epoch: int, local_hour: int) -> Profile:
        """Return the profile once the movement is made, at a second of the epoch and an hour of the bank's day.

        Lines of a bulk transfer count in what flowed and nowhere else; a standing order teaches payees and amounts,
        and says nothing about how fast or at what hours somebody pays. A deposit brings, all else pays out.
        """
        old = self.faded(epoch)
        amount = request.amount_minor
        learnt: dict[str, Any] = {
            "first_at": old.first_at or epoch,
            "moved": old.moved + 1,
        }
        if request.origin in _OWN_HAND:
            learnt["moved_at"] = max(old.moved_at, epoch)
        if request.movement == DEPOSIT:
            learnt["brought"] = old.brought.added(epoch, amount)
        else:
            learnt["paid"] = old.paid.added(epoch, amount)
        if request.origin is not Origin.BULK:
            learnt["recent"] = (*old.recent[1 - AMOUNTS_KEPT :], (epoch, amount))
            if request.movement != DEPOSIT:
                learnt["payees"] = _with_payee(old.payees, request, epoch)
                learnt.update(old._pattern_with(amount))
                if request.origin in _OWN_HAND:
                    learnt.update(old._pace_with(amount, local_hour))
        if request.origin is Origin.CUSTOMER:
            # Of a movement that staff makes for somebody, the device is the bank's.
            learnt["devices"] = _with_place(old.devices, request.device, epoch)
            learnt["networks"] = _with_place(old.networks, request.network, epoch)
        return replace(old, **learnt)

    def payee(self, counterparty: str) -> Payee | None:
        """Return what is known of a payee, or None for one who is not among those paid lately."""
        short = short_digest(counterparty)
        return next((payee for payee in self.payees if payee[0] == short), None)

    def _pattern_with(self, amount_minor: int) -> dict[str, int]:
        log = log2_thousandths(amount_minor)
        return {
            "amounts": self.amounts + ONE,
            "logs": self.logs + log,
            "squares": self.squares + log * log // ONE,
            "largest": max(self.largest, amount_minor),
        }

    def _pace_with(self, amount_minor: int, local_hour: int) -> dict[str, tuple[int, ...]]:
        (c0, c1, c2), (s0, s1, s2) = self.counts, self.sums
        return {
            "counts": (c0 + ONE, c1 + ONE, c2 + ONE),
            "sums": (s0 + amount_minor, s1 + amount_minor, s2 + amount_minor),
            "hours": (*self.hours[:local_hour], self.hours[local_hour] + ONE, *self.hours[local_hour + 1 :]),
        }


def short_digest(name: str) -> int:
    """Return 32 bits of a counterparty's or device's name: enough to know one of a few again, and nothing to read."""
    return crc32(name.encode())


def log2_thousandths(amount_minor: int) -> int:
    """Return the logarithm to base 2 of a positive amount in thousandths, rounded down; 0 for amounts up to 1.

    The whole part is the length in bits; the rest by squaring, a bit at a time (Knuth, The Art of Computer
    Programming, volume 1, 1.2.2, exercise 25), ten of them: exact integers, so it replays on any machine.
    """
    if amount_minor <= 1:
        return 0
    whole = amount_minor.bit_length() - 1
    mantissa = (amount_minor << _LOG_BITS) >> whole
    fraction = 0
    for _ in range(_LOG_FRACTION_BITS):
        mantissa = mantissa * mantissa >> _LOG_BITS
        fraction <<= 1
        if mantissa >> (_LOG_BITS + 1):
            mantissa >>= 1
            fraction |= 1
    return whole * ONE + (fraction * ONE >> _LOG_FRACTION_BITS)


def _with_place(known: tuple[Seen, ...], name: str, epoch: int) -> tuple[Seen, ...]:
    """Return devices or networks with one more, the one used last at the end."""
    if not name:
        return known
    short = short_digest(name)
    first_at = next((seen_at for digest, seen_at in known if digest == short), epoch)
    others = [place for place in known if place[0] != short]
    return (*others[1 - DEVICES_KEPT :], (short, first_at))


def _with_payee(known: tuple[Payee, ...], request: ScreeningRequest, epoch: int) -> tuple[Payee, ...]:
    """Return the payees with one more payment, the one paid last at the end."""
    if not request.counterparty:
        return known
    short = short_digest(request.counterparty)
    others = [payee for payee in known if payee[0] != short]
    _, first_at, times, largest = next((payee for payee in known if payee[0] == short), (short, epoch, 0, 0))
    return (*others[1 - PAYEES_KEPT :], (short, first_at, times + 1, max(largest, request.amount_minor)))


def _two_buckets(passed: int, running: int, before: int) -> int:
    if passed <= 0:
        return running + before
    return running if passed == 1 else 0


def _bucket_with(running: int, total: int, before: int, bucket: int, amount: int) -> tuple[int, int, int]:
    if bucket <= running:
        return running, total + amount, before
    return bucket, amount, total if bucket == running + 1 else 0


def _flow_row(flow: Flow) -> tuple[int, ...]:
    return (flow.hour, flow.hour_sum, flow.hour_before, flow.day, flow.day_sum, flow.day_before)


_LOG_BITS: Final = 32
_LOG_FRACTION_BITS: Final = 10
_NOTHING_KNOWN: Final = Profile()
