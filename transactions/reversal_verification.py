"""Reversals proven: each is linked to one movement, and its entry mirrors that movement's entry line by line."""

from __future__ import annotations

from typing import Final

from ledger.verification import Check

# An entry that no movement recorded (a penalty of a loan, say) is mirrored by one that none records either.
_UNLINKED_REVERSALS = """
SELECT entry.reference FROM ledger_journalentry entry
  LEFT JOIN transactions_transaction movement ON movement.journal_entry_id = entry.id
  LEFT JOIN transactions_reversal link ON link.reversal_id = movement.id
  LEFT JOIN transactions_transaction original ON original.id = link.original_id
 WHERE (entry.kind = 'REVERSAL' OR entry.reverses_id IS NOT NULL OR movement.transaction_type = 'REVERSAL'
        OR link.reversal_id IS NOT NULL)
   AND (entry.kind <> 'REVERSAL' OR entry.reverses_id IS NULL OR movement.id IS NULL
        OR movement.transaction_type <> 'REVERSAL' OR original.id IS NULL
        OR original.journal_entry_id IS NULL OR original.journal_entry_id <> entry.reverses_id
        OR original.transaction_type = 'REVERSAL')
   AND NOT (entry.kind = 'REVERSAL' AND entry.reverses_id IS NOT NULL AND movement.id IS NULL
            AND NOT EXISTS (SELECT 1 FROM transactions_transaction recorded
                             WHERE recorded.journal_entry_id = entry.reverses_id))
 ORDER BY entry.id
"""

_UNLIKE_ORIGINAL = """
SELECT movement.transaction_id, original.transaction_id FROM transactions_reversal link
  JOIN transactions_transaction movement ON movement.id = link.reversal_id
  JOIN transactions_transaction original ON original.id = link.original_id
 WHERE movement.amount_minor <> original.amount_minor OR movement.fee_minor <> original.fee_minor
    OR movement.currency <> original.currency
    OR coalesce(movement.from_account_id, 0) <> coalesce(original.to_account_id, 0)
    OR coalesce(movement.to_account_id, 0) <> coalesce(original.from_account_id, 0)
 ORDER BY movement.id
"""

_UNMIRRORED_ENTRIES = """
SELECT mirror.reference, entry.reference FROM ledger_journalentry mirror
  JOIN ledger_journalentry entry ON entry.id = mirror.reverses_id
 WHERE EXISTS (
        SELECT 1 FROM ledger_journalline line
          LEFT JOIN ledger_journalline reflected
            ON reflected.entry_id = mirror.id AND reflected.position = line.position
         WHERE line.entry_id = entry.id
           AND (reflected.id IS NULL OR reflected.account_id <> line.account_id
                OR reflected.amount_minor <> -line.amount_minor))
    OR (SELECT count(*) FROM ledger_journalline line WHERE line.entry_id = mirror.id)
       <> (SELECT count(*) FROM ledger_journalline line WHERE line.entry_id = entry.id)
 ORDER BY mirror.id
"""

REVERSAL_CHECKS: Final[tuple[Check, ...]] = (
    (
        _UNLINKED_REVERSALS,
        lambda entry: f"Reversal {entry} is not linked to the movement whose entry it undoes.",
    ),
    (
        _UNLIKE_ORIGINAL,
        lambda reversal, original: f"Reversal {reversal} is not about what {original} moved.",
    ),
    (
        _UNMIRRORED_ENTRIES,
        lambda mirror, entry: f"The entry of {mirror} does not mirror that of {entry}.",
    ),
)
