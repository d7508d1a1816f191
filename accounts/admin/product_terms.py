"""The terms of a product as text, for who may look at products and not change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from accounts.models import AccountProduct
from accounts.selectors.products import card_of_product
from accounts.terms import product_terms_as_written


def _term(name: str, label: str) -> Callable[[Any, AccountProduct], str]:
    @admin.display(description=label)
    def shown(_page: Any, product: AccountProduct) -> str:
        written = product_terms_as_written(card_of_product(product))[name]
        return "-" if written is None else str(written)

    return shown


def _fee(kind: str, label: str) -> Callable[[Any, AccountProduct], str]:
    @admin.display(description=label)
    def shown(_page: Any, product: AccountProduct) -> str:
        fees: Any = product_terms_as_written(card_of_product(product))["fees"]
        return str(fees.get(kind, "-"))

    return shown


class TermsShown:
    """The fields that only the form has, in major units and percent.

    Without the form the admin would look for them on the model, find nothing, and show "None".
    """

    interest_rate = _term("interest_rate", "Yearly interest in percent")
    minimum_balance = _term("minimum_balance", "Minimum balance")
    opening_deposit = _term("opening_deposit", "Opening deposit")
    single_transaction_limit = _term("single_transaction_limit", "Single transaction limit")
    daily_transaction_limit = _term("daily_transaction_limit", "Daily transaction limit")
    early_withdrawal_penalty = _term("early_withdrawal_penalty", "Penalty of an early withdrawal in percent")
    withholding_tax_rate = _term("withholding_tax_rate", "Tax withheld from interest in percent")
    fee_withdrawal = _fee("WITHDRAWAL", "Fee of a withdrawal")
    fee_transfer = _fee("TRANSFER", "Fee of a transfer")
    fee_payment = _fee("PAYMENT", "Fee of a payment")
