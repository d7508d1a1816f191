"""Reads of accounts and products. Each function asks the database a number of questions that does not grow."""

from accounts.selectors.accounts import (
    account_by_number,
    account_card,
    account_cards,
    account_for,
    account_with_balance,
    accounts_in_use_since_before,
    accounts_of,
    balance_for,
    customer_of_books,
    listed_accounts,
    visible_accounts,
    with_balances,
)
from accounts.selectors.eligibility import eligibility_of
from accounts.selectors.interest import accounts_to_accrue, accounts_to_post_interest
from accounts.selectors.interest_overview import interest_of
from accounts.selectors.products import product_card, product_cards, products_on_offer
from accounts.selectors.running import running_accounts
from accounts.selectors.signed_statements import account_statement, public_keys, signing_keys
from accounts.selectors.statements import statement_for
from accounts.selectors.term_deposits import (
    banking_is_suspended,
    maturities_to_announce,
    term_has_ended,
    terms_due,
)

__all__ = [
    "account_by_number",
    "account_card",
    "account_cards",
    "account_for",
    "account_statement",
    "account_with_balance",
    "accounts_in_use_since_before",
    "accounts_of",
    "accounts_to_accrue",
    "accounts_to_post_interest",
    "balance_for",
    "banking_is_suspended",
    "customer_of_books",
    "eligibility_of",
    "interest_of",
    "listed_accounts",
    "maturities_to_announce",
    "product_card",
    "product_cards",
    "products_on_offer",
    "public_keys",
    "running_accounts",
    "signing_keys",
    "statement_for",
    "term_has_ended",
    "terms_due",
    "visible_accounts",
    "with_balances",
]
