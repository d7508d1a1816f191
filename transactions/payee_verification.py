"""Payees proven against the movements: what is counted of a day with a limit is what went to the payee that day."""

from __future__ import annotations

from typing import Final

from ledger.verification import Check

_WRONG_PAYEE_TOTALS = """
SELECT payee.id, payee.paid_on, payee.paid_minor, coalesce(sum(movement.amount_minor), 0)
  FROM transactions_beneficiary payee
  LEFT JOIN transactions_transaction movement
    ON movement.from_customer_id = payee.owner_id AND movement.to_account_id = payee.account_id
   AND movement.business_date = payee.paid_on AND movement.transaction_type = 'TRANSFER'
   AND (movement.journal_entry_id IS NOT NULL OR movement.status = 'HELD')
 WHERE payee.daily_limit_minor IS NOT NULL
 GROUP BY payee.id, payee.paid_on, payee.paid_minor
HAVING payee.paid_minor <> coalesce(sum(movement.amount_minor), 0)
 ORDER BY payee.id
"""

PAYEE_CHECKS: Final[tuple[Check, ...]] = (
    (
        _WRONG_PAYEE_TOTALS,
        lambda payee, date, stored, counted: (
            f"Payee {payee} counts {stored} as paid on {date}; the transactions give {counted}."
        ),
    ),
)
