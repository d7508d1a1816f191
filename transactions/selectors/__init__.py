"""Reads of transactions."""

from __future__ import annotations

from transactions.selectors.bulk import (
    bulk_transfer_card,
    card_of_bulk_line,
    card_of_bulk_transfer,
    visible_bulk_lines,
    visible_bulk_transfers,
)
from transactions.selectors.customer_money import (
    CustomersMovement,
    MoneyLine,
    PostedMovement,
    PostedSince,
    loan_parts,
    money_of_customer,
    money_of_movements,
    movements_in_the_book,
    newest_posted_entry,
    posted_since,
)
from transactions.selectors.dormancy import unused_accounts
from transactions.selectors.followed_movements import FollowedMovement, next_income, next_payment_beside
from transactions.selectors.holds import card_of_hold, due_holds, hold_card, visible_holds
from transactions.selectors.movements import (
    card_of,
    only_account_number_of,
    transaction_card,
    visible_transactions,
)
from transactions.selectors.payees import card_of_payee, payee_card, saved_payees
from transactions.selectors.reversals import (
    card_of_reversal_request,
    reversal_request_card,
    transaction_with_links,
    visible_reversal_requests,
)
from transactions.selectors.standing_orders import (
    card_of_execution,
    cards_of_standing_orders,
    executions_of,
    next_due_date,
    orders_due,
    retries_due,
    standing_order_card,
    visible_standing_orders,
)

__all__ = [
    "CustomersMovement",
    "FollowedMovement",
    "MoneyLine",
    "PostedMovement",
    "PostedSince",
    "bulk_transfer_card",
    "card_of",
    "card_of_bulk_line",
    "card_of_bulk_transfer",
    "card_of_execution",
    "card_of_hold",
    "card_of_payee",
    "card_of_reversal_request",
    "cards_of_standing_orders",
    "due_holds",
    "executions_of",
    "hold_card",
    "loan_parts",
    "money_of_customer",
    "money_of_movements",
    "movements_in_the_book",
    "newest_posted_entry",
    "next_due_date",
    "next_income",
    "next_payment_beside",
    "only_account_number_of",
    "orders_due",
    "payee_card",
    "posted_since",
    "retries_due",
    "reversal_request_card",
    "saved_payees",
    "standing_order_card",
    "transaction_card",
    "transaction_with_links",
    "unused_accounts",
    "visible_bulk_lines",
    "visible_bulk_transfers",
    "visible_holds",
    "visible_reversal_requests",
    "visible_standing_orders",
    "visible_transactions",
]
