"""Several workers at one due date of a standing order, or at one maturity: the money moves once.

Two things hold it, the lock of the order (of the term and its money) and the unique row of the date: each alone is
enough, and without both it goes wrong.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import nullcontext
from typing import Any

import pytest

from accounts.contracts import MaturityInstruction
from core_banking.kernel import clock
from core_banking.kernel.errors import DomainError
from ledger.verification import verify
from tests.builders.money import holder
from tests.builders.standing_orders import run, standing_order
from tests.builders.term_deposits import deposit_product, fixed_deposit, mature
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.proof_plugin import ProofRecord, at_scale
from transactions.models import StandingOrder, Transaction
from transactions.services import standing_order_runs, term_deposits

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

WORKERS = 8
ROUNDS = at_scale(small=2, full=50)
ONE_ROW_A_DATE, ONE_END_OF_A_TERM = "transactions_standing_once_a_date", "accounts_term_ends_once"
ONE_POSTING = "accounts_interest_posted_once"
MATURITY = dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)


def order_without_lock(order_id: int) -> StandingOrder:
    return StandingOrder.objects.get(pk=order_id)


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Make the workers wait for each other before they write: each has looked by then."""
    wait, deed = meeting(WORKERS, at_most_seconds=2), getattr(module, name)

    def meet_and_go_on(*arguments: Any, **named: Any) -> Any:
        wait()
        return deed(*arguments, **named)

    monkeypatch.setattr(module, name, meet_and_go_on)


def payments_of_one_due_date(workers: Crowd) -> tuple[int, Counter[str]]:
    """Let everybody carry out the same due date; return how often it was paid, and the answers."""
    ann, ben = holder(100_000), holder()
    today = clock.business_date()
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=today)

    def work(number: int) -> str:
        try:
            execution = run(order, today)
        except DomainError as refusal:
            return refusal.code
        return execution.status.value if execution else ""

    answers = Counter(workers.all_at_once(work))
    return Transaction.objects.filter(from_account_id=ann.account.id).count(), answers


def interest_of_one_maturity(workers: Crowd) -> int:
    """Let everybody end the same term; return how often its interest was paid."""
    ann = holder()
    with clock.frozen_at(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)):
        deposit = fixed_deposit(ann, maturity_instruction=MaturityInstruction.RENEW_ALL)

    def work(number: int) -> None:
        with clock.frozen_at(MATURITY):
            try:
                mature(deposit, MATURITY.date())
            except DomainError:
                return

    workers.all_at_once(work)
    paid = Transaction.objects.filter(to_account_id=deposit.account.id, transaction_type="INTEREST")
    return paid.count()


def test_a_due_date_is_paid_once_however_many_workers_come(proof_record: ProofRecord) -> None:
    with crowd(WORKERS) as workers:
        rounds = [payments_of_one_due_date(workers) for _ in range(ROUNDS)]

    assert rounds == [(1, Counter(EXECUTED=WORKERS))] * ROUNDS
    assert verify().is_clean
    proof_record(
        f"{WORKERS} workers at one due date of a standing order: paid once",
        workers=WORKERS,
        rounds=ROUNDS,
        payments_each=1,
    )


@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_lock_the_unique_row_holds_and_without_both_it_is_paid_again(
    monkeypatch: pytest.MonkeyPatch, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(standing_order_runs, "lock_standing_order", order_without_lock)
    meet_before(monkeypatch, standing_order_runs, "_begin")

    with nullcontext() if row_is_unique else sabotaged(without=[ONE_ROW_A_DATE]), crowd(WORKERS) as workers:
        payments, _ = payments_of_one_due_date(workers)

    assert (payments == 1) is row_is_unique
    proof_record(
        f"control: without the lock{'' if row_is_unique else ' and the unique row'}",
        workers=WORKERS,
        payments=payments,
    )


def test_a_deposit_matures_once_however_many_workers_come(proof_record: ProofRecord) -> None:
    deposit_product()
    with crowd(WORKERS) as workers:
        rounds = [interest_of_one_maturity(workers) for _ in range(ROUNDS)]

    assert rounds == [1] * ROUNDS
    assert verify().is_clean
    proof_record(
        f"{WORKERS} workers at one maturity: interest is paid once",
        workers=WORKERS,
        rounds=ROUNDS,
        interest_each=1,
    )


@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_locks_of_the_term_its_unique_end_holds_and_without_all_it_matures_again(
    monkeypatch: pytest.MonkeyPatch, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(term_deposits, "lock_term", lambda account_id: None)
    monkeypatch.setattr(term_deposits, "_lock_money", lambda account_id: None)
    meet_before(monkeypatch, term_deposits, "_end")
    deposit_product()

    with (
        nullcontext() if row_is_unique else sabotaged(without=[ONE_END_OF_A_TERM, ONE_POSTING]),
        crowd(WORKERS) as workers,
    ):
        payments = interest_of_one_maturity(workers)

    assert (payments == 1) is row_is_unique
    proof_record(
        f"control: without the locks of the term{'' if row_is_unique else ' and its unique end'}",
        workers=WORKERS,
        interest=payments,
    )
