"""A late loan is penalised once, however many workers look at it at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from core_banking.kernel.actors import system_actor
from loans.models import LoanMovement
from loans.services import age_loan, arrears
from notifications.models import Notification
from tests.builders.loans import Borrower, at, borrower
from tests.concurrency.crowd import crowd
from tests.concurrency.sabotage import sabotaged
from tests.concurrency.test_loan_money_races import nobody_locks
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

WORKERS = at_scale(small=4, full=32)
ROUNDS = at_scale(small=1, full=50)
LATE = dt.date(2027, 2, 4)
THE_BANK = system_actor("close of business")
WHAT_COUNTS_EACH_ONCE = ("loans_movement_number_once", "loans_charge_once_per_installment")


def looked_at_at_once(workers: int) -> tuple[Borrower, Counter[bool]]:
    late = borrower(late_penalty_minor=1_000, late_penalty_after_days=3)

    def look(_worker: int) -> bool:
        with at(LATE):
            return age_loan(actor=THE_BANK, loan_id=late.loan_id, date=LATE)

    with crowd(workers) as everybody:
        return late, Counter(everybody.all_at_once(look))


def test_of_many_looks_at_a_late_loan_exactly_one_charges_the_penalty(proof_record: ProofRecord) -> None:
    for _ in range(ROUNDS):
        late, outcomes = looked_at_at_once(WORKERS)

        assert outcomes == {True: 1, False: WORKERS - 1}
        assert late.loan.penalties_charged_minor == late.books()[2] == 1_000
        told = Notification.objects.filter(user_id=late.holder.person.id, kind="LOAN_OVERDUE")
        assert told.count() == 1
    proof_record("late loans looked at at once: one penalty each", workers=WORKERS, rounds=ROUNDS)


def test_control_without_locks_and_constraints_a_penalty_is_charged_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        sabotaged(without=WHAT_COUNTS_EACH_ONCE),
        nobody_locks(monkeypatch, 2, (arrears, "_charge_penalties")),
    ):
        late, outcomes = looked_at_at_once(2)

        assert outcomes == {True: 2}
        assert LoanMovement.objects.filter(loan=late.loan_id, kind="PENALTY").count() == 2
        assert late.books()[2] == 2_000
