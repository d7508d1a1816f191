"""Accounts proven against the book: each is kept in its ledger account's currency, at its minimum, and closed empty."""

from __future__ import annotations

from accounts.interest_verification import interest_checks
from ledger.verification import Check, problems_found

_MISMATCHED_ACCOUNTS = """
SELECT account.id, account.account_number, account.currency, book.currency,
       account.minimum_balance_minor, balance.floor_minor
  FROM accounts_account account
  JOIN ledger_ledgeraccount book ON book.id = account.ledger_account_id
  LEFT JOIN ledger_balance balance ON balance.account_id = book.id
 WHERE account.currency <> book.currency OR NOT book.is_customer_account
    OR balance.account_id IS NULL OR balance.floor_minor <> account.minimum_balance_minor
 ORDER BY account.id
"""

_CLOSED_WITH_MONEY = """
SELECT account.id, account.account_number, balance.balance_minor
  FROM accounts_account account JOIN ledger_balance balance ON balance.account_id = account.ledger_account_id
 WHERE account.status = 'CLOSED' AND (balance.balance_minor <> 0 OR balance.held_minor <> 0) ORDER BY account.id
"""

_CHECKS: tuple[Check, ...] = (
    (
        _MISMATCHED_ACCOUNTS,
        lambda key, number, currency, of_book, minimum, floor: (
            f"Account {key} ({number}) is in {currency} with minimum {minimum};"
            f" its ledger account is in {of_book} with {floor}."
        ),
    ),
    (
        _CLOSED_WITH_MONEY,
        lambda key, number, balance: f"Account {key} ({number}) is closed and holds {balance}.",
    ),
)


def account_problems() -> list[str]:
    """Return what is wrong between accounts and the book, the first thing first; amounts in minor units."""
    return problems_found((*_CHECKS, *interest_checks()))
