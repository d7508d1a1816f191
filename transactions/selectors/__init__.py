"""Reads of transactions."""

from __future__ import annotations

from transactions.selectors.movements import (
    card_of,
    only_account_number_of,
    transaction_card,
    visible_transactions,
)

__all__ = ["card_of", "only_account_number_of", "transaction_card", "visible_transactions"]
