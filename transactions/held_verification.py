"""Held payments proven: each has just its money set aside while it waits, and an end that says what the book says."""

from __future__ import annotations

from typing import Final

from ledger.verification import Check

_HELD_WITHOUT_MONEY: Final = """
SELECT movement.transaction_id FROM transactions_transaction movement
  LEFT JOIN transactions_heldpayment held ON held.transaction_id = movement.id
  LEFT JOIN ledger_hold hold ON hold.id = held.hold_id
  LEFT JOIN accounts_account sender ON sender.id = movement.from_account_id
 WHERE movement.status = 'HELD'
   AND (held.transaction_id IS NULL OR held.outcome <> '' OR movement.journal_entry_id IS NOT NULL
        OR (sender.id IS NULL AND hold.id IS NOT NULL)
        OR (sender.id IS NOT NULL
            AND (hold.id IS NULL OR hold.status <> 'OPEN' OR hold.expires_at IS NOT NULL
                 OR hold.reference <> movement.transaction_id OR hold.account_id <> sender.ledger_account_id
                 OR hold.amount_minor <> movement.amount_minor + movement.fee_minor)))
 ORDER BY movement.id
"""

_UNLIKE_ENDS: Final = """
SELECT movement.transaction_id, movement.status, held.outcome FROM transactions_heldpayment held
  JOIN transactions_transaction movement ON movement.id = held.transaction_id
  LEFT JOIN ledger_hold hold ON hold.id = held.hold_id
 WHERE (held.outcome = '' AND movement.status <> 'HELD')
    OR (held.outcome = 'RELEASED'
        AND (movement.status <> 'COMPLETED' OR hold.status <> 'CAPTURED'
             OR hold.captured_minor <> movement.amount_minor + movement.fee_minor))
    OR (held.outcome = 'DECLINED'
        AND (movement.status <> 'DECLINED' OR movement.journal_entry_id IS NOT NULL OR hold.status <> 'VOIDED'))
 ORDER BY movement.id
"""

_DECLINED_BY_NOBODY: Final = """
SELECT movement.transaction_id FROM transactions_transaction movement
  LEFT JOIN transactions_heldpayment held ON held.transaction_id = movement.id
 WHERE movement.status = 'DECLINED' AND held.transaction_id IS NULL
 ORDER BY movement.id
"""

HELD_CHECKS: Final[tuple[Check, ...]] = (
    (
        _HELD_WITHOUT_MONEY,
        lambda movement: f"Transaction {movement} is held; not just its amount and fee are set aside for it.",
    ),
    (
        _UNLIKE_ENDS,
        lambda movement, status, outcome: (
            f"Transaction {movement} is {status}; decided: {outcome or 'not yet'}; its money says otherwise."
        ),
    ),
    (_DECLINED_BY_NOBODY, lambda movement: f"Transaction {movement} was declined; nobody has decided so."),
)
