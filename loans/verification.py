"""Loans proven from the raw rows: what each owes is counted three times over, and all three must agree.

The loan's own columns, its movements and accruals, and its accounts in the ledger. Beside that: each movement's entry
changed the loan's accounts by what the movement says, a reversal is the mirror of its original, nothing else is booked
under the control accounts of lending, every version of a schedule repays the whole loan, a loan that ended owes
nothing, and nobody has two live loans. The database does the sums.
"""

from __future__ import annotations

from typing import Final

from ledger.verification import Check, problems_found

_COLUMNS_UNLIKE_BOOKS = """
SELECT loan.reference,
       loan.principal_disbursed_minor - loan.principal_paid_minor - loan.written_off_principal_minor AS principal,
       loan.interest_accrued_minor - loan.interest_paid_minor - loan.written_off_interest_minor AS interest,
       loan.fees_charged_minor + loan.penalties_charged_minor - loan.fees_paid_minor - loan.penalties_paid_minor
         - loan.written_off_charges_minor AS charges,
       coalesce(principal_lines.total, 0), coalesce(interest_lines.total, 0), coalesce(charges_lines.total, 0)
  FROM loans_loan loan
  LEFT JOIN (SELECT line.account_id, sum(line.amount_minor) AS total FROM ledger_journalline line
              WHERE line.account_id IN (SELECT principal_account_id FROM loans_loan) GROUP BY line.account_id)
       principal_lines ON principal_lines.account_id = loan.principal_account_id
  LEFT JOIN (SELECT line.account_id, sum(line.amount_minor) AS total FROM ledger_journalline line
              WHERE line.account_id IN (SELECT interest_account_id FROM loans_loan) GROUP BY line.account_id)
       interest_lines ON interest_lines.account_id = loan.interest_account_id
  LEFT JOIN (SELECT line.account_id, sum(line.amount_minor) AS total FROM ledger_journalline line
              WHERE line.account_id IN (SELECT charges_account_id FROM loans_loan) GROUP BY line.account_id)
       charges_lines ON charges_lines.account_id = loan.charges_account_id
 WHERE coalesce(principal_lines.total, 0)
         <> loan.principal_disbursed_minor - loan.principal_paid_minor - loan.written_off_principal_minor
    OR coalesce(interest_lines.total, 0)
         <> loan.interest_accrued_minor - loan.interest_paid_minor - loan.written_off_interest_minor
    OR coalesce(charges_lines.total, 0)
         <> loan.fees_charged_minor + loan.penalties_charged_minor - loan.fees_paid_minor
            - loan.penalties_paid_minor - loan.written_off_charges_minor
 ORDER BY loan.id
"""

# A reversal counts for the kind it takes back: its parts are mirrored already, its amount is not.
_COLUMNS_UNLIKE_MOVEMENTS = """
SELECT loan.reference FROM loans_loan loan
  LEFT JOIN (
    SELECT movement.loan_id, count(*) AS counted, max(movement.number) AS last_number,
      sum(CASE WHEN coalesce(original.kind, movement.kind) = 'DISBURSEMENT' THEN movement.principal_minor ELSE 0 END)
        AS disbursed,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'REPAYMENT' THEN movement.principal_minor ELSE 0 END)
        AS principal_paid,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'REPAYMENT' THEN movement.interest_minor ELSE 0 END)
        AS interest_paid,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'REPAYMENT' THEN movement.fees_minor ELSE 0 END)
        AS fees_paid,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'REPAYMENT' THEN movement.penalties_minor ELSE 0 END)
        AS penalties_paid,
      sum(CASE WHEN coalesce(original.kind, movement.kind) = 'FEE' THEN movement.fees_minor ELSE 0 END) AS fees,
      sum(CASE WHEN coalesce(original.kind, movement.kind) = 'PENALTY' THEN movement.penalties_minor ELSE 0 END)
        AS penalties,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'WRITE_OFF' THEN movement.principal_minor ELSE 0 END)
        AS lost_principal,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'WRITE_OFF' THEN movement.interest_minor ELSE 0 END)
        AS lost_interest,
      -sum(CASE WHEN coalesce(original.kind, movement.kind) = 'WRITE_OFF'
                THEN movement.fees_minor + movement.penalties_minor ELSE 0 END) AS lost_charges,
      sum(CASE WHEN coalesce(original.kind, movement.kind) <> 'RECOVERY' THEN 0
               WHEN original.id IS NULL THEN movement.amount_minor ELSE -movement.amount_minor END) AS recovered
      FROM loans_loanmovement movement LEFT JOIN loans_loanmovement original ON original.id = movement.reverses_id
     GROUP BY movement.loan_id) moved ON moved.loan_id = loan.id
  LEFT JOIN (SELECT loan_id, sum(amount_minor) AS total FROM loans_interestaccrual GROUP BY loan_id)
       accrued ON accrued.loan_id = loan.id
 WHERE loan.principal_disbursed_minor <> coalesce(moved.disbursed, 0)
    OR loan.principal_paid_minor <> coalesce(moved.principal_paid, 0)
    OR loan.interest_accrued_minor <> coalesce(accrued.total, 0)
    OR loan.interest_paid_minor <> coalesce(moved.interest_paid, 0)
    OR loan.fees_charged_minor <> coalesce(moved.fees, 0)
    OR loan.fees_paid_minor <> coalesce(moved.fees_paid, 0)
    OR loan.penalties_charged_minor <> coalesce(moved.penalties, 0)
    OR loan.penalties_paid_minor <> coalesce(moved.penalties_paid, 0)
    OR loan.written_off_principal_minor <> coalesce(moved.lost_principal, 0)
    OR loan.written_off_interest_minor <> coalesce(moved.lost_interest, 0)
    OR loan.written_off_charges_minor <> coalesce(moved.lost_charges, 0)
    OR loan.recovered_minor <> coalesce(moved.recovered, 0)
    OR loan.movement_count <> coalesce(moved.counted, 0)
    OR coalesce(moved.last_number, 0) <> coalesce(moved.counted, 0)
 ORDER BY loan.id
"""

