"""Bulk transfers proven against the movements: a posted line has its transaction, and the order counts its lines."""

from __future__ import annotations

from typing import Final

from ledger.verification import Check

# The identifier is the line's from the start, so a transaction under it says that the line was posted.
_LINES_AGAINST_TRANSACTIONS = """
SELECT line.bulk_transfer_id, line.line_number, line.status FROM transactions_bulktransferline line
  LEFT JOIN transactions_transaction movement ON movement.transaction_id = line.transaction_id
 WHERE (line.status = 'POSTED') <> (movement.id IS NOT NULL)
    OR (movement.id IS NOT NULL AND movement.amount_minor <> line.amount_minor)
 ORDER BY line.id
"""

_WRONG_COUNTS = """
SELECT transfer.id, transfer.succeeded_count, transfer.succeeded_minor,
       count(line.id), coalesce(sum(line.amount_minor), 0)
  FROM transactions_bulktransfer transfer
  LEFT JOIN transactions_bulktransferline line ON line.bulk_transfer_id = transfer.id AND line.status = 'POSTED'
 GROUP BY transfer.id, transfer.succeeded_count, transfer.succeeded_minor
HAVING transfer.succeeded_count <> count(line.id)
    OR transfer.succeeded_minor <> coalesce(sum(line.amount_minor), 0)
 ORDER BY transfer.id
"""

BULK_CHECKS: Final[tuple[Check, ...]] = (
    (
        _LINES_AGAINST_TRANSACTIONS,
        lambda transfer, number, status: (
            f"Line {number} of bulk transfer {transfer} is {status}; its transaction says something else."
        ),
    ),
    (
        _WRONG_COUNTS,
        lambda transfer, count, total, counted, summed: (
            f"Bulk transfer {transfer} counts {count} lines of {total} as posted; its lines give {counted} of {summed}."
        ),
    ),
)
