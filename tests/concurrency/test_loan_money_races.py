"""A loan's money moves one thing at a time, however many come at once; each race has a control that goes wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.errors import DomainError
from loans.life_contracts import LoanRequestCard
from loans.services import (
    accrual,
    accrue_day,
    approve_loan_request,
    repayment,
    request_write_off,
    requests,
    reverse_loan_movement,
    write_off,
)
from operations.verification import verify_books
from tests.builders.loans import Borrower, at, lend_to
from tests.builders.money import Holder, holder
from tests.builders.people import actor_for, bank_admin
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = at_scale(small=6, full=32)
ROUNDS = at_scale(small=2, full=50)
NIGHT = dt.date(2027, 1, 15)
NOON = dt.date(2027, 1, 16)
THE_BANK = system_actor("close of business")
WHAT_COUNTS_EACH_ONCE = ("loans_movement_number_once", "loans_accrual_once_a_day")

WHAT_REVERSES_ONCE = (
    "loans_movement_number_once",
    "loans_loanmovement_reverses_id_key",
    "transactions_reversal_original_id_key",
    "ledger_journalentry_reverses_id_key",
)

Deed = Callable[[], Any]


def said(deed: Deed) -> str:
    """Return what came of a deed in a word, done at noon of the day after the night that accrues."""
    try:
        with at(NOON):
            deed()
    except DomainError as refusal:
        return refusal.code
    except DatabaseError:
        return "refused by the database"
    return "done"


def at_once(deeds: list[Deed]) -> Counter[str]:
    with crowd(len(deeds)) as everybody:
        return Counter(everybody.all_at_once(lambda number: said(deeds[number])))


def new_loan(of: Holder) -> Borrower:
    with at(dt.date(2027, 1, 1)):
        return lend_to(of)


def problems(ann: Borrower) -> list[str]:
    """Return what is wrong: in the books, or because more was paid than was owed."""
    loan = ann.loan
    overpaid = loan.principal_paid_minor > loan.principal_disbursed_minor
    return [*verify_books().problems, *(["overpaid"] if overpaid else [])]


@contextmanager
def nobody_locks(monkeypatch: pytest.MonkeyPatch, parties: int, *steps: tuple[Any, str]) -> Iterator[None]:
    """Take every lock of a row away, and let all look at the loan before any of them goes on."""
    wait = meeting(parties)

    def waiting(original: Callable[..., Any]) -> Callable[..., Any]:
        def wait_first(*arguments: Any, **named: Any) -> Any:
            wait()
            return original(*arguments, **named)

        return wait_first

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        for module, step in steps:
            patch.setattr(module, step, waiting(getattr(module, step)))
        yield


def payoffs_at_once(clients: int) -> tuple[Borrower, Counter[str]]:
    ann = new_loan(holder(100 * 120_581))
    with at(NOON):
        accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=NIGHT)
    return ann, at_once([lambda: ann.repay("1205.81")] * clients)


def repayment_and_write_off_at_once(of: Holder) -> tuple[Borrower, Counter[str]]:
    ann, clerks = new_loan(of), [actor_for(bank_admin()) for _ in range(2)]
    with at(NOON):
        request = request_write_off(actor=clerks[0], loan_id=ann.loan_id, reason="Bankrupt")
    assert isinstance(request, LoanRequestCard)
    return ann, at_once(
        [
            lambda: ann.repay("300.00"),
            lambda: approve_loan_request(actor=clerks[1], request_id=request.id),
        ]
    )


def repayment_and_accrual_at_once(of: Holder) -> tuple[Borrower, Counter[str]]:
    ann = new_loan(of)
    return ann, at_once(
        [
            lambda: ann.repay("300.00"),
            lambda: accrue_day(actor=THE_BANK, loan_ids=[ann.loan_id], date=NIGHT),
        ]
    )


def reversals_at_once(clients: int) -> tuple[Borrower, Counter[str]]:
    ann, clerks = new_loan(holder(1_000_000)), [actor_for(bank_admin()) for _ in range(clients)]
    with at(NOON):
        made = ann.repay("300.00")

    def take_back(clerk: Actor) -> Any:
        return reverse_loan_movement(
            actor=clerk, loan_id=ann.loan_id, number=made.number, reason="Typed twice"
        )

    return ann, at_once([partial(take_back, clerk) for clerk in clerks])


def test_of_many_full_payoffs_at_once_exactly_one_is_made(proof_record: ProofRecord) -> None:
    made = 0
    for _ in range(ROUNDS):
        ann, answers = payoffs_at_once(CLIENTS)
        assert answers == {"done": 1, "loan_state_conflict": CLIENTS - 1}
        assert (ann.loan.status, ann.books()) == ("CLOSED", (0, 0, 0))
        assert ann.holder.balance_minor == 100 * 120_581 + 120_000 - 120_581
        assert problems(ann) == []
        made += answers["done"]
    proof_record(
        "full payoffs of one loan at once: exactly one is made", clients=CLIENTS, rounds=ROUNDS, made=made
    )


def test_of_many_reversals_of_one_repayment_at_once_exactly_one_is_made() -> None:
    for _ in range(ROUNDS):
        ann, answers = reversals_at_once(CLIENTS)
        assert answers == {"done": 1, "loan_movement_not_reversible": CLIENTS - 1}
        assert (ann.loan.principal_paid_minor, ann.holder.balance_minor) == (0, 1_000_000 + 120_000)
        assert problems(ann) == []


def test_a_repayment_and_a_write_off_at_once_leave_the_books_equal() -> None:
    for _ in range(ROUNDS):
        ann, answers = repayment_and_write_off_at_once(holder(1_000_000))
        assert answers in ({"done": 2}, {"done": 1, "loan_state_conflict": 1})
        loan, paid = ann.loan, 30_000 if answers["done"] == 2 else 0
        assert loan.status == "WRITTEN_OFF"
        assert loan.principal_paid_minor + loan.interest_paid_minor == paid
        assert loan.written_off_principal_minor + loan.written_off_interest_minor == 120_581 - paid
        assert problems(ann) == []


def test_a_repayment_and_the_nights_accrual_at_once_leave_the_books_equal() -> None:
    for _ in range(ROUNDS):
        ann, answers = repayment_and_accrual_at_once(holder(1_000_000))
        assert answers == {"done": 2}
        assert (ann.loan.interest_accrued_minor, ann.loan.accrued_through) == (581, NIGHT)
        assert problems(ann) == []


def test_without_the_locks_alone_the_database_still_counts_each_movement_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each invariant stands twice: nothing is paid off twice, though the losers are told less well."""
    with nobody_locks(monkeypatch, 4, (repayment, "allocate")):
        ann, answers = payoffs_at_once(4)
    assert (answers["done"], ann.loan.status) == (1, "CLOSED")
    assert answers["refused by the database"] > 0
    assert problems(ann) == []


