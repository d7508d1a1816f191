"""Rules about the amount: against the account's own pattern, round ones, just below a limit, and use of the limits."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.decay import DAY
from fraud.profile import ONE
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number, ramp, units
from fraud.rules.payees import is_settled


def unusual_amount(facts: Facts, parameters: Parameters) -> Finding | None:
    """An amount far above the account's own: by standard deviations of its logarithm, and beside the largest yet.

    Of an account without a pattern only an amount that nearly empties it is unusual, and by half. What a payee of long
    standing gets about as always (rent) is not.
    """
    amount = number(facts, "amount")
    if not facts["pays_out"] or facts["to_oneself"] or amount < units(facts, parameters["least_amount"]):
        return None
    if is_settled(facts, parameters["settled_hours"]) and amount * 2 <= number(facts, "payee_largest") * 3:
        return None
    if number(facts, "amounts_thousandths") < parameters["least_movements"] * ONE:
        return _empties_the_account(facts, amount, parameters["empties_percent"])
    spread = max(number(facts, "spread_log_thousandths"), parameters["least_spread_thousandths"])
    above = number(facts, "log_thousandths") - number(facts, "usual_log_thousandths")
    deviations = above * ONE // spread
    percent = amount * 100 // max(1, number(facts, "largest"))
    by_spread = ramp(deviations, parameters["deviations_start"], parameters["deviations_full"])
    by_largest = ramp(percent, parameters["largest_start_percent"], parameters["largest_full_percent"])
    return found((by_spread + by_largest) // 2, deviations_thousandths=deviations, percent_of_largest=percent)


def round_amount(facts: Facts, parameters: Parameters) -> Finding | None:
    """A round amount, as people choose who invent one."""
    amount = number(facts, "amount")
    is_round = amount % units(facts, parameters["round_to"]) == 0
    enough = amount >= units(facts, parameters["least_amount"])
    return found(WHOLE if facts["pays_out"] and is_round and enough else 0, amount=amount)


def limit_use(facts: Facts, parameters: Parameters) -> Finding | None:
    """A movement that uses up what the account may pay at once or in a day. A limit of 0 is none."""
    if not facts["pays_out"]:
        return None
    amount = number(facts, "amount")
    single = _percent(amount, number(facts, "single_limit"))
    daily = _percent(number(facts, "spent_today") + amount, number(facts, "daily_limit"))
    share = max(
        ramp(used, parameters["start_percent"], parameters["full_percent"]) for used in (single, daily)
    )
    return found(share, percent_of_single_limit=single, percent_of_daily_limit=daily)


def structuring(facts: Facts, parameters: Parameters) -> Finding | None:
    """Amounts just below a limit, repeated within days so that together they are above it.

    The limits are the one from which movements are reported and the account's own for a single movement.
    """
    amount = number(facts, "amount")
    reporting = units(facts, parameters["reporting_limit"])
    for name, limit in (("reporting_limit", reporting), ("single_limit", number(facts, "single_limit"))):
        lowest = limit * (100 - parameters["band_percent"]) // 100
        # A movement may be as large as the single limit; one as large as the reporting limit is reported.
        highest = limit if name == "single_limit" else limit - 1
        if limit and lowest <= amount <= highest:
            return _repeated_below(facts, amount, (lowest, highest), name, parameters)
    return None


def _repeated_below(
    facts: Facts, amount: int, band: tuple[int, int], name: str, parameters: Parameters
) -> Finding | None:
    within = parameters["days"] * DAY
    earlier = [each for each, ago in _like_amounts(facts) if ago <= within and band[0] <= each <= band[1]]
    times = len(earlier) + 1
    share = ramp(times, 1, parameters["full_times"])
    if name == "reporting_limit":
        # Whoever pays in a little less than is reported is worth a look at once; an own limit is met for many reasons.
        share = max(share, parameters["once_thousandths"])
    return found(share, below=name, times=times, sum=sum(earlier) + amount)


def _like_amounts(facts: Facts) -> list[tuple[int, int]]:
    written = facts["like_amounts"]
    assert isinstance(written, str)
    pairs = (each.partition("@") for each in written.split())
    return [(int(amount), int(ago)) for amount, _, ago in pairs]


def _empties_the_account(facts: Facts, amount: int, from_percent: int) -> Finding | None:
    percent = _percent(amount, number(facts, "available"))
    return found(ramp(percent, from_percent - 1, 100) // 2, percent_of_balance=percent)


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole if whole > 0 else 0
