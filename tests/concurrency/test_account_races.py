"""Races around accounts, each beside a control run without the lock that must go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.contracts import AccountApplication, AccountStatus, OpeningFunds
from accounts.errors import AccountNotEmpty
from accounts.models import Account, MoneyHolder
from accounts.selectors import accounts_of
from accounts.services import close_account, interest_at_closing, locking, opening, suspension
from core_banking.kernel.errors import DomainError, InvalidInput
from kyc.services import approve_kyc, reject_kyc
from ledger.errors import InsufficientFunds
from ledger.selectors import balance_of, balances_of
from tests.builders import accounts as builder
from tests.builders.accounts import STAFF, offer_product, open_account, put_money
from tests.builders.money import holder
from tests.builders.people import REVIEWER, approved_customer, register_customer
from users.selectors import person_card

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 0.5
"""How long one side waits for the other to come in between; with the lock in place it waits in vain."""


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Run each deed in a thread of its own; return what each returned, or the refusal it met."""

    def run(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, deed) for deed in deeds]]


def wait_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, wait: Callable[[], object]) -> None:
    """Make a function of a module wait before it returns."""
    original = getattr(module, name)

    def with_a_pause(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        wait()
        return result

    monkeypatch.setattr(module, name, with_a_pause)


def meeting_of(parties: int) -> Callable[[], None]:
    """Return a point where all parties meet, or give up on each other."""
    barrier = threading.Barrier(parties)

    def wait() -> None:
        try:
            barrier.wait(PATIENCE_SECONDS)
        except threading.BrokenBarrierError:
            return

    return wait


def openings_at_once(monkeypatch: pytest.MonkeyPatch, threads: int = 8) -> tuple[int, list[Any]]:
    """Let one customer ask many times at once for a product there is one of; all look before any writes."""
    offer_product("ONLY", one_per_customer=True)
    customer = approved_customer()
    wait_after(monkeypatch, opening, "_refuse_unmet_requirements", meeting_of(threads))

    answers = together(*[lambda: open_account(customer, product_code="ONLY")] * threads)

    return len(accounts_of(customer.id)), answers


def test_of_many_openings_at_once_one_wins_where_a_customer_may_have_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts, answers = openings_at_once(monkeypatch)

    assert accounts == 1
    refusals = [answer for answer in answers if isinstance(answer, InvalidInput)]
    assert [set(refusal.fields) for refusal in refusals] == [{"one_per_customer"}] * 7


def test_control_without_the_lock_of_the_money_row_several_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "lock_money_holder", lambda user_id: None)
    monkeypatch.setattr(opening, "hold_identity", lambda user_id: None)  # it queues them as well

    accounts, _ = openings_at_once(monkeypatch)

    assert accounts == 8


def first_opening_during_a_rejection(monkeypatch: pytest.MonkeyPatch) -> tuple[int, bool]:
    """Reject a customer after his KYC was looked at for his first account, and before that is committed."""
    customer = approved_customer()
    looked, rejected = threading.Event(), threading.Event()

    def let_the_rejection_in() -> None:
        looked.set()
        rejected.wait(PATIENCE_SECONDS)

    wait_after(monkeypatch, opening, "_refuse_unmet_requirements", let_the_rejection_in)

    def reject() -> None:
        looked.wait(10)
        reject_kyc(actor=REVIEWER, user_id=customer.id, reason="Papers expired")
        rejected.set()

    together(lambda: open_account(customer), reject)

    suspended = MoneyHolder.objects.filter(customer_id=customer.id, is_suspended=True).exists()
    return len(accounts_of(customer.id)), suspended


def test_a_rejection_does_not_pass_by_an_account_that_is_being_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert first_opening_during_a_rejection(monkeypatch) == (1, True)


def test_control_a_plain_update_passes_by_the_row_that_is_not_committed_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def plain_update(user_id: int) -> None:
        MoneyHolder.objects.filter(customer_id=user_id).update(is_suspended=True)

    monkeypatch.setattr("accounts.receivers.suspend_banking", plain_update)
    monkeypatch.setattr(opening, "hold_identity", lambda user_id: None)  # the decision would wait for it

    assert first_opening_during_a_rejection(monkeypatch) == (1, False)


