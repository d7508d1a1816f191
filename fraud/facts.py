"""What the rules look at, taken from a movement and the profiles it meets: flat, JSON values, nothing else needed.

A score is a function of these facts and a rule book alone. Amounts are minor units of the account's currency, what ends
in `_s` is seconds before the movement (absent: never), `_thousandths` are thousandths.
"""

from __future__ import annotations

import datetime as dt
from math import isqrt
from typing import Final

from core_banking.kernel import clock
from core_banking.kernel.money import Currency
from fraud.contracts import Facts, ProfileRow, ScreeningRequest
from fraud.decay import DAY, HOUR
from fraud.profile import DEPOSIT, ONE, Profile, log2_thousandths, short_digest
from fraud.windows import day_bucket, hour_bucket, seen

Found = dict[str, int | str | bool | None]

_LIKE_AMOUNTS_DAYS: Final = 30
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND: Final = dt.timedelta(seconds=1)


def facts_of(request: ScreeningRequest, profile: Profile, epoch: int, local: dt.datetime) -> Facts:
    """Return all facts of a movement; `profile` is its account's, faded, `local` the moment by the bank's clock."""
    return {
        **_of_the_movement(request, epoch, local),
        **_of_the_pace(profile, request, epoch, local.hour),
        **_of_the_pattern(profile, request.amount_minor),
        **_of_the_payee(profile, request, epoch),
        **_of_the_place(profile, request, epoch),
        **_of_what_came_in(profile, request, epoch),
        **_of_the_person(request, epoch),
    }


def second_of(moment: dt.datetime) -> int:
    """Return a moment as whole seconds of the epoch."""
    return (moment - _EPOCH) // _SECOND


def local_time(moment: dt.datetime) -> dt.datetime:
    """Return a moment as the bank's clocks on the wall show it."""
    return moment.astimezone(clock.bank_time_zone())


def _of_the_movement(request: ScreeningRequest, epoch: int, local: dt.datetime) -> Found:
    return {
        "origin": request.origin.value,
        "movement": request.movement,
        "at": epoch,
        "local_hour": local.hour,
        "amount": request.amount_minor,
        "currency": request.currency,
        "unit": 10 ** Currency.of(request.currency).exponent,
        "pays_out": request.movement != DEPOSIT,
        "to_oneself": request.other_customer_user_id == request.customer_user_id,
        "balance": request.balance_minor,
        "available": request.available_minor,
        "single_limit": request.single_limit_minor,
        "daily_limit": request.daily_limit_minor,
        "spent_today": request.spent_today_minor,
        "listed_name": request.payee_name_listed,
    }


def _of_the_pace(profile: Profile, request: ScreeningRequest, epoch: int, local_hour: int) -> Found:
    """How often and how much lately, this movement not counted, and whether the hour is a usual one."""
    (c0, c1, c2), (s0, s1, s2), hours = profile.counts, profile.sums, profile.hours
    near = hours[local_hour - 1] + hours[local_hour] + hours[(local_hour + 1) % 24]
    return {
        "moved": profile.moved,
        "known_s": epoch - profile.first_at if profile.first_at else None,
        "idle_s": epoch - profile.moved_at if profile.moved_at else None,
        "count_10m_thousandths": c0,
        "count_6h_thousandths": c1,
        "count_7d_thousandths": c2,
        "sum_10m": s0,
        "sum_6h": s1,
        "sum_7d": s2,
        "hours_thousandths": sum(hours),
        "near_hours_thousandths": near,
        "like_amounts": _like_amounts(profile, request.amount_minor, epoch),
    }


def _of_the_pattern(profile: Profile, amount_minor: int) -> Found:
    """Where the amount stands among the account's own: on the scale of its logarithm, and beside the largest."""
    weight = profile.amounts
    if not weight:
        return {"amounts_thousandths": 0, "largest": 0}
    mean = profile.logs * ONE // weight
    variance = max(0, profile.squares * ONE * ONE // weight - mean * mean)
    return {
        "amounts_thousandths": weight,
        "log_thousandths": log2_thousandths(amount_minor),
        "usual_log_thousandths": mean,
        "spread_log_thousandths": isqrt(variance),
        "largest": profile.largest,
    }


def _of_the_payee(profile: Profile, request: ScreeningRequest, epoch: int) -> Found:
    known = profile.payee(request.counterparty) if request.counterparty else None
    ages = [epoch - first_at for _, first_at, _, _ in profile.payees]
    return {
        "has_payee": bool(request.counterparty),
        "payee_saved": request.payee_is_saved,
        "payee_known_s": epoch - known[1] if known else None,
        "payee_times": known[2] if known else 0,
        "payee_largest": known[3] if known else 0,
        "payees": len(ages),
        "new_payees_1h": sum(age < HOUR for age in ages),
        "new_payees_24h": sum(age < DAY for age in ages),
    }


def _of_the_place(profile: Profile, request: ScreeningRequest, epoch: int) -> Found:
    return {
        "has_device": bool(request.device),
        "devices": len(profile.devices),
        "device_known_s": _known_for(profile.devices, request.device, epoch),
        "has_network": bool(request.network),
        "networks": len(profile.networks),
        "network_known_s": _known_for(profile.networks, request.network, epoch),
    }


def _of_what_came_in(profile: Profile, request: ScreeningRequest, epoch: int) -> Found:
    """What others sent to this account, what its holder brought and paid, and what the receiver gets from others."""
    paid_hour, paid_day = profile.paid.lately(epoch)
    brought_hour, brought_day = profile.brought.lately(epoch)
    return {
        "paid_2h": paid_hour,
        "paid_2d": paid_day,
        "brought_2h": brought_hour,
        "brought_2d": brought_day,
        **_received(request.own, "received", epoch),
        **(_received(request.other, "payee_received", epoch) if request.other else {}),
    }


def _received(row: ProfileRow, name: str, epoch: int) -> Found:
    hours, days = seen(row.hour, hour_bucket(epoch)), seen(row.day, day_bucket(epoch))
    return {
        f"{name}_2h": hours.sum_minor,
        f"{name}_2h_senders": hours.senders,
        f"{name}_2d": days.sum_minor,
        f"{name}_2d_senders": days.senders,
    }


def _of_the_person(request: ScreeningRequest, epoch: int) -> Found:
    signals = request.signals
    return {
        "failed_pins": signals.failed_pins,
        "failed_pin_s": _ago(signals.failed_pin_at, epoch),
        "failed_sign_ins": signals.failed_sign_ins,
        "failed_sign_in_s": _ago(signals.failed_sign_in_at, epoch),
        "secret_changed_s": _ago(signals.secret_changed_at, epoch),
    }


def _like_amounts(profile: Profile, amount_minor: int, epoch: int) -> str:
    """Write the account's last amounts from half to twice this one as `amount@seconds`, at most a month old."""
    since = epoch - _LIKE_AMOUNTS_DAYS * DAY
    low, high = amount_minor // 2, amount_minor * 2
    return " ".join(
        [f"{each}@{epoch - at}" for at, each in profile.recent if at >= since and low <= each <= high]
    )


def _known_for(known: tuple[tuple[int, int], ...], name: str, epoch: int) -> int | None:
    if not name:
        return None
    short = short_digest(name)
    return next((epoch - first_at for digest, first_at in known if digest == short), None)


def _ago(moment: dt.datetime | None, epoch: int) -> int | None:
    return None if moment is None else max(0, epoch - second_of(moment))
