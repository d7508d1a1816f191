"""Rules about when and how fast: velocity of count and sum, odd hours, an account that wakes."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.decay import DAY
from fraud.profile import ONE
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number, ramp, units

_WINDOWS = (("ten_minutes", "10m"), ("six_hours", "6h"), ("seven_days", "7d"))


def velocity_count(facts: Facts, parameters: Parameters) -> Finding | None:
    """Many payments within minutes, hours or days, each window by counts that halve with its length."""
    if not facts["pays_out"] or facts["to_oneself"]:
        return None
    counts = {name: number(facts, f"count_{short}_thousandths") + ONE for name, short in _WINDOWS}
    share = max(
        ramp(count, parameters[f"{name}_start"] * ONE, parameters[f"{name}_full"] * ONE)
        for name, count in counts.items()
    )
    return found(share, **{f"{name}_thousandths": count for name, count in counts.items()})


def velocity_sum(facts: Facts, parameters: Parameters) -> Finding | None:
    """Money that drains away in several payments within hours, or in a week far beyond what a day allows."""
    amount, hours = number(facts, "amount"), number(facts, "sum_6h")
    if (
        not facts["pays_out"]
        or facts["to_oneself"]
        or hours + amount < units(facts, parameters["least_amount"])
    ):
        return None
    drained, several = 0, hours * 100 >= amount * parameters["earlier_percent"]
    if several and (before := number(facts, "available") + hours) > 0:
        drained = (hours + amount) * 100 // before
    daily, week = number(facts, "daily_limit"), number(facts, "sum_7d") + amount
    of_daily = week * 100 // daily if daily > 0 else 0
    share = max(
        ramp(drained, parameters["drained_start_percent"], parameters["drained_full_percent"]),
        ramp(of_daily, parameters["week_start_percent"], parameters["week_full_percent"]),
    )
    return found(share, percent_gone_in_six_hours=drained, week_in_percent_of_daily_limit=of_daily)


def odd_hour(facts: Facts, parameters: Parameters) -> Finding | None:
    """An hour at which this customer hardly ever pays; of one little known, by half, an hour of the night."""
    if not facts["pays_out"] or facts["to_oneself"]:
        return None
    hour, weight = number(facts, "local_hour"), number(facts, "hours_thousandths")
    if weight < parameters["least_movements"] * ONE:
        at_night = parameters["night_from"] <= hour < parameters["night_until"]
        return found(WHOLE // 2 if at_night else 0, hour=hour)
    usual = number(facts, "near_hours_thousandths") * WHOLE // weight
    rare = parameters["rare_thousandths"]
    return found(ramp(rare - usual, 0, rare), hour=hour, share_of_these_hours_thousandths=usual)


def dormant_account(facts: Facts, parameters: Parameters) -> Finding | None:
    """An account that nobody has moved for months pays out more than a trifle of what it holds."""
    if not facts["pays_out"] or facts["idle_s"] is None:
        return None
    amount, available = number(facts, "amount"), number(facts, "available")
    if amount * 100 < available * parameters["least_percent"]:
        return None
    days = number(facts, "idle_s") // DAY
    return found(ramp(days, parameters["start_days"], parameters["full_days"]), days_idle=days)
