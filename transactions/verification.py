"""Movements proven against the book: each record says what its entry booked, and each day's total what went out."""

from __future__ import annotations

from ledger.verification import Check, problems_found
from transactions.bulk_verification import BULK_CHECKS
from transactions.held_verification import HELD_CHECKS
from transactions.hold_verification import HOLD_CHECKS
from transactions.payee_verification import PAYEE_CHECKS
from transactions.reversal_verification import REVERSAL_CHECKS

# A fee comes on top of what is sent; from interest and the money of a loan it is kept back.
_MISMATCHED_MOVEMENTS = """
SELECT movement.transaction_id, entry.reference FROM transactions_transaction movement
  JOIN ledger_journalentry entry ON entry.id = movement.journal_entry_id
  LEFT JOIN accounts_account sender ON sender.id = movement.from_account_id
  LEFT JOIN accounts_account receiver ON receiver.id = movement.to_account_id
  LEFT JOIN transactions_reversal link ON link.reversal_id = movement.id
  LEFT JOIN transactions_transaction original ON original.id = link.original_id
 WHERE entry.reference <> movement.transaction_id OR entry.kind <> movement.transaction_type
    OR entry.currency <> movement.currency OR entry.business_date <> movement.business_date
    OR coalesce(sender.customer_id, 0) <> coalesce(movement.from_customer_id, 0)
    OR coalesce(receiver.customer_id, 0) <> coalesce(movement.to_customer_id, 0)
    OR (sender.id IS NOT NULL AND movement.amount_minor
        + CASE WHEN original.transaction_type IN ('INTEREST', 'LOAN_DISBURSEMENT') THEN -movement.fee_minor
               WHEN movement.transaction_type = 'REVERSAL' THEN 0 ELSE movement.fee_minor END <> (
        SELECT coalesce(sum(line.amount_minor), 0) FROM ledger_journalline line
         WHERE line.entry_id = entry.id AND line.account_id = sender.ledger_account_id))
    OR (receiver.id IS NOT NULL AND -movement.amount_minor
        + CASE WHEN movement.transaction_type IN ('INTEREST', 'LOAN_DISBURSEMENT') THEN movement.fee_minor
               WHEN movement.transaction_type = 'REVERSAL' THEN -movement.fee_minor ELSE 0 END <> (
        SELECT coalesce(sum(line.amount_minor), 0) FROM ledger_journalline line
         WHERE line.entry_id = entry.id AND line.account_id = receiver.ledger_account_id))
 ORDER BY movement.id
"""

# The counter of the daily limit belongs to its own date alone; it leaves out what the bank pays out of a deposit and
# what goes into a pot or out of it, and has in it what is held.
_WRONG_DAY_TOTALS = """
SELECT account.account_number, total.business_date, total.total_minor, coalesce(sum(movement.amount_minor), 0)
  FROM accounts_outgoingtotal total
  JOIN accounts_account account ON account.id = total.account_id
  LEFT JOIN transactions_transaction movement
    ON movement.from_account_id = total.account_id AND movement.business_date = total.business_date
   AND movement.transaction_type IN ('WITHDRAWAL', 'TRANSFER', 'PAYMENT')
   AND (movement.journal_entry_id IS NOT NULL OR movement.status = 'HELD')
   AND NOT EXISTS (SELECT 1 FROM transactions_reversal link
                     JOIN transactions_transaction undoing ON undoing.id = link.reversal_id
                    WHERE link.original_id = movement.id AND undoing.business_date = movement.business_date)
   AND NOT EXISTS (SELECT 1 FROM accounts_account pot
                    WHERE pot.id IN (movement.from_account_id, movement.to_account_id) AND pot.account_type = 'POT')
 GROUP BY account.id, account.account_number, account.account_type, total.business_date, total.total_minor
HAVING total.total_minor > coalesce(sum(movement.amount_minor), 0)
    OR (total.total_minor < coalesce(sum(movement.amount_minor), 0) AND account.account_type <> 'FIXED_DEPOSIT')
 ORDER BY account.id
"""

_CHECKS: tuple[Check, ...] = (
    (
        _MISMATCHED_MOVEMENTS,
        lambda movement, entry: f"Transaction {movement} does not say what its entry {entry} booked.",
    ),
    (
        _WRONG_DAY_TOTALS,
        lambda number, date, stored, counted: (
            f"Account {number} counts {stored} as gone out on {date}; its transactions give {counted}."
        ),
    ),
    *BULK_CHECKS,
    *HELD_CHECKS,
    *HOLD_CHECKS,
    *PAYEE_CHECKS,
    *REVERSAL_CHECKS,
)


def movement_problems() -> list[str]:
    """Return what is wrong between movements, what ordered them, and the book; amounts in minor units."""
    return problems_found(_CHECKS)
