"""Reads of transactions."""

from __future__ import annotations

from transactions.selectors.holds import card_of_hold, hold_card, visible_holds
from transactions.selectors.movements import (
    card_of,
    only_account_number_of,
    transaction_card,
    visible_transactions,
)

__all__ = [
    "card_of",
    "card_of_hold",
    "hold_card",
    "only_account_number_of",
    "transaction_card",
    "visible_holds",
    "visible_transactions",
]
