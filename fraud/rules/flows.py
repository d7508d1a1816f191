"""The rule about money that only passes through, as through the account of a money mule."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number, ramp, units
from fraud.rules.payees import is_settled


def rapid_in_out(facts: Facts, parameters: Parameters) -> Finding | None:
    """Most of what came in within hours, or by less within days, leaves again from an account that holds little else.

    What the holder himself brought counts for a part; what goes to a payee of long standing counts for less.
    """
    if not facts["pays_out"] or facts["to_oneself"]:
        return None
    hours, days = (_passed_through(facts, window, parameters) for window in ("2h", "2d"))
    share = max(hours[0], days[0] * parameters["days_percent"] // 100)
    if is_settled(facts, parameters["settled_hours"]):
        share = share * parameters["settled_percent"] // 100
    return found(share, percent_gone_in_two_hours=hours[1], percent_gone_in_two_days=days[1])


def _passed_through(facts: Facts, window: str, parameters: Parameters) -> tuple[int, int]:
    """Return the share found, and how many percent of what came in have left with this movement."""
    brought = number(facts, f"brought_{window}") * parameters["brought_percent"] // 100
    came, paid = number(facts, f"received_{window}") + brought, number(facts, f"paid_{window}")
    left = paid + number(facts, "amount")
    if came < max(1, units(facts, parameters["least_amount"])):
        return 0, 0
    percent = left * 100 // came
    share = ramp(percent, parameters["start_percent"], parameters["full_percent"])
    # What leaves beyond what came in is the account's own money: the less of it passed through, the less it says.
    if percent > parameters["full_percent"]:
        share = min(WHOLE, came * WHOLE * 6 // (5 * left))
    # Nothing passes through an account that held as much before.
    held = number(facts, "available") + paid
    theirs = came * 100 // held if held > 0 else 100
    return share * ramp(
        theirs, parameters["theirs_start_percent"], parameters["theirs_full_percent"]
    ) // WHOLE, percent
