"""Rules about who gets the money: a new payee, many payees in a short time, and accounts that many pay into."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.decay import HOUR
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number, ramp


def is_settled(facts: Facts, settled_hours: int) -> bool:
    """Whether this payee was first paid so long ago that he is one of the account's own."""
    known_for = facts["payee_known_s"]
    return isinstance(known_for, int) and known_for >= settled_hours * HOUR


def is_to_a_stranger(facts: Facts, settled_hours: int) -> bool:
    """Whether money leaves to a payee who is not settled, and not to the customer himself."""
    return bool(facts["pays_out"] and facts["has_payee"] and not facts["to_oneself"]) and not is_settled(
        facts, settled_hours
    )


def new_payee(facts: Facts, parameters: Parameters) -> Finding | None:
    """A payee never paid before or only since a short while, by how much of the balance he gets; a saved one less."""
    if not is_to_a_stranger(facts, parameters["settled_hours"]):
        return None
    amount, available = number(facts, "amount"), number(facts, "available")
    percent = amount * 100 // available if available > 0 else 100
    base = parameters["least_thousandths"]
    by_amount = ramp(percent, parameters["start_percent"], parameters["full_percent"])
    share = base + (WHOLE - base) * by_amount // WHOLE
    if facts["payee_saved"]:
        share = share * parameters["saved_percent"] // 100
    return found(
        share,
        percent_of_balance=percent,
        saved=bool(facts["payee_saved"]),
        paid_before=number(facts, "payee_times"),
    )


def fan_out(facts: Facts, parameters: Parameters) -> Finding | None:
    """Many payees for the first time within an hour or a day, this one among them."""
    if not is_to_a_stranger(facts, parameters["settled_hours"]):
        return None
    first_time = facts["payee_known_s"] is None
    hour = number(facts, "new_payees_1h") + first_time
    day = number(facts, "new_payees_24h") + first_time
    share = max(
        ramp(hour, parameters["hour_start"], parameters["hour_full"]),
        ramp(day, parameters["day_start"], parameters["day_full"]),
    )
    return found(share, new_payees_in_an_hour=hour, new_payees_in_a_day=day)


def fan_in(facts: Facts, parameters: Parameters) -> Finding | None:
    """Money that many sent is paid on; or it goes, by half, to a new payee into whose account many pay."""
    if not facts["pays_out"] or facts["to_oneself"]:
        return None
    hours, days = number(facts, "received_2h_senders"), number(facts, "received_2d_senders")
    share = max(
        ramp(hours, parameters["hours_start"], parameters["hours_full"]),
        ramp(days, parameters["days_start"], parameters["days_full"]),
    )
    theirs = number(facts, "payee_received_2d_senders")
    if is_to_a_stranger(facts, parameters["settled_hours"]):
        share = max(share, ramp(theirs, parameters["days_start"], parameters["days_full"]) // 2)
    return found(share, senders_in_two_hours=hours, senders_in_two_days=days, senders_to_payee=theirs)
