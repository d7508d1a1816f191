"""The terms of loans as people write them: read exactly or refused by name, and brought into a schedule's terms.

No effects. Amounts come in major units, rates and shares in percent; they leave in minor units and millionths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, Final

from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, Money, format_minor, parse_amount_minor
from core_banking.kernel.percent import format_percent, parse_percent_ppm
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanProductCard,
    PrepaymentEffect,
    RepaymentUnit,
    ScheduleTerms,
)

HIGHEST_RATE_PPM: Final = 10_000_000
"""1,000 % a year: above any lawful rate, and low enough that interest on any amount fits in 64 bits."""
LONGEST_TERM: Final = 600
"""The most repayments a loan may have."""
LONGEST_INTERVAL: Final = 366
"""The most days, weeks or months between two repayments."""
LONGEST_LIFE_YEARS: Final = 100

_UNITS_A_YEAR: Final = {RepaymentUnit.DAYS: 365, RepaymentUnit.WEEKS: 52, RepaymentUnit.MONTHS: 12}
_LAST_START: Final = dt.date(dt.MAXYEAR - LONGEST_LIFE_YEARS - 2, 1, 1)
_LONGEST_WAIT_DAYS: Final = 3_650

_Reader = Callable[[object, str], Any]


def _amount(*, allow_zero: bool = True, nullable: bool = False) -> _Reader:
    def read(written: object, currency: str) -> int | None:
        if written is None and nullable:
            return None
        return parse_amount_minor(written, Currency.of(currency).exponent, allow_zero=allow_zero)

    return read


def _number(least: int, most: int) -> _Reader:
    def read(written: object, _currency: str) -> int:
        if isinstance(written, bool) or not isinstance(written, int) or not least <= written <= most:
            raise InvalidAmount(f"Give a whole number from {least} to {most}.")
        return written

    return read


def _one_of(enum: type[StrEnum]) -> _Reader:
    def read(written: object, _currency: str) -> StrEnum:
        try:
            return enum(written)  # type: ignore[arg-type]  # what is no member is refused
        except ValueError:
            raise InvalidAmount(f"Give one of: {', '.join(enum)}.") from None

    return read


def _percent(highest_ppm: int) -> _Reader:
    def read(written: object, _currency: str) -> int:
        return parse_percent_ppm(written, highest_ppm=highest_ppm)

    return read


_SCHEDULE_READERS: Final[dict[str, tuple[str, _Reader]]] = {
    "annual_interest_rate": ("annual_rate_ppm", _percent(HIGHEST_RATE_PPM)),
    "interest_method": ("interest_method", _one_of(InterestMethod)),
    "interest_period": ("interest_period", _one_of(InterestPeriod)),
    "amortization": ("amortization", _one_of(Amortization)),
    "day_count": ("day_count", _one_of(DayCount)),
    "repayment_every": ("repayment_every", _number(1, LONGEST_INTERVAL)),
    "repayment_unit": ("repayment_unit", _one_of(RepaymentUnit)),
    "grace_on_principal": ("grace_on_principal", _number(0, LONGEST_TERM - 1)),
    "grace_on_interest": ("grace_on_interest", _number(0, LONGEST_TERM - 1)),
    "interest_free_periods": ("interest_free_periods", _number(0, LONGEST_TERM)),
    "installment_multiple": ("installment_multiple_minor", _amount(allow_zero=False, nullable=True)),
    "origination_fee": ("origination_fee_minor", _amount()),
    "installment_fee": ("installment_fee_minor", _amount()),
}
_LATER_READERS: Final[dict[str, tuple[str, _Reader]]] = {
    "late_penalty": ("late_penalty_minor", _amount()),
    "late_penalty_after_days": ("late_penalty_after_days", _number(0, _LONGEST_WAIT_DAYS)),
    "prepayment_effect": ("prepayment_effect", _one_of(PrepaymentEffect)),
}
_LIMIT_READERS: Final[dict[str, tuple[str, _Reader]]] = {
    "minimum_amount": ("minimum_amount_minor", _amount(allow_zero=False)),
    "maximum_amount": ("maximum_amount_minor", _amount(allow_zero=False)),
    "minimum_term": ("minimum_term", _number(1, LONGEST_TERM)),
    "maximum_term": ("maximum_term", _number(1, LONGEST_TERM)),
    "instant_approval_up_to": ("instant_approval_up_to_minor", _amount(nullable=True)),
}
_OVERRIDE_READERS: Final = {**_SCHEDULE_READERS, **_LATER_READERS}
_PRODUCT_READERS: Final = {**_LIMIT_READERS, **_OVERRIDE_READERS}

PRODUCT_TERMS: Final = tuple(_PRODUCT_READERS)
"""The names of a product's limits and terms."""
OVERRIDABLE_TERMS: Final = tuple(_OVERRIDE_READERS)
"""The names of the terms that a product may leave open to a quote or an application."""