def test_an_opening_that_comes_after_a_rejection_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = approved_customer()
    suspended, opened = threading.Event(), threading.Event()

    def let_the_opening_in() -> None:
        suspended.set()
        opened.wait(PATIENCE_SECONDS)

    wait_after(monkeypatch, suspension, "lock_money_holder", let_the_opening_in)

    def open_meanwhile() -> Any:
        suspended.wait(10)
        try:
            return open_account(customer)
        finally:
            opened.set()

    _, answer = together(
        lambda: reject_kyc(actor=REVIEWER, user_id=customer.id, reason="Papers expired"), open_meanwhile
    )

    assert isinstance(answer, DomainError)
    assert answer.code == "kyc_required"
    assert accounts_of(customer.id) == []


def closing_during_a_deposit(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, str, int]:
    """Close an empty account while cash is posted to it and not committed; return the answer and what is left."""
    account = open_account(approved_customer())
    posted, closed = threading.Event(), threading.Event()

    def let_the_closing_in() -> None:
        posted.set()
        closed.wait(PATIENCE_SECONDS)

    wait_after(monkeypatch, builder, "post_entry", let_the_closing_in)

    def close() -> Any:
        posted.wait(10)
        try:
            return close_account(actor=STAFF, account_id=account.id, reason="Done")
        finally:
            closed.set()

    _, answer = together(lambda: put_money(account, 100), close)

    status = Account.objects.values_list("status", flat=True).get(pk=account.id)
    return answer, status, balance_of(account.ledger_account_id).balance_minor


def test_a_closing_waits_for_a_movement_and_then_sees_its_money(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, status, balance_minor = closing_during_a_deposit(monkeypatch)

    assert isinstance(answer, AccountNotEmpty)
    assert (status, balance_minor) == (AccountStatus.ACTIVE, 100)


def test_control_without_the_lock_an_account_is_closed_with_money_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locking, "lock_balances", balances_of)
    monkeypatch.setattr(interest_at_closing, "lock_balances", balances_of)

    _, status, balance_minor = closing_during_a_deposit(monkeypatch)

    assert (status, balance_minor) == (AccountStatus.CLOSED, 100)


def test_of_many_openings_from_one_purse_as_many_win_as_it_can_pay_for() -> None:
    offer_product("GOLD", opening_deposit="400.00")
    owner = holder(100_000)
    application = AccountApplication(
        product_code="GOLD", funds=OpeningFunds(from_account_number=owner.number)
    )

    answers = together(*[lambda: opening.open_account(actor=owner.actor, application=application)] * 6)

    assert sum(isinstance(answer, InsufficientFunds) for answer in answers) == 4
    assert owner.balance_minor == 100_000 - 2 * (40_000 + 100)
    opened = [card for card in accounts_of(owner.person.id) if card.id != owner.account.id]
    assert [balance_of(card.ledger_account_id).balance_minor for card in opened] == [40_000, 40_000]


def early_opening_during_an_approval(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Approve a customer while his account of a product that does not wait for KYC is opened; return if he is stuck."""
    offer_product("EARLY", kyc_required=False)
    customer = register_customer()
    looked, approved = threading.Event(), threading.Event()

    def let_the_approval_in() -> None:
        looked.set()
        approved.wait(PATIENCE_SECONDS)

    wait_after(monkeypatch, opening, "_refuse_unmet_requirements", let_the_approval_in)

    def approve() -> None:
        looked.wait(10)
        approve_kyc(actor=REVIEWER, user_id=customer.id)
        approved.set()

    together(lambda: open_account(customer, product_code="EARLY"), approve)

    assert person_card(customer.id).is_account_verified
    return MoneyHolder.objects.get(customer_id=customer.id).is_suspended


def test_money_moves_once_kyc_is_approved_whenever_the_account_was_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not early_opening_during_an_approval(monkeypatch)


def test_control_without_holding_the_identity_the_approved_customer_is_stuck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "hold_identity", lambda user_id: None)

    assert early_opening_during_an_approval(monkeypatch)
