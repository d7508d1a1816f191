"""All books together: the ledger from its raw rows, then accounts, movements and loans against the ledger."""

from __future__ import annotations

from dataclasses import replace

from accounts.verification import account_problems
from ledger.verification import MAX_NAMED_PROBLEMS, Verification, verify
from loans.verification import loan_problems
from transactions.verification import movement_problems


def verify_books() -> Verification:
    """Prove the ledger, and that accounts, movements and loans say what it says; the ledger's problems come first."""
    report = verify()
    problems = [*report.problems, *account_problems(), *movement_problems(), *loan_problems()]
    return replace(report, problems=tuple(problems[:MAX_NAMED_PROBLEMS]))
