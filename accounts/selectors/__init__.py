"""Reads of accounts and products. Each function asks the database a number of questions that does not grow."""

from accounts.selectors.accounts import (
    account_by_number,
    account_card,
    account_for,
    account_with_balance,
    accounts_of,
    balance_for,
    visible_accounts,
    with_balances,
)
from accounts.selectors.products import product_card, product_cards, products_on_offer
from accounts.selectors.signed_statements import account_statement, public_keys, signing_keys
from accounts.selectors.statements import statement_for

__all__ = [
    "account_by_number",
    "account_card",
    "account_for",
    "account_statement",
    "account_with_balance",
    "accounts_of",
    "balance_for",
    "product_card",
    "product_cards",
    "products_on_offer",
    "public_keys",
    "signing_keys",
    "statement_for",
    "visible_accounts",
    "with_balances",
]
