"""The terms of rules that save by themselves, as people write them, read exactly or refused by name. No effects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, parse_amount_minor
from core_banking.kernel.percent import WHOLE_PPM, parse_percent_ppm
from planning.goal_contracts import RuleKind
from transactions.standing_order_contracts import DueDates, InvalidRule, read_rule

TERMS_OF: Final[Mapping[RuleKind, frozenset[str]]] = {
    RuleKind.FIXED: frozenset({"amount", "rrule", "day_of_month", "start_date"}),
    RuleKind.ROUND_UP: frozenset({"round_to"}),
    RuleKind.SHARE_OF_INCOME: frozenset({"percent", "threshold"}),
}
"""The terms that a rule of each kind has, under the names of the API."""

ALL_TERMS: Final = frozenset[str]().union(*TERMS_OF.values())
_NEEDED: Final[Mapping[RuleKind, tuple[str, ...]]] = {
    RuleKind.FIXED: ("amount",),
    RuleKind.ROUND_UP: ("round_to",),
    RuleKind.SHARE_OF_INCOME: ("percent", "threshold"),
}
_SHORTEST_MONTH: Final = 28
_REQUIRED: Final = "This field is required."


def read_new_terms(
    kind: RuleKind, terms: Mapping[str, object], currency: str, today: dt.date
) -> dict[str, Any]:
    """Return the columns of a new rule, the first date among them. Raises `InvalidInput` naming what is wrong."""
    wrong = {name: [_REQUIRED] for name in _NEEDED[kind] if name not in terms}
    if kind is RuleKind.FIXED and "rrule" not in terms and "day_of_month" not in terms:
        wrong["rrule"] = ["Say when: give an rrule or a day_of_month."]
    if wrong:
        raise InvalidInput(wrong)
    columns = read_terms(kind, terms, currency)
    if kind is RuleKind.FIXED:
        start = terms.get("start_date") or today
        assert isinstance(start, dt.date)
        if start < today:
            raise InvalidInput({"start_date": ["The first day must not be in the past."]})
        columns["start_date"] = start
        columns["next_due_date"] = next_date(start, columns["rrule"], after=None)
    return columns


def read_terms(kind: RuleKind, terms: Mapping[str, object], currency: str) -> dict[str, Any]:
    """Return the columns that terms set. Raises `InvalidInput`, also for terms of another kind of rule."""
    foreign = (ALL_TERMS & set(terms)) - TERMS_OF[kind]
    if foreign:
        raise InvalidInput(
            {name: [f"A rule of the kind {kind} has no such term."] for name in sorted(foreign)}
        )
    columns: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, column in (("amount", "amount_minor"), ("threshold", "threshold_minor")):
        if name in terms:
            _read(name, lambda n=name: _amount(terms[n], currency), column, columns, wrong)
    if "round_to" in terms:
        _read("round_to", lambda: _multiple(terms["round_to"], currency), "round_to_minor", columns, wrong)
    if "percent" in terms:
        _read("percent", lambda: _share(terms["percent"]), "share_ppm", columns, wrong)
    if "rrule" in terms or "day_of_month" in terms:
        name = "rrule" if "rrule" in terms else "day_of_month"
        _read(name, lambda: _recurrence(terms), "rrule", columns, wrong)
    if wrong:
        raise InvalidInput(wrong)
    return columns


def next_date(start: dt.date, rrule: str, *, after: dt.date | None) -> dt.date:
    """Return the first date of a rule after a day, or of all. Raises `InvalidInput` where there is none."""
    found = DueDates(start, rrule).next_after(after)
    if found is None:
        raise InvalidInput({"rrule": ["This rule never falls due."]})
    return found


def rule_for_day(day_of_month: int) -> str:
    """Return the rule that falls on a day of each month, and on the last one of a month that is shorter."""
    if day_of_month <= _SHORTEST_MONTH:
        return f"FREQ=MONTHLY;BYMONTHDAY={day_of_month}"
    days = ",".join(str(day) for day in range(_SHORTEST_MONTH, day_of_month + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"


def _read(name: str, read: Any, column: str, columns: dict[str, Any], wrong: dict[str, list[str]]) -> None:
    try:
        columns[column] = read()
    except (InvalidAmount, InvalidRule) as error:
        wrong[name] = [str(error)]


def _amount(written: object, currency: str) -> int:
    return parse_amount_minor(written, Currency.of(currency).exponent)


def _multiple(written: object, currency: str) -> int:
    multiple_minor = _amount(written, currency)
    if multiple_minor == 1:
        raise InvalidAmount("Every amount is a multiple of that: give a larger one.")
    return multiple_minor


def _share(written: object) -> int:
    share_ppm = parse_percent_ppm(written, highest_ppm=WHOLE_PPM)
    if share_ppm == 0:
        raise InvalidAmount("Give a share above 0 percent.")
    return share_ppm


def _recurrence(terms: Mapping[str, object]) -> str:
    if "rrule" in terms and "day_of_month" in terms:
        raise InvalidRule("Give an rrule or a day_of_month, not both.")
    if "rrule" in terms:
        return read_rule(str(terms["rrule"]))
    day = terms["day_of_month"]
    assert isinstance(day, int)
    return rule_for_day(day)