_SCHEDULE_COLUMNS: Final = tuple(column for column, _ in _SCHEDULE_READERS.values())


def read_terms(
    written: Mapping[str, Any],
    currency: str,
    *,
    readers: Mapping[str, tuple[str, _Reader]] = _PRODUCT_READERS,
) -> dict[str, Any]:
    """Return the columns that the written terms set, exact. Raises `InvalidInput` naming each wrong one."""
    columns: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, (column, read) in readers.items():
        if name in written:
            try:
                columns[column] = read(written[name], currency)
            except InvalidAmount as error:
                wrong[name] = [str(error)]
    if wrong:
        raise InvalidInput(wrong)
    return columns


def with_overrides(
    product: LoanProductCard, overrides: Mapping[str, Any], *, staff: bool = False
) -> LoanProductCard:
    """Return a product with terms changed for one quote or application: those it leaves open, by staff any.

    Raises `InvalidInput` naming each term that cannot be changed or is wrong.
    """
    closed = {
        name: ["This term cannot be changed for one loan."]
        for name in overrides
        if name not in _OVERRIDE_READERS or not (staff or name in product.overridable)
    }
    if closed:
        raise InvalidInput(closed)
    return replace(product, **read_terms(overrides, product.currency, readers=_OVERRIDE_READERS))


def schedule_terms_of(
    product: LoanProductCard,
    *,
    amount_minor: int,
    term: int,
    start_date: dt.date,
    overrides: Mapping[str, Any] | None = None,
    staff: bool = False,
) -> ScheduleTerms:
    """Return the terms of a loan's schedule: an amount (minor units) within the product's limits, and its terms.

    `overrides` are terms as written, under the names of the API; staff may override any. Raises `InvalidInput`
    naming each wrong field: `amount`, `term`, `start_date`, and the names of terms.
    """
    terms_of = with_overrides(product, overrides or {}, staff=staff)
    terms = ScheduleTerms(
        amount_minor=amount_minor,
        term=term,
        start_date=start_date,
        **{column: getattr(terms_of, column) for column in _SCHEDULE_COLUMNS},
    )
    wrong = {**_problems_of_terms(terms), **_problems_of_limits(product, amount_minor, term)}
    if not wrong and start_date > _LAST_START:
        wrong["start_date"] = ["This day is too far ahead."]
    if wrong:
        raise InvalidInput(wrong)
    return terms


def _problems_of_limits(product: LoanProductCard, amount_minor: int, term: int) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not product.minimum_amount_minor <= amount_minor <= product.maximum_amount_minor:
        least = Money.of_minor(product.minimum_amount_minor, product.currency)
        most = Money.of_minor(product.maximum_amount_minor, product.currency)
        wrong["amount"] = [f"This product lends from {least} to {most} {product.currency}."]
    if not product.minimum_term <= term <= product.maximum_term:
        wrong["term"] = [
            f"This product is repaid in {product.minimum_term} to {product.maximum_term} repayments."
        ]
    return wrong


def _problems_of_terms(terms: ScheduleTerms) -> dict[str, list[str]]:
    """Return what does not go together in the terms of one schedule, by field."""
    wrong: dict[str, list[str]] = {}
    for name in ("grace_on_principal", "grace_on_interest"):
        if getattr(terms, name) >= terms.term:
            wrong[name] = ["The grace must leave at least one repayment."]
    if terms.interest_free_periods > terms.term:
        wrong["interest_free_periods"] = ["There are not that many repayments."]
    if terms.origination_fee_minor >= terms.amount_minor:
        wrong["amount"] = ["The amount must be more than the origination fee."]
    return {**wrong, **problems_of_life(terms, terms.term)}


