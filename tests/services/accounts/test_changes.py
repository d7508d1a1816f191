"""Changing an account: who may set what, and how it is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.contracts import AccountCard
from accounts.errors import AccountStateConflict
from accounts.services import change_account, close_account
from audit.models import AuditLog
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.selectors import balance_of
from tests.builders.accounts import STAFF, customer_actor, offer_product, open_account, present, put_money
from tests.builders.people import approved_customer
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> PersonCard:
    return approved_customer()


@pytest.fixture
def account(customer: PersonCard) -> AccountCard:
    return open_account(customer)


def last_change() -> AuditLog:
    return AuditLog.objects.filter(target_model="Account", action_type="UPDATE").latest("id")


def test_an_owner_names_his_account(customer: PersonCard, account: AccountCard) -> None:
    changed = change_account(
        actor=customer_actor(customer), account_id=account.id, terms={"nickname": "Holidays"}
    ).card

    assert changed.nickname == "Holidays"
    assert present(account) == changed
    assert last_change().details["changes"] == {"nickname": {"old": "", "new": "Holidays"}}


def test_staff_sets_limits_and_minimum_and_the_trail_has_old_and_new(account: AccountCard) -> None:
    put_money(account, 100_000)

    changed = change_account(
        actor=STAFF,
        account_id=account.id,
        terms={
            "daily_transaction_limit": "20000.00",
            "single_transaction_limit": "10000",
            "minimum_balance": "100.00",
        },
    )

    card = changed.card
    assert (card.daily_limit_minor, card.single_limit_minor, card.minimum_balance_minor) == (
        2_000_000,
        1_000_000,
        10_000,
    )
    assert changed.balance.available_minor == 90_000
    assert balance_of(account.ledger_account_id).floor_minor == 10_000
    # The single limit was set to what it already was: that is no change.
    assert last_change().details["changes"] == {
        "daily_transaction_limit": {"old": "50000.00", "new": "20000.00"},
        "minimum_balance": {"old": "0.00", "new": "100.00"},
    }


@pytest.mark.parametrize("field", ["daily_transaction_limit", "single_transaction_limit", "minimum_balance"])
def test_an_owner_does_not_set_what_is_the_banks(
    customer: PersonCard, account: AccountCard, field: Any
) -> None:
    terms: Any = {"nickname": "Mine", field: "1.00"}

    with pytest.raises(NotAllowed) as refusal:
        change_account(actor=customer_actor(customer), account_id=account.id, terms=terms)

    assert refusal.value.details == {"fields": [field]}
    assert present(account) == account


def test_a_foreign_account_is_not_there(account: AccountCard) -> None:
    with pytest.raises(NotFound):
        change_account(
            actor=customer_actor(approved_customer()), account_id=account.id, terms={"nickname": "Not mine"}
        )

    assert present(account) == account


def test_a_minimum_below_the_products_is_refused() -> None:
    offer_product("RICH", minimum_balance="500.00")
    account = open_account(approved_customer(), product_code="RICH")

    with pytest.raises(InvalidInput) as refusal:
        change_account(actor=STAFF, account_id=account.id, terms={"minimum_balance": "499.99"})

    assert refusal.value.fields == {"minimum_balance": ["The minimum balance of this product is 500.00."]}
    assert present(account) == account
    assert balance_of(account.ledger_account_id).floor_minor == 50_000


def test_a_closed_account_keeps_its_terms(account: AccountCard) -> None:
    closed = close_account(actor=STAFF, account_id=account.id, reason="Done").card

    with pytest.raises(AccountStateConflict):
        change_account(actor=STAFF, account_id=account.id, terms={"nickname": "Late"})

    assert present(account) == closed


def test_setting_nothing_changes_nothing_and_is_still_recorded(account: AccountCard) -> None:
    change_account(actor=STAFF, account_id=account.id, terms={})

    assert present(account) == account
    assert last_change().details["changes"] == {}
