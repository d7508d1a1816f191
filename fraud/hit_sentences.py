"""What each rule saw of a movement, in a sentence for the member of staff who looks at the alert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from core_banking.kernel.money import Money
from fraud.contracts import RuleKind
from fraud.shipped_rules import DEFINITIONS

_THOUSAND: Final = 1000


class _Seen:
    """The facts of a finding, read by name; amounts are of one currency, if it is known."""

    def __init__(self, why: Mapping[str, object], currency: str) -> None:
        self._why = why
        self._currency = currency

    def number(self, name: str) -> int:
        """Return a fact that is a number; 0 where it is none."""
        value = self._why.get(name)
        return value if isinstance(value, int) else 0

    def text(self, name: str) -> str:
        """Return a fact that is a text."""
        return str(self._why.get(name, ""))

    def is_so(self, name: str) -> bool:
        """Whether a fact is true."""
        return self._why.get(name) is True

    def knows(self, *names: str) -> bool:
        """Whether all of these are among the facts."""
        return all(name in self._why for name in names)

    def amount(self, name: str) -> str:
        """Return an amount in major units with its currency."""
        if not self._currency:
            return f"{self.number(name)} minor units"
        return f"{Money.of_minor(self.number(name), self._currency)} {self._currency}"

    def decimal(self, name: str) -> str:
        """Return thousandths as a decimal number, cut off after the first decimal."""
        tenths = self.number(name) * 10 // _THOUSAND
        return f"{tenths // 10}.{tenths % 10}"


def sentence_of_hit(rule: str, why: Mapping[str, object], currency: str = "") -> str:
    """Return what a rule saw; what it means in general where the facts are not those it states today."""
    try:
        kind = RuleKind(rule)
    except ValueError:
        return "The bank does not have this rule any more."
    seen = _Seen(why, currency)
    needed, say = _SAYING[kind]
    return say(seen) if seen.knows(*needed) else DEFINITIONS[kind].meaning


def _unusual_amount(seen: _Seen) -> str:
    if seen.knows("percent_of_balance"):
        return (
            f"It takes {seen.number('percent_of_balance')} % of the balance,"
            " and the account has no pattern yet to compare it with."
        )
    if not seen.knows("deviations_thousandths", "percent_of_largest"):
        return DEFINITIONS[RuleKind.UNUSUAL_AMOUNT].meaning
    return (
        f"The amount is {seen.decimal('deviations_thousandths')} standard deviations above the account's usual,"
        f" and {seen.number('percent_of_largest')} % of its largest payment so far."
    )


def _structuring(seen: _Seen) -> str:
    limits = {
        "reporting_limit": "the limit for reporting",
        "single_limit": "the account's limit for one payment",
    }
    below = limits.get(seen.text("below"), "a limit")
    times = _times(seen.number("times"), "amount", "amounts")
    return f"{times} just below {below} within days, {seen.amount('sum')} together."


def _limit_use(seen: _Seen) -> str:
    return (
        f"It uses {seen.number('percent_of_single_limit')} % of the limit for one payment"
        f" and {seen.number('percent_of_daily_limit')} % of the day's limit."
    )


def _velocity_count(seen: _Seen) -> str:
    return (
        f"About {seen.decimal('ten_minutes_thousandths')} payments in ten minutes,"
        f" {seen.decimal('six_hours_thousandths')} in six hours"
        f" and {seen.decimal('seven_days_thousandths')} in seven days, this one counted."
    )


def _velocity_sum(seen: _Seen) -> str:
    return (
        f"{seen.number('percent_gone_in_six_hours')} % of what the account held has gone within six hours;"
        f" the week comes to {seen.number('week_in_percent_of_daily_limit')} % of the daily limit."
    )


def _odd_hour(seen: _Seen) -> str:
    hour = f"{seen.number('hour'):02d}:00"
    if not seen.knows("share_of_these_hours_thousandths"):
        return f"It was ordered after {hour}, at night, and little is known of this customer's hours."
    share = seen.number("share_of_these_hours_thousandths")
    return f"It was ordered after {hour}; only {share // 10}.{share % 10} % of the payments fall around that hour."


def _new_payee(seen: _Seen) -> str:
    times = seen.number("paid_before")
    known = "never paid before" if not times else f"paid {_times(times, 'time', 'times')} before, lately"
    saved = ", and saved by the customer" if seen.is_so("saved") else ""
    return f"The payee was {known}{saved}; he gets {seen.number('percent_of_balance')} % of the balance."


def _fan_out(seen: _Seen) -> str:
    hour = _times(seen.number("new_payees_in_an_hour"), "new payee", "new payees")
    return f"{hour} within an hour, {seen.number('new_payees_in_a_day')} within a day."


def _fan_in(seen: _Seen) -> str:
    return (
        f"{_times(seen.number('senders_in_two_hours'), 'sender', 'senders')} paid in within two hours,"
        f" {seen.number('senders_in_two_days')} within two days;"
        f" {seen.number('senders_to_payee')} pay the receiver."
    )


def _rapid_in_out(seen: _Seen) -> str:
    return (
        f"{seen.number('percent_gone_in_two_hours')} % of what came in within two hours leaves again,"
        f" {seen.number('percent_gone_in_two_days')} % of what came in within two days."
    )


def _new_place(thing: str) -> Callable[[_Seen], str]:
    def say(seen: _Seen) -> str:
        known = _times(seen.number("known"), f"{thing} is", f"{thing}s are")
        first = "was seen for the first time lately" if seen.is_so("used_before") else "was never used before"
        return f"This {thing} {first}; {known} known for the account."

    return say


def _failed_secrets(seen: _Seen) -> str:
    found = [
        _times(seen.number("failed_pins"), "wrong PIN", "wrong PINs"),
        _times(seen.number("failed_sign_ins"), "failed sign-in", "failed sign-ins"),
    ]
    changed = "; a secret was changed shortly before" if seen.is_so("secret_changed") else ""
    return f"{' and '.join(found)} came before it{changed}."


def _learned_score(seen: _Seen) -> str:
    likely = seen.number("likely_thousandths")
    reasons = f", because of {seen.text('reasons')}" if seen.text("reasons") else ""
    return f"The model finds fraud {likely // 10}.{likely % 10} % likely{reasons}."


def _times(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


_SAYING: Final[Mapping[RuleKind, tuple[tuple[str, ...], Callable[[_Seen], str]]]] = {
    RuleKind.UNUSUAL_AMOUNT: ((), _unusual_amount),
    RuleKind.VELOCITY_COUNT: (
        ("ten_minutes_thousandths", "six_hours_thousandths", "seven_days_thousandths"),
        _velocity_count,
    ),
    RuleKind.VELOCITY_SUM: (
        ("percent_gone_in_six_hours", "week_in_percent_of_daily_limit"),
        _velocity_sum,
    ),
    RuleKind.NEW_PAYEE: (("percent_of_balance", "paid_before"), _new_payee),
    RuleKind.NEW_DEVICE: (("known",), _new_place("device")),
    RuleKind.NEW_ADDRESS: (("known",), _new_place("network")),
    RuleKind.DORMANT_ACCOUNT: (
        ("days_idle",),
        lambda seen: (
            f"Nobody had moved the account's money for {_times(seen.number('days_idle'), 'day', 'days')}."
        ),
    ),
    RuleKind.STRUCTURING: (("times", "sum"), _structuring),
    RuleKind.RAPID_IN_OUT: (("percent_gone_in_two_hours", "percent_gone_in_two_days"), _rapid_in_out),
    RuleKind.ROUND_AMOUNT: (
        ("amount",),
        lambda seen: f"{seen.amount('amount')} is a conspicuously round amount.",
    ),
    RuleKind.ODD_HOUR: (("hour",), _odd_hour),
    RuleKind.FAILED_SECRETS: (("failed_pins", "failed_sign_ins"), _failed_secrets),
    RuleKind.FAN_IN: (("senders_in_two_hours", "senders_in_two_days", "senders_to_payee"), _fan_in),
    RuleKind.FAN_OUT: (("new_payees_in_an_hour", "new_payees_in_a_day"), _fan_out),
    RuleKind.LIMIT_USE: (("percent_of_single_limit", "percent_of_daily_limit"), _limit_use),
    RuleKind.LISTED_NAME: (
        (),
        lambda _seen: (
            "The payee's name is like one on a list of sanctions, and two members of staff have not cleared it."
        ),
    ),
    RuleKind.LEARNED_SCORE: (("likely_thousandths",), _learned_score),
}
