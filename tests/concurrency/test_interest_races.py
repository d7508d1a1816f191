"""Interest of one night, or of one month, and several who want to bring it: it comes once.

The account is held while interest accrues on it or is settled, and the row of a night is unique: each alone is enough
for a night, and without both it accrues twice. A deposit that is withdrawn while its night accrues owes nothing after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

import pytest

from accounts.models import InterestAccrual, InterestPosting
from accounts.selectors.interest import owed_minor
from accounts.services import (
    accrue_interest_of_day,
    interest_accrual,
    interest_of_terms,
    interest_posting,
    interest_postings,
    post_interest,
    post_interest_of_accounts,
)
from core_banking.kernel.errors import DomainError
from operations.verification import verify_books
from tests.builders.accounts import offer_product
from tests.builders.interest import accrue_through, on
from tests.builders.money import Holder, holder
from tests.builders.standing_orders import THE_BANK
from tests.builders.term_deposits import deposit_product, fixed_deposit
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.proof_plugin import ProofRecord, at_scale
from transactions.services import withdraw_early

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

WORKERS = 6
ROUNDS = at_scale(small=2, full=50)
ONE_ROW_A_NIGHT, ONE_POSTING = "accounts_accrual_once_a_night", "accounts_interest_posted_once"
OPENED = dt.date(2027, 3, 30)
NIGHT = dt.timedelta(days=1)
APRIL = OPENED + 2 * NIGHT


def not_held(account_ids: Iterable[int]) -> None:
    """Take no lock of accounts."""


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, parties: int) -> None:
    """Make those who come wait for each other before they write: each has looked by then."""
    wait, deed = meeting(parties, at_most_seconds=2), getattr(module, name)

    def meet_and_go_on(*arguments: Any, **named: Any) -> Any:
        wait()
        return deed(*arguments, **named)

    monkeypatch.setattr(module, name, meet_and_go_on)


def bearing() -> Holder:
    """Open an account with 1,000.00 at 3.65 %: ten minor units a night."""
    return holder(100_000, product_code="BEARING")


def all_at_once(workers: Crowd, date: dt.date, deed: Callable[[], object]) -> None:
    def work(number: int) -> None:
        with on(date):
            try:
                deed()
            except DomainError:
                return

    workers.all_at_once(work)


def nights_after_a_crowd(workers: Crowd) -> int:
    """Let everybody accrue the same night; return how often it did."""
    with on(OPENED):
        account = bearing().account
    all_at_once(
        workers,
        OPENED + NIGHT,
        lambda: accrue_interest_of_day(actor=THE_BANK, account_ids=[account.id], date=OPENED),
    )
    return InterestAccrual.objects.filter(account_id=account.id).count()


def postings_after_a_crowd(workers: Crowd) -> int:
    """Let everybody post the same month; return how often it was."""
    with on(OPENED):
        ann = bearing()
    accrue_through(OPENED, APRIL - NIGHT)
    all_at_once(workers, APRIL, lambda: post_interest(actor=THE_BANK, account_id=ann.account.id, date=APRIL))
    return InterestPosting.objects.filter(account_id=ann.account.id).count()


def test_a_night_accrues_and_a_month_is_posted_once_however_many_come(proof_record: ProofRecord) -> None:
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")
    with crowd(WORKERS) as workers:
        nights = [nights_after_a_crowd(workers) for _ in range(ROUNDS)]
        postings = [postings_after_a_crowd(workers) for _ in range(ROUNDS)]

    assert nights == postings == [1] * ROUNDS
    assert verify_books().problems == ()
    proof_record(f"{WORKERS} workers at one night and at one month: interest comes once", rounds=ROUNDS)


def months_after_a_crowd(workers: Crowd) -> list[int]:
    """Let everybody post the same month on two accounts, at once or one by one, in any order; return how often each."""
    with on(OPENED):
        accounts = [bearing().account.id for _ in range(2)]
    accrue_through(OPENED, APRIL - NIGHT)

    def work(number: int) -> None:
        with on(APRIL):
            if number % 3:
                asked = accounts if number % 2 else accounts[::-1]
                post_interest_of_accounts(actor=THE_BANK, account_ids=asked, date=APRIL)
                return
            for account_id in accounts[::-1]:
                post_interest(actor=THE_BANK, account_id=account_id, date=APRIL)

    workers.all_at_once(work)
    return [InterestPosting.objects.filter(account_id=each).count() for each in accounts]


def test_a_month_posted_at_once_and_one_by_one_comes_once(proof_record: ProofRecord) -> None:
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")
    with crowd(WORKERS) as workers:
        postings = [months_after_a_crowd(workers) for _ in range(ROUNDS)]

    assert postings == [[1, 1]] * ROUNDS
    assert verify_books().problems == ()
    proof_record(f"{WORKERS} workers at one month of two accounts: interest comes once", rounds=ROUNDS)


@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_locks_a_month_posted_at_once_is_posted_again_unless_the_row_is_unique(
    monkeypatch: pytest.MonkeyPatch, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    for lock in ("lock_accruals", "lock_money_of_accounts"):
        monkeypatch.setattr(interest_postings, lock, not_held)
    meet_before(monkeypatch, interest_postings, "_settle_all", 2)
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")
        account = bearing().account
    accrue_through(OPENED, APRIL - NIGHT)

    with nullcontext() if row_is_unique else sabotaged(without=[ONE_POSTING]), crowd(2) as pair:
        all_at_once(
            pair,
            APRIL,
            lambda: post_interest_of_accounts(actor=THE_BANK, account_ids=[account.id], date=APRIL),
        )
        postings = InterestPosting.objects.filter(account_id=account.id).count()

    assert (postings == 1) is row_is_unique
    proof_record(
        f"control, at once: without the locks{'' if row_is_unique else ' and the unique row'}",
        postings=postings,
    )


@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_lock_the_unique_row_holds_and_without_both_a_night_accrues_again(
    monkeypatch: pytest.MonkeyPatch, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(interest_accrual, "lock_accruals", not_held)
    meet_before(monkeypatch, interest_accrual, "_book", WORKERS)
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")

    with nullcontext() if row_is_unique else sabotaged(without=[ONE_ROW_A_NIGHT]), crowd(WORKERS) as workers:
        nights = nights_after_a_crowd(workers)

    assert (nights == 1) is row_is_unique
    proof_record(f"control: without the lock{'' if row_is_unique else ' and the unique row'}", nights=nights)


@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_locks_the_unique_row_holds_and_without_all_a_month_is_posted_again(
    monkeypatch: pytest.MonkeyPatch, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    for lock in ("lock_accruals", "lock_balances", "lock_money_holder"):
        monkeypatch.setattr(interest_posting, lock, lambda ids: None)
    meet_before(monkeypatch, interest_posting, "settle", WORKERS)
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")

    with nullcontext() if row_is_unique else sabotaged(without=[ONE_POSTING]), crowd(WORKERS) as workers:
        postings = postings_after_a_crowd(workers)

    assert (postings == 1) is row_is_unique
    proof_record(
        f"control: without the locks{'' if row_is_unique else ' and the unique row'}", postings=postings
    )


def deposit_with_one_night() -> tuple[Holder, Holder]:
    """Fund a fixed deposit of 1,000.00 and let its first night accrue, not the second; return both accounts."""
    with on(OPENED):
        ann = holder()
        deposit = fixed_deposit(ann)
    accrue_through(OPENED, OPENED)
    return ann, deposit


def too_much_after_a_withdrawal(pair: Crowd, ann: Holder, deposit: Holder) -> int:
    """Withdraw a deposit early while its second night accrues; return what was paid, or is still owed, too much."""

    def work(number: int) -> None:
        with on(OPENED + 2 * NIGHT):
            if number:
                withdraw_early(actor=ann.actor, account_id=deposit.account.id)
                return
            accrue_interest_of_day(actor=THE_BANK, account_ids=[deposit.account.id], date=OPENED + NIGHT)

    pair.all_at_once(work)
    two_nights_less_the_penalty = 100_000 + 20 - 1_000
    return ann.balance_minor - two_nights_less_the_penalty + owed_minor(deposit.account.id)


def test_a_deposit_that_is_withdrawn_while_its_night_accrues_is_owed_nothing_after(
    proof_record: ProofRecord,
) -> None:
    deposit_product()
    with crowd(2) as pair:
        too_much = [too_much_after_a_withdrawal(pair, *deposit_with_one_night()) for _ in range(ROUNDS)]

    assert too_much == [0] * ROUNDS
    assert verify_books().problems == ()
    proof_record("a deposit withdrawn while its night accrues is owed nothing after", rounds=ROUNDS)


def test_control_without_the_lock_a_withdrawn_deposit_gets_its_night_twice(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    deposit_product()
    monkeypatch.setattr(interest_accrual, "lock_accruals", not_held)
    monkeypatch.setattr(interest_of_terms, "lock_accruals", not_held)
    wait, book, settle = meeting(2, at_most_seconds=2), interest_accrual._book, interest_posting.settle

    def book_with_the_other(*arguments: Any) -> Any:
        wait()
        return book(*arguments)

    def settle_with_the_other(**named: Any) -> Any:
        wait()
        return settle(**named)

    with crowd(2) as pair:
        ann, deposit = deposit_with_one_night()
        monkeypatch.setattr(interest_accrual, "_book", book_with_the_other)
        monkeypatch.setattr(interest_of_terms, "settle", settle_with_the_other)
        too_much = too_much_after_a_withdrawal(pair, ann, deposit)

    assert too_much == 10
    proof_record("control: without the lock of the account", too_much=too_much)
