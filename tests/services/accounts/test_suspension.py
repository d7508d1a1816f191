"""Banking is suspended by the KYC decision, and resumed by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Account, MoneyHolder, OutgoingTotal
from accounts.receivers import follow_kyc_decision
from accounts.services import resume_banking, suspend_banking
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import OutsideUseCase, emit, savepoint, use_case
from core_banking.kernel.events import DomainEvent
from kyc.events import KycApproved, KycRejected, KycResubmitted
from tests.builders.accounts import open_account
from tests.builders.people import approved_customer, register_customer

pytestmark = pytest.mark.django_db


@use_case
def decide(*, actor: Actor, event: DomainEvent) -> None:
    """Announce a KYC decision, as KYC does."""
    emit(event)


def announce(event_type: Any, user_id: int, **fields: object) -> None:
    actor = system_actor("test")
    decide(actor=actor, event=event_type(actor=actor, user_id=user_id, **fields))


def is_suspended(user_id: int) -> bool:
    return MoneyHolder.objects.values_list("is_suspended", flat=True).get(customer_id=user_id)


def test_a_rejection_suspends_and_only_an_approval_resumes() -> None:
    customer, other = approved_customer(), approved_customer()
    open_account(customer)
    open_account(other)

    announce(KycRejected, customer.id, reason="Papers expired", previous_status="APPROVED")
    assert (is_suspended(customer.id), is_suspended(other.id)) == (True, False)

    announce(KycResubmitted, customer.id, on_behalf=False)
    assert is_suspended(customer.id)

    announce(KycApproved, customer.id)
    assert not is_suspended(customer.id)


def test_somebody_rejected_before_his_first_account_is_suspended_too() -> None:
    customer = register_customer()

    announce(KycRejected, customer.id, reason="Not you", previous_status="PENDING")

    assert is_suspended(customer.id)


def test_a_suspension_runs_inside_the_decisions_transaction_and_nowhere_else() -> None:
    customer = approved_customer()

    with pytest.raises(OutsideUseCase):
        suspend_banking(customer.id)
    with pytest.raises(OutsideUseCase):
        resume_banking(customer.id)
    event = KycRejected(
        actor=system_actor("test"), user_id=customer.id, reason="No", previous_status="APPROVED"
    )
    with pytest.raises(OutsideUseCase):
        follow_kyc_decision(event=event)

    assert not MoneyHolder.objects.filter(customer_id=customer.id, is_suspended=True).exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "SLEEPING"},
        {"status": "PENDING"},
        {"status": "CLOSED"},
        {"status": "FROZEN"},
        {"account_number": None},
        {"activated_at": None},
        {"minimum_balance_minor": -1},
        {"daily_limit_minor": 10**15 + 1},
        {"single_limit_minor": -1},
        {"account_type": "PIGGYBANK"},
    ],
)
def test_the_database_itself_refuses_an_account_that_cannot_be(columns: Any) -> None:
    account = open_account(approved_customer())
    before = Account.objects.filter(pk=account.id).values().get()

    with pytest.raises(IntegrityError), savepoint():
        Account.objects.filter(pk=account.id).update(**columns)

    assert Account.objects.filter(pk=account.id).values().get() == before


def test_the_database_itself_refuses_counters_below_zero() -> None:
    account = open_account(approved_customer())

    with pytest.raises(IntegrityError), savepoint():
        MoneyHolder.objects.update(movements=-1)
    with pytest.raises(IntegrityError), savepoint():
        OutgoingTotal.objects.update(total_minor=-1)

    assert MoneyHolder.objects.get(customer_id=account.customer_id).movements == 0
