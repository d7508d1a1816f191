"""One row of the trail for every journal entry, and an entry for every row that tells of one: by sets, both ways.

A movement on a customer's account has its identifier as the entry's reference and as the row's target. What a loan's
own books take has a row of its movement, `LOAN…/n`. Interest that accrues or is written back is told of by a row
that names its entries. An entry that nobody told of, or twice, was put into the book past the bank; a row without an
entry tells of money that never moved.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

from audit.chain_faults import MOST_NAMED_FAULTS, ChainFault, Fault
from core_banking.kernel.statements import engine

_TOLD: Final = {
    "postgresql": """
SELECT entry.reference, entry.row FROM (
    SELECT jsonb_array_elements_text(tale.details -> 'entries') AS reference, tale.id AS row FROM audit_auditlog tale
     WHERE (tale.target_model = 'InterestAccrual' OR tale.action_type = 'FORGO') AND tale.outcome = 'SUCCESS'
       AND jsonb_typeof(tale.details -> 'entries') = 'array') AS entry
""",
    "sqlite": """
SELECT entry.value AS reference, tale.id AS row
  FROM audit_auditlog tale JOIN json_each(tale.details, '$.entries') entry
 WHERE (tale.target_model = 'InterestAccrual' OR tale.action_type = 'FORGO') AND tale.outcome = 'SUCCESS'
""",
}
_MOVEMENTS_WITHOUT_ONE_ROW: Final = """
SELECT entry.reference, count(tale.id) FROM ledger_journalentry entry
  LEFT JOIN audit_auditlog tale ON tale.target_id = entry.reference AND tale.target_model = 'Transaction'
       AND tale.action_type = 'CREATE' AND tale.outcome = 'SUCCESS'
 WHERE entry.reference LIKE 'TXN%%'
 GROUP BY entry.id, entry.reference HAVING count(tale.id) <> 1 ORDER BY entry.id LIMIT %s
"""
_OTHER_ENTRIES_WITHOUT_ONE_ROW: Final = """
SELECT entry.reference, count(DISTINCT moved.id) + count(told.row) FROM ledger_journalentry entry
  LEFT JOIN loans_loanmovement movement ON movement.journal_entry_id = entry.id
  LEFT JOIN loans_loan loan ON loan.id = movement.loan_id
  LEFT JOIN audit_auditlog moved ON moved.target_id = loan.reference || '/' || movement.number
       AND moved.target_model = 'LoanMovement' AND moved.action_type = 'CREATE' AND moved.outcome = 'SUCCESS'
  LEFT JOIN ({told}) told ON told.reference = entry.reference
 WHERE entry.reference NOT LIKE 'TXN%%'
 GROUP BY entry.id, entry.reference HAVING count(DISTINCT moved.id) + count(told.row) <> 1
 ORDER BY entry.id LIMIT %s
"""
_ROWS_WITHOUT_MOVEMENT: Final = """
SELECT tale.id, tale.target_id FROM audit_auditlog tale
  LEFT JOIN ledger_journalentry entry ON entry.reference = tale.target_id
 WHERE tale.target_model = 'Transaction' AND tale.action_type = 'CREATE' AND tale.outcome = 'SUCCESS'
   AND entry.id IS NULL ORDER BY tale.id LIMIT %s
"""
_ROWS_WITHOUT_LOAN_MOVEMENT: Final = """
SELECT tale.id, tale.target_id FROM audit_auditlog tale
  LEFT JOIN (SELECT loan.reference || '/' || movement.number AS place FROM loans_loanmovement movement
               JOIN loans_loan loan ON loan.id = movement.loan_id) moved ON moved.place = tale.target_id
 WHERE tale.target_model = 'LoanMovement' AND tale.action_type = 'CREATE' AND tale.outcome = 'SUCCESS'
   AND moved.place IS NULL ORDER BY tale.id LIMIT %s
"""
_ROWS_WITHOUT_OTHER_ENTRY: Final = """
SELECT told.row, told.reference FROM ({told}) told
  LEFT JOIN ledger_journalentry entry ON entry.reference = told.reference
 WHERE entry.id IS NULL ORDER BY told.row LIMIT %s
"""


def faults_of_coverage() -> list[ChainFault]:
    """Return which journal entries have no row of the trail, or several, and which rows have no entry."""
    told = _TOLD[engine()]
    entries = [_MOVEMENTS_WITHOUT_ONE_ROW, _OTHER_ENTRIES_WITHOUT_ONE_ROW.replace("{told}", told)]
    rows = [
        _ROWS_WITHOUT_MOVEMENT,
        _ROWS_WITHOUT_LOAN_MOVEMENT,
        _ROWS_WITHOUT_OTHER_ENTRY.replace("{told}", told),
    ]
    faults = [_of_entry(*found) for statement in entries for found in _first(statement)]
    return faults + [_of_row(*found) for statement in rows for found in _first(statement)]


def _first(statement: str) -> list[tuple[object, object]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [MOST_NAMED_FAULTS])
        found: list[tuple[object, object]] = cursor.fetchall()
    return found


def _of_entry(reference: object, rows: object) -> ChainFault:
    said = "no row" if rows == 0 else f"{rows} rows"
    return ChainFault(Fault.ENTRY_WITHOUT_ROW, f"The trail has {said} for journal entry {reference}.")


def _of_row(row: object, reference: object) -> ChainFault:
    sentence = f"Row {row} tells of {reference}, which is not in the books."
    return ChainFault(Fault.ROW_WITHOUT_ENTRY, sentence, None, int(str(row)))
