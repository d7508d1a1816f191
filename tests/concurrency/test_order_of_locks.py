"""Whoever needs several balances takes them all at once, by id: also where a deposit is paid out to another account."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from accounts.contracts import MaturityInstruction, TermPayout
from core_banking.kernel import clock
from ledger.verification import verify
from tests.builders.bulk import ordered, present
from tests.builders.money import Holder, holder
from tests.builders.term_deposits import deposit_product, fixed_deposit, mature
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.test_opposite_transfers import deadlocks
from transactions.services import term_deposits, withdraw_early
from transactions.services.bulk_work import run_bulk_transfer

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

BEGUN = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
MATURITY = dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)


def end(deposit: Holder, *, early: bool) -> None:
    """End the term of a deposit: early by its owner, or at maturity by the bank."""
    if early:
        withdraw_early(actor=deposit.actor, account_id=deposit.account.id)
    else:
        mature(deposit, MATURITY.date())


@pytest.mark.parametrize("early", [True, False])
def test_a_deposit_that_ends_while_both_its_accounts_are_paid_in_bulk_deadlocks_nobody(
    early: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit_product()
    ann, payer = holder(), holder(100_000)
    with clock.frozen_at(BEGUN):
        deposit = fixed_deposit(ann, maturity_instruction=MaturityInstruction.PAY_OUT)
        order = ordered(payer, [(ann, "1.00"), (deposit, "1.00")])
    together, pay_interest, before = meeting(2), term_deposits._pay_interest, deadlocks()

    def pay_interest_and_wait(*arguments: Any) -> TermPayout:
        payout = pay_interest(*arguments)
        together()
        time.sleep(0.5)  # who pays in bulk comes to the balances meanwhile
        return payout

    monkeypatch.setattr(term_deposits, "_pay_interest", pay_interest_and_wait)

    def work(number: int) -> None:
        with clock.frozen_at(MATURITY - dt.timedelta(days=30) if early else MATURITY):
            if number == 0:
                end(deposit, early=early)
            else:
                together()
                run_bulk_transfer.call(order.id)

    with crowd(2) as people:
        people.all_at_once(work)

    assert deadlocks() - before == 0
    assert present(order).succeeded_count == 1
    assert verify().is_clean