def test_control_without_locks_and_numbers_a_loan_is_paid_off_again(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    steps = [(repayment, "allocate")]
    with sabotaged(without=WHAT_COUNTS_EACH_ONCE), nobody_locks(monkeypatch, 4, *steps):
        ann, answers = payoffs_at_once(4)
        assert answers["done"] > 1
        assert problems(ann) != []
    proof_record(
        "control: without locks and numbers a loan is paid off again", clients=4, made=answers["done"]
    )


def test_control_without_locks_and_numbers_a_loan_is_lost_that_was_paid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [(repayment, "allocate"), (write_off, "write_off_lines")]
    with sabotaged(without=WHAT_COUNTS_EACH_ONCE), nobody_locks(monkeypatch, 2, *steps):
        ann, answers = repayment_and_write_off_at_once(holder(1_000_000))
        assert answers == {"done": 2}
        assert problems(ann) != []


def test_control_without_locks_and_numbers_a_night_accrues_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [(repayment, "allocate"), (accrual, "accrual_targets")]
    with sabotaged(without=WHAT_COUNTS_EACH_ONCE), nobody_locks(monkeypatch, 2, *steps):
        ann, answers = repayment_and_accrual_at_once(holder(1_000_000))
        assert answers == {"done": 2}
        assert problems(ann) != []


def test_control_without_locks_and_links_a_repayment_is_taken_back_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [(requests, "reverse")]
    with sabotaged(without=WHAT_REVERSES_ONCE), nobody_locks(monkeypatch, 3, *steps):
        ann, answers = reversals_at_once(3)
        assert answers["done"] > 1
        assert problems(ann) != []