_MOVEMENTS_UNLIKE_ENTRIES = """
SELECT loan.reference, movement.number FROM loans_loanmovement movement
  JOIN loans_loan loan ON loan.id = movement.loan_id
  LEFT JOIN (
    SELECT line.entry_id, owner.id AS loan_id,
           sum(CASE WHEN line.account_id = owner.principal_account_id THEN line.amount_minor ELSE 0 END) AS principal,
           sum(CASE WHEN line.account_id = owner.interest_account_id THEN line.amount_minor ELSE 0 END) AS interest,
           sum(CASE WHEN line.account_id = owner.charges_account_id THEN line.amount_minor ELSE 0 END) AS charges
      FROM loans_loanmovement moved JOIN loans_loan owner ON owner.id = moved.loan_id
      JOIN ledger_journalline line ON line.entry_id = moved.journal_entry_id
     GROUP BY line.entry_id, owner.id) booked
    ON booked.entry_id = movement.journal_entry_id AND booked.loan_id = loan.id
 WHERE movement.principal_minor <> coalesce(booked.principal, 0)
    OR movement.interest_minor <> coalesce(booked.interest, 0)
    OR movement.fees_minor + movement.penalties_minor <> coalesce(booked.charges, 0)
 ORDER BY movement.id
"""

_REVERSALS_UNLIKE_ORIGINALS = """
SELECT loan.reference, movement.number FROM loans_loanmovement movement
  JOIN loans_loan loan ON loan.id = movement.loan_id
  LEFT JOIN loans_loanmovement original ON original.id = movement.reverses_id
  LEFT JOIN ledger_journalentry entry ON entry.id = movement.journal_entry_id
 WHERE (movement.kind = 'REVERSAL') <> (original.id IS NOT NULL)
    OR (original.id IS NOT NULL AND (
           original.loan_id <> movement.loan_id OR original.number >= movement.number
        OR original.amount_minor <> movement.amount_minor
        OR original.principal_minor + movement.principal_minor <> 0
        OR original.interest_minor + movement.interest_minor <> 0
        OR original.fees_minor + movement.fees_minor <> 0
        OR original.penalties_minor + movement.penalties_minor <> 0
        OR coalesce(entry.reverses_id, 0) <> coalesce(original.journal_entry_id, 0)))
 ORDER BY movement.id
"""

_ACCRUALS_UNLIKE_ENTRIES = """
SELECT loan.reference, accrual.business_date FROM loans_interestaccrual accrual
  JOIN loans_loan loan ON loan.id = accrual.loan_id
  LEFT JOIN ledger_journalline line
    ON line.entry_id = accrual.journal_entry_id AND line.account_id = loan.interest_account_id
 WHERE line.id IS NULL OR line.amount_minor <> accrual.amount_minor
 ORDER BY accrual.id
"""

_STRAY_UNDER_CONTROL = """
SELECT account.code FROM ledger_ledgeraccount account
  JOIN ledger_ledgeraccount control ON control.id = account.control_account_id
 WHERE (control.code LIKE '1210-%' AND account.id NOT IN
          (SELECT principal_account_id FROM loans_loan WHERE principal_account_id IS NOT NULL))
    OR (control.code LIKE '1220-%' AND account.id NOT IN
          (SELECT interest_account_id FROM loans_loan WHERE interest_account_id IS NOT NULL))
    OR (control.code LIKE '1230-%' AND account.id NOT IN
          (SELECT charges_account_id FROM loans_loan WHERE charges_account_id IS NOT NULL))
 ORDER BY account.id
"""

