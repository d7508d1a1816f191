"""The opening deposit: paid in the step that opens the account, from the customer's own money or over the counter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    AccountApplication,
    AccountStatus,
    AccountWithBalance,
    OpeningFunds,
)
from accounts.errors import KycRequired
from accounts.models import Account, MoneyHolder
from accounts.selectors import accounts_of, eligibility_of
from accounts.services import (
    activate_account,
    activate_account_once,
    change_product,
    open_account,
    open_account_once,
)
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.services import approve_kyc, reject_kyc
from ledger.errors import InsufficientFunds
from ledger.models import JournalEntry
from tests.builders import people
from tests.builders.accounts import offer_product, present
from tests.builders.accounts import open_account as opened
from tests.builders.money import Holder, holder, submit
from transactions.contracts import SUBMIT_ANY
from transactions.errors import KycRequiredToTransact
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Actor:
    return people.actor_for(people.bank_admin())


def apply(actor: Actor, funds: OpeningFunds | None, product: str = "GOLD", **more: Any) -> AccountWithBalance:
    application = AccountApplication(product_code=product, funds=funds, **more)
    return open_account(actor=actor, application=application)


def offered(**terms: Any) -> None:
    offer_product("GOLD", **{"opening_deposit": "500.00", **terms})


def only_the_first_account_is_there(owner: Holder, balance_minor: int) -> bool:
    return (
        [card.id for card in accounts_of(owner.person.id)] == [owner.account.id]
        and owner.balance_minor == balance_minor
        and not Transaction.objects.exists()
    )


def test_a_customer_pays_from_another_account_of_his_in_one_step() -> None:
    offered()
    owner = holder(100_000)

    account = apply(owner.actor, OpeningFunds(amount="600.00", from_account_number=owner.number))

    assert (account.balance.balance_minor, owner.balance_minor) == (60_000, 39_900)
    row = Transaction.objects.get()
    assert (row.transaction_type, row.description, row.on_behalf, row.initiated_by_id) == (
        "TRANSFER", "Opening deposit", False, owner.person.id,
    )  # fmt: skip
    assert row.to_account_id == account.card.id


def test_left_out_the_amount_is_what_the_product_asks_for() -> None:
    offered()
    owner = holder(100_000)

    account = apply(owner.actor, OpeningFunds(from_account_number=owner.number))

    assert account.balance.balance_minor == 50_000


def test_staff_takes_it_in_cash_on_behalf(staff: Actor) -> None:
    offered()
    customer = people.approved_customer()

    account = apply(staff, OpeningFunds(amount="500.00"), customer=customer.id)

    assert account.balance.balance_minor == 50_000
    row = Transaction.objects.get()
    assert (row.transaction_type, row.on_behalf, row.initiated_by_id) == ("DEPOSIT", True, staff.user_id)


def test_without_money_enough_nothing_is_opened() -> None:
    offered()
    owner = holder(50_000)

    with pytest.raises(InsufficientFunds):
        apply(owner.actor, OpeningFunds(amount="500.00", from_account_number=owner.number))

    assert only_the_first_account_is_there(owner, 50_000)


@pytest.mark.parametrize(
    ("funds", "field", "message"),
    [
        (None, "opening_deposit", "This product asks for an opening deposit of at least 500.00 USD."),
        ({"amount": "499.99"}, "opening_deposit", "This product asks for an opening deposit of at least 500.00 USD."),
        ({"amount": "500.001"}, "opening_deposit", "The amount must have at most 2 decimal places."),
        (
            {"amount": "500.00", "from_account_number": None},
            "funding_account_number",
            "Name an account of yours to pay the opening deposit from, or open the account at the counter.",
        ),
        (
            {"amount": "500.00", "from_account_number": "SAV000000000"},
            "funding_account_number",
            "The customer has no such account.",
        ),
    ],
)  # fmt: skip
def test_wrong_money_is_refused_by_field(funds: Any, field: str, message: str) -> None:
    offered()
    owner = holder(100_000)
    if funds is not None:
        funds = OpeningFunds(**{"from_account_number": owner.number, **funds})

    with pytest.raises(InvalidInput) as refusal:
        apply(owner.actor, funds)

    assert refusal.value.fields == {field: [message]}
    assert only_the_first_account_is_there(owner, 100_000)


@pytest.mark.parametrize("by_staff", [True, False])
def test_nobody_pays_from_another_customers_account(staff: Actor, by_staff: bool) -> None:
    offered()
    owner, other = holder(100_000), holder(100_000)
    funds = OpeningFunds(amount="500.00", from_account_number=other.number)

    with pytest.raises(InvalidInput) as refusal:
        apply(staff if by_staff else owner.actor, funds, customer=owner.person.id)

    assert refusal.value.fields == {"funding_account_number": ["The customer has no such account."]}
    assert other.balance_minor == 100_000


def test_staff_who_banks_here_takes_no_cash_from_himself() -> None:
    offered()
    owner = holder(100_000)
    both = replace(owner.actor, permissions=owner.actor.permissions | {MANAGE_ANY_ACCOUNT, SUBMIT_ANY})

    with pytest.raises(InvalidInput) as refusal:
        apply(both, OpeningFunds(amount="500.00"))

    assert set(refusal.value.fields) == {"funding_account_number"}
    assert only_the_first_account_is_there(owner, 100_000)


def test_money_may_come_with_the_opening_of_any_product_but_an_amount_must_be_named() -> None:
    owner = holder(100_000)
    funds = OpeningFunds(amount="10.00", from_account_number=owner.number)

    assert apply(owner.actor, funds, "CURRENT").balance.balance_minor == 1_000
    with pytest.raises(InvalidInput) as refusal:
        apply(owner.actor, OpeningFunds(from_account_number=owner.number), "CURRENT")

    assert refusal.value.fields == {"opening_deposit": ["Say how much."]}


def test_an_account_that_waits_for_staff_is_paid_when_it_is_activated(staff: Actor) -> None:
    offered(auto_activate=False)
    owner = holder(100_000)

    with pytest.raises(InvalidInput) as too_early:
        apply(owner.actor, OpeningFunds(from_account_number=owner.number))
    pending = apply(owner.actor, None)
    with pytest.raises(InvalidInput) as missing:
        activate_account(actor=staff, account_id=pending.card.id)

    assert set(too_early.value.fields) == set(missing.value.fields) == {"opening_deposit"}
    assert present(pending.card).account_number is None

    funds = OpeningFunds(from_account_number=owner.number)
    active = activate_account(actor=staff, account_id=pending.card.id, funds=funds)

    assert (active.card.status, active.balance.balance_minor) == (AccountStatus.ACTIVE, 50_000)
    assert Transaction.objects.get().on_behalf
    assert owner.balance_minor == 49_900


def test_an_account_is_not_activated_for_whom_was_rejected_meanwhile(staff: Actor) -> None:
    offer_product("SLOW", auto_activate=False)
    customer = people.approved_customer()
    pending = opened(customer, product_code="SLOW")
    reject_kyc(actor=people.REVIEWER, user_id=customer.id, reason="Papers expired")

    with pytest.raises(KycRequired):
        activate_account(actor=staff, account_id=pending.id)

    assert present(pending).status is AccountStatus.PENDING


def test_what_counts_at_the_activation_is_what_the_product_asks_for_then(staff: Actor) -> None:
    product = offer_product("SLOW", auto_activate=False, one_per_customer=True)
    pending = opened(people.approved_customer(), product_code="SLOW")
    change_product(actor=staff, product_id=product.id, terms={"required_documents": ["PASSPORT"]})

    with pytest.raises(InvalidInput) as refusal:
        activate_account(actor=staff, account_id=pending.id)

    assert refusal.value.fields == {"required_documents": ["A document is missing: PASSPORT."]}
    assert present(pending).status is AccountStatus.PENDING

    change_product(actor=staff, product_id=product.id, terms={"required_documents": []})
    assert activate_account(actor=staff, account_id=pending.id).card.status is AccountStatus.ACTIVE


def test_where_the_product_does_not_wait_for_kyc_the_money_does(staff: Actor) -> None:
    offer_product("EARLY", kyc_required=False)
    customer, rejected, payer = people.register_customer(), people.rejected_customer(), holder(10_000)

    account = opened(customer, product_code="EARLY")
    with pytest.raises(KycRequired):
        opened(rejected, product_code="EARLY")
    with pytest.raises(KycRequired):
        opened(customer)

    number = account.account_number
    with pytest.raises(KycRequiredToTransact):
        submit(staff, "DEPOSIT", "5.00", to_account_number=number)
    assert MoneyHolder.objects.get(customer_id=customer.id).is_suspended
    assert not Account.objects.filter(customer_id=rejected.id).exists()

    approve_kyc(actor=people.REVIEWER, user_id=customer.id)
    submit(payer.actor, "TRANSFER", "5.00", sender=payer, to_account_number=number)
    assert JournalEntry.objects.filter(kind="TRANSFER").exists()


def test_a_dry_run_shows_the_account_and_leaves_nothing(staff: Actor) -> None:
    offered()
    offer_product("SLOW", auto_activate=False, opening_deposit="500.00")
    owner = holder(100_000)
    funds = OpeningFunds(from_account_number=owner.number)
    pending = apply(owner.actor, None, "SLOW")

    shown = open_account_once(
        actor=owner.actor,
        application=AccountApplication(product_code="GOLD", funds=funds),
        claim=None,
        dry_run=True,
    )
    activated = activate_account_once(
        actor=staff, account_id=pending.card.id, funds=funds, claim=None, dry_run=True
    )

    assert isinstance(shown, AccountWithBalance)
    assert isinstance(activated, AccountWithBalance)
    assert (shown.balance.balance_minor, activated.balance.balance_minor) == (50_000, 50_000)
    assert present(pending.card).status is AccountStatus.PENDING
    assert (len(accounts_of(owner.person.id)), owner.balance_minor) == (2, 100_000)


def test_what_is_met_and_what_is_missing_is_told_before_applying(staff: Actor) -> None:
    product = offer_product(
        "PICKY", minimum_age_years=18, required_documents=["PASSPORT"], one_per_customer=True,
        opening_deposit="500.00",
    )  # fmt: skip
    customer, newcomer = people.approved_customer(), people.register_customer()

    own = eligibility_of(people.actor_for(customer), product.id)
    theirs = eligibility_of(staff, product.id, newcomer.customer_id)

    assert (own.eligible, own.unmet, own.met) == (
        False,
        {"required_documents": ["A document is missing: PASSPORT."]},
        ["kyc_required", "minimum_age_years", "one_per_customer"],
    )
    assert set(theirs.unmet) == {"kyc_required", "required_documents"}
    with pytest.raises(InvalidInput):
        eligibility_of(people.actor_for(customer), product.id, newcomer.customer_id)
    with pytest.raises(NotAllowed):
        eligibility_of(people.actor_for(people.auditor()), product.id)
    with pytest.raises(NotFound):
        eligibility_of(people.actor_for(customer), product.id + 1)


def test_who_has_everything_is_eligible_until_he_has_the_account() -> None:
    product = offer_product("ONLY", one_per_customer=True)
    customer = people.approved_customer()
    actor = people.actor_for(customer)

    assert eligibility_of(actor, product.id).eligible
    opened(customer, product_code="ONLY")
    assert eligibility_of(actor, product.id).unmet == {
        "one_per_customer": ["The customer already has an account of this product."]
    }