def problems_of_life(terms: ScheduleTerms, term: int) -> dict[str, list[str]]:
    """Return what is wrong with so many repayments, in the rhythm of the terms, by field."""
    if term * terms.repayment_every > LONGEST_LIFE_YEARS * _UNITS_A_YEAR[terms.repayment_unit]:
        return {"term": [f"A loan runs {LONGEST_LIFE_YEARS} years at most."]}
    return {}


def check_product(product: LoanProductCard) -> None:
    """Check that a product's terms go together. Raises `InvalidInput` by field."""
    wrong: dict[str, list[str]] = {}
    if product.minimum_amount_minor > product.maximum_amount_minor:
        wrong["minimum_amount"] = ["The minimum is above the maximum."]
    if product.minimum_term > product.maximum_term:
        wrong["minimum_term"] = ["The minimum is above the maximum."]
    if not wrong:
        # The smallest loan with the fewest repayments is where graces and fees fit least.
        smallest = _terms_within(product, product.minimum_amount_minor, product.minimum_term)
        longest = _terms_within(product, product.maximum_amount_minor, product.maximum_term)
        found = {**_problems_of_terms(longest), **_problems_of_terms(smallest)}
        if "amount" in found:
            found["origination_fee"] = ["The fee must be less than the smallest loan."]
        if "term" in found:
            found["maximum_term"] = found["term"]
        wrong = {name: messages for name, messages in found.items() if name not in {"amount", "term"}}
    if wrong:
        raise InvalidInput(wrong)


def _terms_within(product: LoanProductCard, amount_minor: int, term: int) -> ScheduleTerms:
    columns = {column: getattr(product, column) for column in _SCHEDULE_COLUMNS}
    return ScheduleTerms(amount_minor=amount_minor, term=term, start_date=dt.date(2000, 1, 1), **columns)


def terms_as_written(product: LoanProductCard) -> dict[str, object]:
    """Return a product's limits and terms under the names of the API, amounts in major units, rates in percent."""
    return {
        name: _as_written(column, getattr(product, column), product.currency)
        for name, (column, _) in _PRODUCT_READERS.items()
    }


def agreed_as_written(stored: Mapping[str, Any], currency: str) -> dict[str, object]:
    """Return what `terms_as_json` made under the names of the API, amounts in major units, the rate in percent."""
    return {
        "amount": _as_written("amount_minor", stored["amount_minor"], currency),
        "term": stored["term"],
        "start_date": stored["start_date"],
        **{
            name: _as_written(column, stored[column], currency)
            for name, (column, _) in _SCHEDULE_READERS.items()
        },
    }


def _as_written(column: str, value: Any, currency: str) -> object:
    if column == "annual_rate_ppm":
        return format_percent(value)
    if column.endswith("_minor") and value is not None:
        return format_minor(value, Currency.of(currency).exponent)
    return str(value) if isinstance(value, StrEnum) else value


def terms_as_json(terms: ScheduleTerms) -> dict[str, Any]:
    """Return a schedule's terms as JSON values, to be kept with a loan."""
    values = {field.name: getattr(terms, field.name) for field in fields(terms)}
    values["start_date"] = terms.start_date.isoformat()
    return {name: str(value) if isinstance(value, StrEnum) else value for name, value in values.items()}


def terms_from_json(stored: Mapping[str, Any]) -> ScheduleTerms:
    """Return what `terms_as_json` made into JSON."""
    return ScheduleTerms(
        **{
            **stored,
            "start_date": dt.date.fromisoformat(stored["start_date"]),
            "interest_method": InterestMethod(stored["interest_method"]),
            "interest_period": InterestPeriod(stored["interest_period"]),
            "amortization": Amortization(stored["amortization"]),
            "day_count": DayCount(stored["day_count"]),
            "repayment_unit": RepaymentUnit(stored["repayment_unit"]),
        }
    )