_BOOKED_ON_CONTROL = """
SELECT account.code, sum(line.amount_minor), count(*) FROM ledger_journalline line
  JOIN ledger_ledgeraccount account ON account.id = line.account_id
 WHERE account.control_account_id IS NULL
   AND (account.code LIKE '1210-%' OR account.code LIKE '1220-%' OR account.code LIKE '1230-%')
 GROUP BY account.id, account.code ORDER BY account.id
"""

_SCHEDULES_UNLIKE_LOANS = """
SELECT loan.reference, plan.version, sum(plan.principal_minor) FROM loans_scheduledinstallment plan
  JOIN loans_loan loan ON loan.id = plan.loan_id
 GROUP BY loan.id, loan.reference, loan.amount_minor, plan.version
HAVING sum(plan.principal_minor) <> loan.amount_minor OR count(*) <> max(plan.number) OR min(plan.number) <> 1
    OR sum(plan.interest_minor) <> sum(plan.interest_accrued_minor)
 ORDER BY loan.id, plan.version
"""

_RUNNING_WITHOUT_SCHEDULE = """
SELECT loan.reference FROM loans_loan loan
 WHERE loan.status IN ('ACTIVE', 'CLOSED', 'WRITTEN_OFF')
   AND NOT EXISTS (SELECT 1 FROM loans_scheduledinstallment plan
                    WHERE plan.loan_id = loan.id AND plan.version = loan.schedule_version)
 ORDER BY loan.id
"""

_ENDED_AND_OWING = """
SELECT loan.reference, loan.status FROM loans_loan loan
 WHERE loan.status NOT IN ('ACTIVE')
   AND (loan.principal_disbursed_minor <> loan.principal_paid_minor + loan.written_off_principal_minor
        OR loan.interest_accrued_minor <> loan.interest_paid_minor + loan.written_off_interest_minor
        OR loan.fees_charged_minor + loan.penalties_charged_minor
           <> loan.fees_paid_minor + loan.penalties_paid_minor + loan.written_off_charges_minor)
 ORDER BY loan.id
"""

_TWO_LIVE_LOANS = """
SELECT loan.customer_id, count(*) FROM loans_loan loan WHERE loan.status IN ('PENDING', 'APPROVED', 'ACTIVE')
 GROUP BY loan.customer_id HAVING count(*) > 1 ORDER BY loan.customer_id
"""

_CHECKS: Final[tuple[Check, ...]] = (
    (
        _COLUMNS_UNLIKE_BOOKS,
        lambda loan, principal, interest, charges, *booked: (
            f"Loan {loan} owes {principal}, {interest}, {charges} by its row; the book says"
            f" {', '.join(map(str, booked))}."
        ),
    ),
    (_COLUMNS_UNLIKE_MOVEMENTS, lambda loan: f"Loan {loan} does not say what its movements add up to."),
    (
        _MOVEMENTS_UNLIKE_ENTRIES,
        lambda loan, number: f"Movement {number} of loan {loan} does not say what its entry booked.",
    ),
    (
        _REVERSALS_UNLIKE_ORIGINALS,
        lambda loan, number: f"Movement {number} of loan {loan} is not the mirror of what it takes back.",
    ),
    (
        _ACCRUALS_UNLIKE_ENTRIES,
        lambda loan, date: f"The interest of loan {loan} on {date} is not what its entry booked.",
    ),
    (_STRAY_UNDER_CONTROL, lambda code: f"Account {code} stands under lending and belongs to no loan."),
    (
        _BOOKED_ON_CONTROL,
        lambda code, total, lines: (
            f"Control account {code} has {lines} lines of its own, {total} together; it only sums loans."
        ),
    ),
    (
        _SCHEDULES_UNLIKE_LOANS,
        lambda loan, version, total: f"Schedule {version} of loan {loan} repays {total}, or has a gap.",
    ),
    (_RUNNING_WITHOUT_SCHEDULE, lambda loan: f"Loan {loan} has no schedule in force."),
    (_ENDED_AND_OWING, lambda loan, status: f"Loan {loan} is {status} and owes something still."),
    (_TWO_LIVE_LOANS, lambda customer, count: f"Customer {customer} has {count} live loans."),
)


def loan_problems() -> list[str]:
    """Compare loans with the book and with all that happened to them; return a sentence for each that disagrees."""
    return problems_found(_CHECKS)
