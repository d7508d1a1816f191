"""What a product asks of the borrower, as people write it and as it is stored. No effects.

    {"kyc_required": true, "minimum_age": 21, "documents": ["PASSPORT"], "identity_numbers": ["PAN"],
     "minimum_monthly_income": "2000.00", "maximum_income_share": "40.00"}

The income share is the most of a month's income, in percent, that a month's repayments may take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from accounts.contracts import NUMBER_KINDS
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, parse_amount_minor
from core_banking.kernel.percent import WHOLE_PPM, format_percent, parse_percent_ppm
from kyc.contracts import DocumentType
from loans.contracts import LoanProductCard

_OLDEST_MINIMUM_AGE: Final = 150


def _flag(written: object, _currency: str) -> bool:
    if not isinstance(written, bool):
        raise InvalidAmount("Say true or false.")
    return written


def _age(written: object, _currency: str) -> int | None:
    if written is None:
        return None
    if isinstance(written, bool) or not isinstance(written, int) or not 0 <= written <= _OLDEST_MINIMUM_AGE:
        raise InvalidAmount(f"Give an age from 0 to {_OLDEST_MINIMUM_AGE}, or null.")
    return written


def _some_of(known: tuple[str, ...]) -> Callable[[object, str], list[str]]:
    def read(written: object, _currency: str) -> list[str]:
        if not isinstance(written, list | tuple) or not all(each in known for each in written):
            raise InvalidAmount(f"Give a list of some of: {', '.join(known)}.")
        return sorted({str(each) for each in written})

    return read


def _income(written: object, currency: str) -> int | None:
    if written is None:
        return None
    return parse_amount_minor(written, Currency.of(currency).exponent, allow_zero=True)


def _share(written: object, _currency: str) -> int | None:
    if written is None:
        return None
    return parse_percent_ppm(written, highest_ppm=WHOLE_PPM)


_READERS: Final[dict[str, tuple[str, Callable[[object, str], Any]]]] = {
    "kyc_required": ("kyc_required", _flag),
    "minimum_age": ("minimum_age_years", _age),
    "documents": ("required_documents", _some_of(tuple(DocumentType))),
    "identity_numbers": ("required_numbers", _some_of(NUMBER_KINDS)),
    "minimum_monthly_income": ("minimum_monthly_income_minor", _income),
    "maximum_income_share": ("maximum_income_share_ppm", _share),
}

REQUIREMENT_NAMES: Final = tuple(_READERS)


def read_requirements(written: object, currency: str) -> dict[str, Any]:
    """Return the columns that the written requirements set; those left out are left alone.

    Raises `InvalidInput` under `requirements`, with the name of each wrong one before its message.
    """
    if not isinstance(written, Mapping):
        raise InvalidInput({"requirements": ["Give an object."]})
    wrong = [f"{name}: There is no such requirement." for name in written if name not in _READERS]
    columns: dict[str, Any] = {}
    for name, (column, read) in _READERS.items():
        if name in written:
            try:
                columns[column] = read(written[name], currency)
            except InvalidAmount as error:
                wrong.append(f"{name}: {error}")
    if wrong:
        raise InvalidInput({"requirements": wrong})
    return columns


def requirements_as_written(product: LoanProductCard) -> dict[str, object]:
    """Return what a product asks for, under the names of the API."""
    income, share = product.minimum_monthly_income_minor, product.maximum_income_share_ppm
    exponent = Currency.of(product.currency).exponent
    return {
        "kyc_required": product.kyc_required,
        "minimum_age": product.minimum_age_years,
        "documents": list(product.required_documents),
        "identity_numbers": list(product.required_numbers),
        "minimum_monthly_income": None if income is None else format_minor(income, exponent),
        "maximum_income_share": None if share is None else format_percent(share),
    }
