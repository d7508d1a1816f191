"""Activating, freezing, unfreezing and closing."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.contracts import AccountCard, AccountStatus
from accounts.errors import AccountNotEmpty, AccountStateConflict
from accounts.models import Account
from accounts.services import activate_account, close_account, freeze_account, unfreeze_account
from audit.models import AuditLog
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.models import Notification
from tests.builders.accounts import (
    STAFF,
    customer_actor,
    offer_product,
    open_account,
    present,
    put_money,
    take_money,
)
from tests.builders.people import actor_for, approved_customer, auditor, bank_admin
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> PersonCard:
    return approved_customer()


@pytest.fixture
def account(customer: PersonCard) -> AccountCard:
    return open_account(customer)


@pytest.fixture
def application(customer: PersonCard) -> AccountCard:
    """An account that waits for staff."""
    offer_product("BYHAND", auto_activate=False)
    return open_account(customer, product_code="BYHAND")


def test_an_account_of_a_product_without_automatic_activation_waits_without_a_number(
    application: AccountCard,
) -> None:
    assert (application.status, application.account_number, application.activated_at) == (
        AccountStatus.PENDING,
        None,
        None,
    )


def test_activation_gives_the_account_its_number(application: AccountCard) -> None:
    activated = activate_account(actor=STAFF, account_id=application.id).card

    assert activated.status is AccountStatus.ACTIVE
    assert activated.account_number is not None
    assert activated.account_number.startswith("SAV")
    assert activated.activated_at is not None
    assert present(application) == activated


def test_activation_is_recorded_and_told_to_the_owner(customer: PersonCard, application: AccountCard) -> None:
    activated = activate_account(actor=STAFF, account_id=application.id).card

    row = AuditLog.objects.get(action_type="ACTIVATE")
    assert (row.target_id, row.subject_id) == (str(application.id), customer.id)
    assert row.details["status"] == {"old": "PENDING", "new": "ACTIVE"}
    told = Notification.objects.get(user_id=customer.id, kind="ACCOUNT_ACTIVATED")
    assert told.title == f"Account {activated.account_number} was activated"
    assert told.body == "Its status is now ACTIVE. Ask the bank if you have questions."


def test_staff_hears_of_an_account_that_waits_and_of_no_other(customer: PersonCard) -> None:
    admin = bank_admin()
    offer_product("BYHAND", auto_activate=False)

    open_account(customer)
    waiting = open_account(customer, product_code="BYHAND")

    told = Notification.objects.get(user_id=admin.id, kind="ACCOUNT_APPLICATION")
    assert told.data == {"account_id": waiting.id, "customer_id": customer.customer_id}


def test_an_owner_is_told_of_a_freeze_and_not_why(customer: PersonCard, account: AccountCard) -> None:
    freeze_account(actor=STAFF, account_id=account.id, reason="Suspected fraud")

    told = Notification.objects.get(user_id=customer.id, kind="ACCOUNT_FROZEN")
    assert told.title == f"Account {account.account_number} was frozen"
    assert "fraud" not in told.body


def test_an_account_is_activated_once(application: AccountCard) -> None:
    activated = activate_account(actor=STAFF, account_id=application.id).card

    with pytest.raises(AccountStateConflict) as refusal:
        activate_account(actor=STAFF, account_id=application.id)

    assert refusal.value.details == {"status": "ACTIVE"}
    assert present(application) == activated


def test_freezing_keeps_the_reason_and_unfreezing_gives_the_old_status_back(account: AccountCard) -> None:
    frozen = freeze_account(actor=STAFF, account_id=account.id, reason=" Court order ").card
    assert (frozen.status, frozen.status_reason) == (AccountStatus.FROZEN, "Court order")

    unfrozen = unfreeze_account(actor=STAFF, account_id=account.id, reason="Order lifted").card
    assert (unfrozen.status, unfrozen.status_reason) == (AccountStatus.ACTIVE, "Order lifted")
    assert [
        row.details["reason"] for row in AuditLog.objects.filter(target_model="Account").order_by("id")[1:]
    ] == [
        "Court order",
        "Order lifted",
    ]


@pytest.mark.parametrize("status", ["DORMANT", "MATURED"])
def test_an_account_is_frozen_and_unfrozen_without_waking_up(account: AccountCard, status: Any) -> None:
    Account.objects.filter(pk=account.id).update(status=status)

    freeze_account(actor=STAFF, account_id=account.id, reason="Court order")
    unfrozen = unfreeze_account(actor=STAFF, account_id=account.id, reason="Order lifted").card

    assert unfrozen.status == status


@pytest.mark.parametrize("use_case", [freeze_account, unfreeze_account, close_account])
@pytest.mark.parametrize("reason", ["", "   "])
def test_staff_must_give_a_reason(account: AccountCard, use_case: Any, reason: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        use_case(actor=STAFF, account_id=account.id, reason=reason)

    assert refusal.value.fields == {"reason": ["Give a reason."]}
    assert present(account) == account


def test_what_the_status_does_not_allow_is_refused_and_changes_nothing(account: AccountCard) -> None:
    with pytest.raises(AccountStateConflict):
        unfreeze_account(actor=STAFF, account_id=account.id, reason="Why not")
    assert present(account) == account

    frozen = freeze_account(actor=STAFF, account_id=account.id, reason="Court order").card
    for use_case in (freeze_account, close_account):
        with pytest.raises(AccountStateConflict):
            use_case(actor=STAFF, account_id=account.id, reason="Again")
    with pytest.raises(AccountStateConflict):
        activate_account(actor=STAFF, account_id=account.id)
    assert present(account) == frozen


def test_the_owner_closes_his_empty_account(customer: PersonCard, account: AccountCard) -> None:
    closed = close_account(actor=customer_actor(customer), account_id=account.id, reason="").card

    assert closed.status is AccountStatus.CLOSED
    assert closed.status_reason == "Closed by its owner"
    assert closed.closed_at is not None
    assert closed.account_number == account.account_number
    assert not Notification.objects.filter(kind="ACCOUNT_CLOSED").exists()


def test_an_account_with_money_is_not_closed_by_anybody(customer: PersonCard, account: AccountCard) -> None:
    put_money(account, 1)

    for actor in (customer_actor(customer), STAFF):
        with pytest.raises(AccountNotEmpty) as refusal:
            close_account(actor=actor, account_id=account.id, reason="Enough")
        assert refusal.value.details == {"balance": "0.01", "held": "0.00"}
    assert present(account) == account

    take_money(account, 1)
    assert (
        close_account(actor=STAFF, account_id=account.id, reason="Enough").card.status is AccountStatus.CLOSED
    )


def test_an_application_turned_down_is_closed_without_a_number(
    application: AccountCard,
) -> None:
    closed = close_account(actor=STAFF, account_id=application.id, reason="Papers do not fit").card

    assert (closed.status, closed.account_number) == (AccountStatus.CLOSED, None)


@pytest.mark.parametrize("use_case", [freeze_account, unfreeze_account, close_account])
def test_nothing_leads_out_of_closed(account: AccountCard, use_case: Any) -> None:
    closed = close_account(actor=STAFF, account_id=account.id, reason="Done").card

    with pytest.raises(AccountStateConflict):
        use_case(actor=STAFF, account_id=account.id, reason="Once more")

    assert present(account) == closed


def test_an_owner_may_only_close(
    customer: PersonCard, account: AccountCard, application: AccountCard
) -> None:
    owner = customer_actor(customer)

    for use_case in (freeze_account, unfreeze_account):
        with pytest.raises(NotAllowed):
            use_case(actor=owner, account_id=account.id, reason="Mine")
    with pytest.raises(NotAllowed):
        activate_account(actor=owner, account_id=application.id)

    assert present(account) == account
    assert present(application) == application


def test_a_foreign_account_is_not_there(account: AccountCard) -> None:
    stranger = customer_actor(approved_customer())

    for account_id in (account.id, account.id + 1):
        with pytest.raises(NotFound):
            close_account(actor=stranger, account_id=account_id, reason="Not mine")
    assert present(account) == account


def test_somebody_without_accounts_or_rights_is_told_so_whether_or_not_the_account_exists(
    account: AccountCard,
) -> None:
    curious = actor_for(auditor())

    for account_id in (account.id, account.id + 1):
        with pytest.raises(NotAllowed):
            close_account(actor=curious, account_id=account_id, reason="Curious")
    assert present(account) == account
