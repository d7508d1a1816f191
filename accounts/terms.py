"""The terms of products and accounts as people write them, read exactly or refused by name. No effects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypedDict

from accounts.contracts import FEE_TRANSACTION_TYPES, InterestPostingPeriod, ProductCard
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, parse_amount_minor
from core_banking.kernel.percent import parse_percent_ppm

AmountAsWritten: TypeAlias = str | int | Decimal
"""An amount in major units as a person or a JSON body wrote it; read once the currency is known."""

RATE_DECIMALS: Final = 4
HIGHEST_RATE_PPM: Final = 10_000_000
"""1,000 % a year: above any lawful rate, and low enough that interest on any balance fits in 64 bits."""

HIGHEST_TAX_PPM: Final = 500_000
"""Half of the interest: above any tax withheld on it, and something of a single minor unit stays."""

LONGEST_TERM_MONTHS: Final = 600
_OLDEST_MINIMUM_AGE: Final = 150
_WHOLE_PPM: Final = 1_000_000


class ProductTerms(TypedDict, total=False):
    """What staff sets on a product, under the names of the API; amounts in major units, rate and penalty in percent.

    A fee of None takes the charge away. The penalty of an early withdrawal is a share of the principal.
    """

    name: str
    interest_rate: AmountAsWritten
    minimum_balance: AmountAsWritten
    opening_deposit: AmountAsWritten
    kyc_required: bool
    minimum_age_years: int | None
    required_documents: list[str]
    required_numbers: list[str]
    one_per_customer: bool
    single_transaction_limit: AmountAsWritten
    daily_transaction_limit: AmountAsWritten
    auto_activate: bool
    is_active: bool
    term_months: int
    early_withdrawal_penalty: AmountAsWritten
    maturity_instruction: str
    day_count: str
    interest_posting: str
    withholding_tax_rate: AmountAsWritten
    fees: Mapping[str, AmountAsWritten | None]


class AccountTerms(TypedDict, total=False):
    """What may be set on an account, under the names of the API; amounts in major units."""

    nickname: str
    minimum_balance: AmountAsWritten
    single_transaction_limit: AmountAsWritten
    daily_transaction_limit: AmountAsWritten
    maturity_instruction: str
    payout_account_number: str | None


AMOUNT_COLUMNS: Final[Mapping[str, str]] = {
    "minimum_balance": "minimum_balance_minor",
    "opening_deposit": "opening_deposit_minor",
    "single_transaction_limit": "single_limit_minor",
    "daily_transaction_limit": "daily_limit_minor",
}
"""The database column of each amount, by its name in the API."""

_PLAIN_COLUMNS: Final = (
    "name",
    "kyc_required",
    "minimum_age_years",
    "required_documents",
    "required_numbers",
    "one_per_customer",
    "auto_activate",
    "is_active",
    "term_months",
    "maturity_instruction",
    "day_count",
    "interest_posting",
)


def read_product_columns(terms: ProductTerms, currency_code: str) -> dict[str, Any]:
    """Return the columns that the terms set, amounts in minor units. Raises `InvalidInput` naming each wrong one."""
    columns, wrong = read_amounts(terms, currency_code)
    if "interest_rate" in terms:
        try:
            columns["annual_rate_ppm"] = parse_rate_ppm(terms["interest_rate"])
        except InvalidAmount as error:
            wrong["interest_rate"] = [str(error)]
    wrong |= _read_term(terms, columns)
    wrong |= _read_interest(terms, columns)
    age = terms.get("minimum_age_years")
    if age is not None and not 0 <= age <= _OLDEST_MINIMUM_AGE:
        wrong["minimum_age_years"] = [f"Give an age from 0 to {_OLDEST_MINIMUM_AGE}, or null."]
    if wrong:
        raise InvalidInput(wrong)
    for name in _PLAIN_COLUMNS:
        if name in terms:
            value = terms[name]
            columns[name] = sorted(set(value)) if isinstance(value, list) else value
    return columns


def _read_term(terms: ProductTerms, columns: dict[str, Any]) -> dict[str, list[str]]:
    """Add the columns of a fixed deposit's term that are given; return a message for each that is wrong."""
    wrong: dict[str, list[str]] = {}
    if "early_withdrawal_penalty" in terms:
        try:
            columns["early_withdrawal_penalty_ppm"] = parse_share_ppm(terms["early_withdrawal_penalty"])
        except InvalidAmount as error:
            wrong["early_withdrawal_penalty"] = [str(error)]
    if not 1 <= terms.get("term_months", 1) <= LONGEST_TERM_MONTHS:
        wrong["term_months"] = [f"Give a number of months from 1 to {LONGEST_TERM_MONTHS}."]
    return wrong


