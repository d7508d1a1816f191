"""Holds proven: each has the order or the held payment behind it, and an end that says what the book says."""

from __future__ import annotations

from typing import Final

from ledger.verification import Check

_HOLDS_WITHOUT_ORDER = """
SELECT hold.reference FROM ledger_hold hold
  LEFT JOIN transactions_holdorder ordered ON ordered.hold_id = hold.id
  LEFT JOIN transactions_heldpayment held ON held.hold_id = hold.id
  LEFT JOIN accounts_account account ON account.id = ordered.account_id
 WHERE (ordered.id IS NULL AND held.transaction_id IS NULL) OR account.ledger_account_id <> hold.account_id
    OR account.customer_id <> ordered.customer_id
 ORDER BY hold.id
"""

_UNLIKE_ENDS = """
SELECT hold.reference, hold.status, coalesce(ended.outcome, 'none') FROM ledger_hold hold
  JOIN transactions_holdorder ordered ON ordered.hold_id = hold.id
  LEFT JOIN transactions_holdresolution ended ON ended.order_id = ordered.id
 WHERE coalesce(ended.outcome, 'OPEN') <> hold.status
 ORDER BY hold.id
"""

_CAPTURES_UNLIKE_MOVEMENT = """
SELECT hold.reference, hold.captured_minor FROM transactions_holdresolution ended
  JOIN transactions_holdorder ordered ON ordered.id = ended.order_id
  JOIN ledger_hold hold ON hold.id = ordered.hold_id
  LEFT JOIN transactions_transaction movement ON movement.id = ended.transaction_id
 WHERE ended.outcome = 'CAPTURED'
   AND (movement.id IS NULL OR movement.journal_entry_id IS NULL OR movement.amount_minor <> hold.captured_minor
        OR movement.from_account_id <> ordered.account_id)
 ORDER BY hold.id
"""

HOLD_CHECKS: Final[tuple[Check, ...]] = (
    (_HOLDS_WITHOUT_ORDER, lambda hold: f"Hold {hold} has no order on its account."),
    (
        _UNLIKE_ENDS,
        lambda hold, status, outcome: f"Hold {hold} is {status} on the book; its recorded end is {outcome}.",
    ),
    (
        _CAPTURES_UNLIKE_MOVEMENT,
        lambda hold, captured: f"Hold {hold} captured {captured}; no transaction moved just that.",
    ),
)
