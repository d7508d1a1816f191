"""Fixed deposits as customers open and fund them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.contracts import ProductCard
from accounts.services import announce_maturity
from tests.builders.accounts import offer_product
from tests.builders.money import Holder, second_account, submit
from tests.builders.standing_orders import THE_BANK
from transactions.services import mature_term_deposit
from transactions.term_deposit_contracts import MaturedDeposit


def deposit_product(code: str = "YEAR", **terms: Any) -> ProductCard:
    """Offer a fixed deposit of twelve months at 3.65 % a year, with 1 % of the principal for an early withdrawal."""
    terms = {"interest_rate": "3.65", "term_months": 12, "early_withdrawal_penalty": "1.00", **terms}
    return offer_product(code, account_type="FIXED_DEPOSIT", **terms)


def fixed_deposit(of: Holder, amount: str | None = "1000.00", **application: Any) -> Holder:
    """Open a fixed deposit that is paid out to the customer's account, and fund it from there, without a fee."""
    application = {"product_code": "YEAR", "payout_account_number": of.number, **application}
    deposit = second_account(of, **application)
    if amount is not None:
        submit(of.actor, "DEPOSIT", amount, receiver=deposit)
    return deposit


def mature(deposit: Holder, maturity_date: dt.date) -> MaturedDeposit | None:
    """Let the bank end the term of a deposit."""
    return mature_term_deposit(actor=THE_BANK, account_id=deposit.account.id, maturity_date=maturity_date)


def announce(deposit: Holder) -> bool:
    """Let the bank tell the owner of a deposit that it matures soon."""
    return announce_maturity(actor=THE_BANK, account_id=deposit.account.id)
