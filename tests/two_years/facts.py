"""What a bank came to, in figures alone: two banks that lived the same story have the same facts."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from django.db import connection

_CUSTOMER_OF_ACCOUNT = (
    "JOIN accounts_account account ON account.ledger_account_id = line.account_id"
    " JOIN users_user customer ON customer.id = account.customer_id"
)

_QUERIES: Final[dict[str, str]] = {
    "lines of customers": f"""
SELECT customer.username, line.version, line.kind, line.amount_minor, line.balance_after_minor, line.business_date
  FROM ledger_journalline line {_CUSTOMER_OF_ACCOUNT} ORDER BY customer.username, line.version""",
    "accounts of the bank": """
SELECT coalesce(control.code, account.code), line.business_date, line.kind, sum(line.amount_minor), count(*)
  FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
  LEFT JOIN ledger_ledgeraccount control ON control.id = account.control_account_id
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "interest of deposits": """
SELECT customer.username, accrual.date, accrual.accrued_minor, accrual.accrued_part, accrual.booked_minor
  FROM accounts_interestaccrual accrual JOIN accounts_account account ON account.id = accrual.account_id
  JOIN users_user customer ON customer.id = account.customer_id ORDER BY 1, 2""",
    "loans": """
SELECT customer.username, loan.status, loan.amount_minor, loan.term, loan.disbursed_on, loan.closed_on,
       loan.principal_paid_minor, loan.interest_accrued_minor, loan.interest_paid_minor, loan.fees_charged_minor,
       loan.fees_paid_minor, loan.penalties_charged_minor, loan.penalties_paid_minor,
       loan.written_off_principal_minor, loan.recovered_minor, loan.schedule_version, loan.days_past_due
  FROM loans_loan loan JOIN users_user customer ON customer.id = loan.customer_id
 ORDER BY customer.username, loan.disbursed_on, loan.status, loan.applied_at""",
    "movements of loans": """
SELECT customer.username, loan.disbursed_on, movement.number, movement.kind, movement.amount_minor,
       movement.principal_minor, movement.interest_minor, movement.fees_minor, movement.penalties_minor,
       movement.business_date
  FROM loans_loanmovement movement JOIN loans_loan loan ON loan.id = movement.loan_id
  JOIN users_user customer ON customer.id = loan.customer_id
 ORDER BY customer.username, loan.applied_at, movement.number""",
    "interest of loans": """
SELECT customer.username, accrual.business_date, sum(accrual.amount_minor), count(*)
  FROM loans_interestaccrual accrual JOIN loans_loan loan ON loan.id = accrual.loan_id
  JOIN users_user customer ON customer.id = loan.customer_id GROUP BY 1, 2 ORDER BY 1, 2""",
}

_GROWING: Final = (
    "ledger_journalentry",
    "ledger_journalline",
    "transactions_transaction",
    "loans_loanmovement",
    "loans_interestaccrual",
    "accounts_interestaccrual",
    "notifications_notification",
)


def facts() -> dict[str, dict[str, Any]]:
    """Return how many rows each kind of fact has, and the digest of all of them."""
    found = {}
    for name, query in _QUERIES.items():
        digest, count = sha256(), 0
        with connection.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(2_000):
                count += len(rows)
                for row in rows:
                    digest.update(json.dumps([str(value) for value in row]).encode())
        found[name] = {"rows": count, "digest": digest.hexdigest()}
    return found


def marks() -> dict[str, int]:
    """Return the highest number of each table that grows: whatever adds a row anywhere changes one of them."""
    with connection.cursor() as cursor:
        found = {}
        for table in _GROWING:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
    return found
