"""Races around loans, each beside a control run without what protects it, which must go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core_banking.kernel.errors import DomainError
from loans.contracts import LIVE_STATUSES
from loans.errors.applications import LiveLoanExists
from loans.errors.life import LoanStateConflict
from loans.loan_cards import LoanCard
from loans.models import Loan
from loans.selectors.eligibility import judged
from loans.services import (
    applications,
    apply_for_loan,
    approve_loan,
    decisions,
    reject_loan,
    withdraw_loan_application,
)
from tests.builders import people
from tests.builders.loan_applications import an_application, applied_for
from tests.builders.loan_products import offer_loan_product
from tests.builders.money import Holder, holder, second_account
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.proof_plugin import at_scale
from transactions.models import Transaction

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = at_scale(small=16, full=32)
ONE_LIVE_LOAN = "loans_one_live_loan_per_customer"


def _outcome(deed: Callable[[], Any]) -> Any:
    try:
        return deed()
    except DomainError as refusal:
        return refusal


def _applications_at_once(borrower: Holder, clients: int) -> tuple[list[Any], int, int]:
    """Apply many times at once for a loan that is paid out at once; return answers, live loans and payments."""
    offer_loan_product("QUICK", instant_approval_up_to="1000")
    asked, actor = an_application(product_code="QUICK", amount="500"), borrower.actor
    with crowd(clients) as clients_at_once:
        answers = clients_at_once.all_at_once(
            lambda _number: _outcome(lambda: apply_for_loan(actor=actor, application=asked))
        )
    live = Loan.objects.filter(customer_id=borrower.person.id, status__in=LIVE_STATUSES).count()
    paid = Transaction.objects.filter(transaction_type="LOAN_DISBURSEMENT").count()
    return answers, live, paid


def _all_look_before_any_writes(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """Take the lock of the money row away from applying, and let everybody see a customer without a loan."""
    wait = meeting(parties)

    def judged_then_wait(*args: Any, **kwargs: Any) -> Any:
        found = judged(*args, **kwargs)
        wait()
        return found

    monkeypatch.setattr(applications, "lock_money_holder", lambda user_id: None)
    monkeypatch.setattr(applications, "lock_balances", lambda ids: None)
    monkeypatch.setattr(applications, "judged", judged_then_wait)


def test_of_many_applications_at_once_one_is_made_and_paid_once() -> None:
    borrower = holder()

    answers, live, paid = _applications_at_once(borrower, CLIENTS)

    assert (live, paid, borrower.balance_minor) == (1, 1, 500_00)
    assert sum(isinstance(answer, LoanCard) for answer in answers) == 1
    assert sum(isinstance(answer, LiveLoanExists) for answer in answers) == CLIENTS - 1


def test_the_constraint_alone_lets_one_application_through(monkeypatch: pytest.MonkeyPatch) -> None:
    borrower = holder()
    _all_look_before_any_writes(monkeypatch, 4)

    answers, live, paid = _applications_at_once(borrower, 4)

    assert (live, paid, borrower.balance_minor) == (1, 1, 500_00)
    assert sum(isinstance(answer, LiveLoanExists) for answer in answers) == 3


def test_control_without_lock_and_constraint_several_loans_are_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    with sabotaged(without=[ONE_LIVE_LOAN]):
        borrower = holder()
        _all_look_before_any_writes(monkeypatch, 4)

        _, live, paid = _applications_at_once(borrower, 4)

        assert (live, paid, borrower.balance_minor) == (4, 4, 4 * 500_00)


def _decisions_at_once(borrower: Holder) -> tuple[list[Any], Loan]:
    """Approve twice, reject and withdraw one application, all at once; return what came of each, and the loan."""
    second_account(borrower)  # with two accounts none is guessed, so that an approval pays nothing out
    loan_id, clerks = applied_for(borrower).id, [people.actor_for(people.bank_admin()) for _ in range(3)]
    deeds: list[Callable[[], Any]] = [
        lambda: approve_loan(actor=clerks[0], loan_id=loan_id),
        lambda: approve_loan(actor=clerks[1], loan_id=loan_id),
        lambda: reject_loan(actor=clerks[2], loan_id=loan_id),
        lambda: withdraw_loan_application(actor=borrower.actor, loan_id=loan_id),
    ]
    with crowd(len(deeds)) as everybody:
        answers = everybody.all_at_once(lambda number: _outcome(deeds[number]))
    return answers, Loan.objects.get(pk=loan_id)


def test_of_decisions_and_a_withdrawal_at_once_the_first_stands() -> None:
    answers, loan = _decisions_at_once(holder())

    made = [answer for answer in answers if isinstance(answer, LoanCard)]
    refused = [answer for answer in answers if isinstance(answer, LoanStateConflict)]
    if loan.status == "WITHDRAWN" and len(made) == 2:
        # An approval that its borrower declined: the one order in which two of them follow each other.
        assert {answer.status for answer in made} == {"APPROVED", "WITHDRAWN"}
        assert len(refused) == 2
    else:
        assert [answer.status.value for answer in made] == [loan.status]
        assert len(refused) == 3


def _lock_nothing(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    wait = meeting(parties)

    def unlocked(loan_id: int, account: Any = None) -> Loan:
        loan = Loan.objects.get(pk=loan_id)
        wait()
        return loan

    for module in (applications, decisions):
        monkeypatch.setattr(module, "lock_loan", unlocked)
        monkeypatch.setattr(module, "lock_money_holder", lambda user_id: None)


def test_control_without_the_locks_every_decision_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    borrower = holder()
    _lock_nothing(monkeypatch, 4)

    answers, _ = _decisions_at_once(borrower)

    assert [isinstance(answer, LoanCard) for answer in answers] == [True] * 4