def _read_interest(terms: ProductTerms, columns: dict[str, Any]) -> dict[str, list[str]]:
    """Add the tax withheld from interest, if given; return a message for each term of interest that is wrong."""
    wrong: dict[str, list[str]] = {}
    if "withholding_tax_rate" in terms:
        try:
            columns["withholding_tax_ppm"] = parse_percent_ppm(
                terms["withholding_tax_rate"], highest_ppm=HIGHEST_TAX_PPM
            )
        except InvalidAmount as error:
            wrong["withholding_tax_rate"] = [str(error)]
    known: tuple[tuple[str, object, type[StrEnum]], ...] = (
        ("day_count", terms.get("day_count"), DayCount),
        ("interest_posting", terms.get("interest_posting"), InterestPostingPeriod),
    )
    for name, value, choices in known:
        if value is not None and value not in set(choices):
            wrong[name] = [f"Choose one of {', '.join(choices)}."]
    return wrong


def read_amounts(
    written: Mapping[str, Any], currency_code: str
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the amount columns among `written`, in minor units, and a message for each amount that is wrong."""
    columns: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, column in AMOUNT_COLUMNS.items():
        if name in written:
            try:
                columns[column] = read_amount(written[name], currency_code)
            except InvalidAmount as error:
                wrong[name] = [str(error)]
    return columns, wrong


def read_amount(written: object, currency_code: str) -> int:
    """Return an amount in minor units; zero is allowed. Raises `InvalidAmount`."""
    return parse_amount_minor(written, Currency.of(currency_code).exponent, allow_zero=True)


def read_fees(fees: Mapping[str, AmountAsWritten | None], currency_code: str) -> dict[str, int | None]:
    """Return fees in minor units by kind of movement, None where one is taken away. Raises `InvalidInput`."""
    wrong: dict[str, list[str]] = {}
    read: dict[str, int | None] = {}
    for kind, written in fees.items():
        if kind not in FEE_TRANSACTION_TYPES:
            wrong["fees"] = [f'"{kind}" cannot carry a fee; these can: {", ".join(FEE_TRANSACTION_TYPES)}.']
            continue
        try:
            read[kind] = None if written is None else read_amount(written, currency_code)
        except InvalidAmount as error:
            wrong["fees"] = [f"{kind}: {error}"]
    if wrong:
        raise InvalidInput(wrong)
    return read


def parse_rate_ppm(written: object) -> int:
    """Read a yearly rate in percent as millionths: `"4.25"` → `42500`. Raises `InvalidAmount`.

    A percent with at most four decimals is a whole number of millionths, so it is read as exactly as an amount.
    """
    try:
        rate_ppm = parse_amount_minor(written, RATE_DECIMALS, allow_zero=True)
    except InvalidAmount:
        raise InvalidAmount("Give the yearly rate in percent, with at most four decimal places.") from None
    if rate_ppm > HIGHEST_RATE_PPM:
        raise InvalidAmount(f"The yearly rate is at most {format_rate(HIGHEST_RATE_PPM)} percent.")
    return rate_ppm


def parse_share_ppm(written: object) -> int:
    """Read a share in percent, of at most 100, as millionths: `"1.5"` → `15000`. Raises `InvalidAmount`."""
    try:
        share_ppm = parse_amount_minor(written, RATE_DECIMALS, allow_zero=True)
    except InvalidAmount:
        share_ppm = _WHOLE_PPM + 1
    if share_ppm > _WHOLE_PPM:
        raise InvalidAmount("Give a share from 0 to 100 percent, with at most four decimal places.")
    return share_ppm


def format_rate(rate_ppm: int) -> str:
    """Write millionths as percent with two decimals, or up to four where they are needed: `42500` → `"4.25"`."""
    text = format_minor(rate_ppm, RATE_DECIMALS)
    while text.endswith("0") and len(text.partition(".")[2]) > 2:
        text = text[:-1]
    return text


def product_terms_as_written(product: ProductCard) -> dict[str, object]:
    """Return a product's terms under the names of the API, amounts in major units: for people and the audit trail."""

    def major(amount_minor: int) -> str:
        return format_minor(amount_minor, Currency.of(product.currency).exponent)

    return {
        "name": product.name,
        "account_type": product.account_type.value,
        "currency": product.currency,
        "interest_rate": format_rate(product.annual_rate_ppm),
        "minimum_balance": major(product.minimum_balance_minor),
        "opening_deposit": major(product.opening_deposit_minor),
        "kyc_required": product.kyc_required,
        "minimum_age_years": product.minimum_age_years,
        "required_documents": list(product.required_documents),
        "required_numbers": list(product.required_numbers),
        "one_per_customer": product.one_per_customer,
        "single_transaction_limit": major(product.single_limit_minor),
        "daily_transaction_limit": major(product.daily_limit_minor),
        "auto_activate": product.auto_activate,
        "is_active": product.is_active,
        **_term_as_written(product),
        "day_count": product.day_count.value,
        "interest_posting": product.interest_posting.value,
        "withholding_tax_rate": format_rate(product.withholding_tax_ppm),
        "fees": {kind: major(amount_minor) for kind, amount_minor in sorted(product.fees_minor.items())},
    }


def _term_as_written(product: ProductCard) -> dict[str, object]:
    if product.term_months is None or product.maturity_instruction is None:
        return {"term_months": None, "early_withdrawal_penalty": None, "maturity_instruction": None}
    return {
        "term_months": product.term_months,
        "early_withdrawal_penalty": format_rate(product.early_withdrawal_penalty_ppm),
        "maturity_instruction": product.maturity_instruction.value,
    }
