"""Opening an account: who may, under which terms, and what a refusal leaves behind (nothing)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from stdnum import damm

from accounts.contracts import AccountApplication, AccountStatus, AccountType
from accounts.errors import KycRequired
from accounts.models import Account, MoneyHolder, OutgoingTotal
from accounts.selectors import account_by_number, accounts_of
from accounts.services import change_product, close_account, open_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.selectors import identity_facts
from ledger.models import LedgerAccount
from ledger.selectors import balance_of
from tests.builders.accounts import STAFF, customer_actor, offer_product
from tests.builders.accounts import open_account as opened
from tests.builders.people import actor_for, approved_customer, auditor, register_customer

pytestmark = pytest.mark.django_db

SAVINGS = AccountApplication(account_type=AccountType.SAVINGS)


def nothing_was_opened() -> bool:
    return not (
        Account.objects.exists()
        or OutgoingTotal.objects.exists()
        or MoneyHolder.objects.exists()
        or LedgerAccount.objects.filter(is_customer_account=True).exists()
    )


@pytest.mark.parametrize(
    ("account_type", "prefix"), [("SAVINGS", "SAV"), ("CURRENT", "CUR"), ("FIXED_DEPOSIT", "FXD")]
)
def test_a_shipped_product_opens_at_once_with_a_number_that_checks(account_type: Any, prefix: Any) -> None:
    customer = approved_customer()

    account = opened(customer, account_type=account_type)

    assert account.account_number is not None
    assert re.fullmatch(rf"{prefix}\d{{9}}", account.account_number)
    assert damm.is_valid(account.account_number[3:])
    assert account.status is AccountStatus.ACTIVE
    assert account.activated_at == account.created_at
    assert (account.daily_limit_minor, account.single_limit_minor) == (5_000_000, 1_000_000)
    assert (account.currency, account.annual_rate_ppm, account.minimum_balance_minor) == ("USD", 0, 0)
    assert account_by_number(account.account_number) == account


def test_an_opening_makes_the_rows_that_money_moves_over() -> None:
    customer = approved_customer()

    account = opened(customer, minimum_balance="100.00")

    assert MoneyHolder.objects.values_list("customer_id", "is_suspended", "movements").get() == (
        customer.id,
        False,
        0,
    )
    total = OutgoingTotal.objects.get()
    assert (total.account_id, total.business_date, total.total_minor) == (
        account.id,
        clock.business_date(),
        0,
    )
    facts = balance_of(account.ledger_account_id)
    assert (facts.balance_minor, facts.floor_minor, facts.available_minor) == (0, 10_000, 0)


def test_a_customer_may_hold_several_accounts_of_a_product() -> None:
    customer = approved_customer()

    first, second = opened(customer), opened(customer)

    assert accounts_of(customer.id) == [first, second]
    assert first.account_number != second.account_number
    assert MoneyHolder.objects.count() == 1


def test_the_opening_is_in_the_audit_trail() -> None:
    customer = approved_customer()

    account = opened(customer, minimum_balance="100.00")

    row = AuditLog.objects.get(action_type="CREATE", target_model="Account")
    assert (row.target_id, row.subject_id, row.user_id) == (str(account.id), customer.id, customer.id)
    assert row.description == "Account opened"
    assert row.details == {
        "account_number": account.account_number,
        "product": "SAVINGS",
        "status": "ACTIVE",
        "minimum_balance": "100.00",
        "currency": "USD",
    }


@pytest.mark.parametrize("reference", ["id", "customer_id"])
def test_staff_opens_for_a_customer_by_either_identifier(reference: Any) -> None:
    customer = approved_customer()

    account = open_account(
        actor=STAFF,
        application=AccountApplication(
            account_type=AccountType.SAVINGS, customer=getattr(customer, reference)
        ),
    ).card

    assert (account.customer_id, account.customer_reference) == (customer.id, customer.customer_id)
    assert AuditLog.objects.get(target_model="Account").description == "Account opened on behalf"


def test_a_customer_may_name_himself() -> None:
    customer = approved_customer()

    account = opened(customer, customer=str(customer.id))

    assert account.customer_id == customer.id


def test_a_customer_does_not_open_for_somebody_else() -> None:
    customer, other = approved_customer(), approved_customer()

    with pytest.raises(InvalidInput) as refusal:
        opened(customer, customer=other.customer_id)

    assert refusal.value.fields == {"customer_id": ["You can open accounts only for yourself."]}
    assert nothing_was_opened()


def test_somebody_elses_number_and_nobodys_are_refused_alike() -> None:
    customer, other = approved_customer(), approved_customer()

    refusals = []
    for reference in (other.id, 987_654_321):
        with pytest.raises(InvalidInput) as refusal:
            opened(customer, customer=reference)
        refusals.append(refusal.value.fields)

    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (None, "Say for which customer."),
        ("CUST0000000000", "There is no such customer."),
        ("9" * 30, "There is no such customer."),
    ],
)
def test_staff_must_name_a_customer_who_exists(reference: Any, message: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_account(
            actor=STAFF, application=AccountApplication(account_type=AccountType.SAVINGS, customer=reference)
        )

    assert refusal.value.fields == {"customer_id": [message]}
    assert nothing_was_opened()


def test_somebody_without_the_right_opens_nothing() -> None:
    customer = approved_customer()

    for actor in (
        Actor(),
        Actor(user_id=customer.id, customer_id=customer.customer_id),
        actor_for(auditor()),
    ):
        with pytest.raises(NotAllowed):
            open_account(actor=actor, application=SAVINGS)
        with pytest.raises(NotAllowed):
            open_account(
                actor=actor,
                application=AccountApplication(account_type=AccountType.SAVINGS, customer=customer.id),
            )

    assert nothing_was_opened()


@pytest.mark.parametrize("actor", ["himself", "staff"])
def test_without_approved_kyc_nobody_opens(actor: Any) -> None:
    customer = register_customer()

    with pytest.raises(KycRequired) as refusal:
        opened(customer, actor=STAFF if actor == "staff" else None)

    assert refusal.value.sentence == (
        "KYC verification required to create account. Please complete KYC verification."
    )
    assert nothing_was_opened()
    row = AuditLog.objects.get(code="kyc_required")
    assert row.outcome == "REFUSED"


def test_a_product_is_opened_by_its_code() -> None:
    product = offer_product(
        "YOUTH", interest_rate="1.25", daily_transaction_limit="200.00", account_type="CURRENT"
    )

    account = opened(approved_customer(), product_code="YOUTH")

    assert (account.product_id, account.product_code) == (product.id, "YOUTH")
    assert account.account_type is AccountType.CURRENT
    assert account.account_number is not None
    assert account.account_number.startswith("CUR")
    assert (account.annual_rate_ppm, account.daily_limit_minor) == (12_500, 20_000)


def test_an_account_in_another_currency_counts_in_its_minor_units() -> None:
    offer_product("YEN", currency="JPY")

    account = opened(approved_customer(), product_code="YEN", minimum_balance="100")

    assert (account.currency, account.minimum_balance_minor, account.single_limit_minor) == (
        "JPY",
        100,
        10_000,
    )


@pytest.mark.parametrize(
    ("application", "fields"),
    [
        ({}, {"account_type": ["Name an account type or a product."]}),
        ({"product_code": "NOSUCH"}, {"product": ["There is no such product on offer."]}),
        ({"product_code": "WITHDRAWN"}, {"product": ["There is no such product on offer."]}),
        (
            {"product_code": "SAVINGS", "account_type": AccountType.CURRENT},
            {"product": ["There is no such product on offer."]},
        ),
        (
            {"product_code": "RICH", "minimum_balance": "499.99"},
            {"minimum_balance": ["The minimum balance of this product is 500.00."]},
        ),
        (
            {"product_code": "SAVINGS", "minimum_balance": "1.005"},
            {"minimum_balance": ["The amount must have at most 2 decimal places."]},
        ),
    ],
)
def test_an_application_that_fits_no_product_is_refused_by_name(application: Any, fields: Any) -> None:
    offer_product("WITHDRAWN", is_active=False)
    offer_product("RICH", minimum_balance="500.00")

    with pytest.raises(InvalidInput) as refusal:
        open_account(actor=customer_actor(approved_customer()), application=AccountApplication(**application))

    assert refusal.value.fields == fields
    assert nothing_was_opened()


def test_the_products_minimum_is_taken_when_none_is_asked_for_and_a_higher_one_is_kept() -> None:
    offer_product("RICH", minimum_balance="500.00")
    customer = approved_customer()

    assert opened(customer, product_code="RICH").minimum_balance_minor == 50_000
    assert opened(customer, product_code="RICH", minimum_balance="500.00").minimum_balance_minor == 50_000
    assert opened(customer, product_code="RICH", minimum_balance="500.01").minimum_balance_minor == 50_001


def test_every_unmet_requirement_is_named_and_nothing_is_opened() -> None:
    offer_product(
        "PICKY",
        minimum_age_years=120,
        required_documents=["PASSPORT"],
        required_numbers=["AADHAAR"],
        opening_deposit="500.00",
    )

    with pytest.raises(InvalidInput) as refusal:
        opened(approved_customer(), product_code="PICKY")

    assert set(refusal.value.fields) == {
        "minimum_age_years",
        "required_documents",
        "required_numbers",
        "opening_deposit",
    }
    assert nothing_was_opened()


def test_a_number_given_with_the_application_meets_the_requirement_and_is_kept() -> None:
    offer_product("INDIA", required_numbers=["PAN"])
    customer = approved_customer()

    opened(customer, product_code="INDIA", pan_number="ABCPD1234F")

    assert "PAN" in identity_facts(customer.id).identity_numbers


def test_a_number_given_with_a_refused_application_is_not_kept() -> None:
    offer_product("INDIA", required_numbers=["PAN"], minimum_age_years=120)
    customer = approved_customer()

    with pytest.raises(InvalidInput):
        opened(customer, product_code="INDIA", pan_number="ABCPD1234F")

    assert "PAN" not in identity_facts(customer.id).identity_numbers


def test_a_malformed_number_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(approved_customer(), pan_number="NOT A PAN")

    assert set(refusal.value.fields) == {"pan_number"}
    assert nothing_was_opened()


def test_one_per_customer_means_one_that_is_not_closed() -> None:
    offer_product("ONLY", one_per_customer=True)
    customer, other = approved_customer(), approved_customer()
    first = opened(customer, product_code="ONLY")

    with pytest.raises(InvalidInput) as refusal:
        opened(customer, product_code="ONLY")
    assert set(refusal.value.fields) == {"one_per_customer"}
    assert accounts_of(customer.id) == [first]

    opened(other, product_code="ONLY")
    close_account(actor=STAFF, account_id=first.id, reason="Moved away")
    assert opened(customer, product_code="ONLY").status is AccountStatus.ACTIVE


def test_a_changed_product_binds_only_accounts_opened_after_it() -> None:
    product = offer_product("MOVING", interest_rate="1.00")
    before = opened(approved_customer(), product_code="MOVING")

    change_product(actor=STAFF, product_id=product.id, terms={"interest_rate": "2.00"})

    after = opened(approved_customer(), product_code="MOVING")
    assert (Account.objects.get(pk=before.id).annual_rate_ppm, after.annual_rate_ppm) == (10_000, 20_000)
