"""All books together: the ledger from its raw rows, then accounts, movements, loans and savings goals against it."""

from __future__ import annotations

from dataclasses import replace

from accounts.verification import account_problems
from ledger.verification import MAX_NAMED_PROBLEMS, Verification, verify
from loans.verification import loan_problems
from planning.verification import goal_problems
from transactions.verification import movement_problems


def verify_books() -> Verification:
    """Prove the ledger, and that accounts, movements, loans and goals say what it says; its own problems come first."""
    report = verify()
    beside = [*account_problems(), *movement_problems(), *loan_problems(), *goal_problems()]
    problems = [*report.problems, *beside]
    return replace(report, problems=tuple(problems[:MAX_NAMED_PROBLEMS]))
