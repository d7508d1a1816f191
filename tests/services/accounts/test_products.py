"""Products: the shipped ones, and what staff makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError
from pytest_django import Settings

from accounts.contracts import AccountType, ProductCard
from accounts.models import AccountProduct, ProductFee
from accounts.receivers import ship_products
from accounts.selectors import product_card, product_cards, products_on_offer
from accounts.services import change_product, create_product
from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import savepoint
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.services import ChartRole, bank_account_id
from tests.builders.accounts import STAFF, customer_actor, offer_product
from tests.builders.people import approved_customer

pytestmark = pytest.mark.django_db


def stored() -> list[ProductCard]:
    return product_cards(products_on_offer(STAFF))


def test_three_products_are_shipped() -> None:
    assert [
        (
            p.code,
            p.account_type,
            p.currency,
            p.annual_rate_ppm,
            p.minimum_balance_minor,
            p.opening_deposit_minor,
        )
        for p in stored()
    ] == [
        ("SAVINGS", "SAVINGS", "USD", 0, 0, 0),
        ("CURRENT", "CURRENT", "USD", 0, 0, 0),
        ("FIXED_DEPOSIT", "FIXED_DEPOSIT", "USD", 0, 0, 0),
    ]
    for product in stored():
        assert (product.single_limit_minor, product.daily_limit_minor) == (1_000_000, 5_000_000)
        assert (product.auto_activate, product.is_active, product.one_per_customer) == (True, True, False)
        assert (product.minimum_age_years, product.required_documents, product.required_numbers) == (
            None,
            (),
            (),
        )
        assert product.fees_minor == {"TRANSFER": 100}


def test_shipping_again_adds_nothing_and_keeps_what_staff_changed() -> None:
    savings = stored()[0]
    change_product(actor=STAFF, product_id=savings.id, terms={"name": "Nest egg", "fees": {"TRANSFER": None}})
    before = stored()

    ship_products(apps=apps)

    assert stored() == before
    assert before[0].fees_minor == {}


def test_shipped_amounts_follow_the_banks_currency(settings: Settings) -> None:
    ProductFee.objects.all().delete()
    AccountProduct.objects.all().delete()
    settings.DEFAULT_CURRENCY = "JPY"

    ship_products(apps=apps)

    product = stored()[0]
    assert (product.currency, product.single_limit_minor, product.fees_minor) == (
        "JPY",
        10_000,
        {"TRANSFER": 1},
    )


def test_a_new_product_takes_the_shipped_defaults_for_what_it_does_not_say() -> None:
    product = create_product(
        actor=STAFF,
        code="PLAIN",
        account_type=AccountType.CURRENT,
        currency="USD",
        terms={"interest_rate": "0.5"},
    )

    assert (product.name, product.annual_rate_ppm, product.fees_minor) == ("PLAIN", 5_000, {})
    assert (product.single_limit_minor, product.daily_limit_minor) == (1_000_000, 5_000_000)
    assert product in stored()


def test_a_new_product_is_in_the_audit_trail_with_its_terms() -> None:
    product = offer_product("YOUTH", fees={"TRANSFER": "0.50"}, interest_rate="1.25")

    row = AuditLog.objects.get(target_model="AccountProduct")
    assert (row.action_type, row.target_id) == ("CREATE", str(product.id))
    assert row.details["changes"]["fees"] == {"old": None, "new": {"TRANSFER": "0.50"}}
    assert row.details["changes"]["interest_rate"] == {"old": None, "new": "1.25"}


def test_a_product_in_a_new_currency_gets_the_banks_own_accounts_of_that_currency() -> None:
    offer_product("YEN", currency="JPY", fees={"TRANSFER": "100"})

    assert bank_account_id(ChartRole.CASH, "JPY") != bank_account_id(ChartRole.CASH, "USD")


@pytest.mark.parametrize(
    ("code", "currency", "terms", "fields"),
    [
        ("SAVINGS", "USD", {}, {"code": ["There is already a product of this code."]}),
        ("NEW", "XXX", {}, {"currency": ["The bank does not know this currency."]}),
        ("NEW", "JPY", {"minimum_balance": "0.5"}, {"minimum_balance": ["This currency has no decimals."]}),
    ],
)
def test_a_product_that_cannot_be_is_refused_by_name(
    code: Any, currency: Any, terms: Any, fields: Any
) -> None:
    before = stored()

    with pytest.raises(InvalidInput) as refusal:
        create_product(
            actor=STAFF, code=code, account_type=AccountType.SAVINGS, currency=currency, terms=terms
        )

    assert refusal.value.fields == fields
    assert stored() == before


def test_a_change_is_recorded_with_old_and_new_values_of_what_differs() -> None:
    product = offer_product("YOUTH", minimum_balance="5.00", fees={"TRANSFER": "1.00", "PAYMENT": "2.00"})

    change_product(
        actor=STAFF,
        product_id=product.id,
        terms={
            "minimum_balance": "5.00",
            "required_documents": ["PHOTO"],
            "fees": {"TRANSFER": "1.50", "PAYMENT": None, "WITHDRAWAL": "0"},
        },
    )

    row = AuditLog.objects.get(target_model="AccountProduct", action_type="UPDATE")
    assert row.details["changes"] == {
        "required_documents": {"old": [], "new": ["PHOTO"]},
        "fees": {
            "old": {"PAYMENT": "2.00", "TRANSFER": "1.00"},
            "new": {"TRANSFER": "1.50", "WITHDRAWAL": "0.00"},
        },
    }
    assert product_card(STAFF, product.id).fees_minor == {"TRANSFER": 150, "WITHDRAWAL": 0}


def test_only_who_manages_products_changes_them() -> None:
    savings = stored()[0]
    customer = customer_actor(approved_customer())

    with pytest.raises(NotAllowed):
        change_product(actor=customer, product_id=savings.id, terms={"fees": {"TRANSFER": None}})
    with pytest.raises(NotAllowed):
        create_product(
            actor=customer, code="MINE", account_type=AccountType.SAVINGS, currency="USD", terms={}
        )

    assert stored()[0] == savings
    assert len(stored()) == 3


def test_a_product_that_is_not_there_is_not_changed() -> None:
    with pytest.raises(NotFound):
        change_product(actor=STAFF, product_id=987_654_321, terms={"name": "Ghost"})


def test_a_product_off_offer_is_seen_by_staff_alone() -> None:
    product = offer_product("OLD", is_active=False)

    assert product_card(STAFF, product.id) == product
    with pytest.raises(NotFound):
        product_card(Actor(), product.id)
    assert product not in product_cards(products_on_offer(Actor()))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("minimum_balance_minor", -1),
        ("single_limit_minor", 10**15 + 1),
        ("account_type", "PIGGYBANK"),
        ("code", ""),
        ("annual_rate_ppm", 10_000_001),
    ],
)
def test_the_database_itself_refuses_a_product_that_cannot_be(column: Any, value: Any) -> None:
    with pytest.raises(IntegrityError), savepoint():
        AccountProduct.objects.filter(code="SAVINGS").update(**{column: value})

    assert AccountProduct.objects.filter(code="SAVINGS").count() == 1


def test_the_database_itself_refuses_a_second_or_negative_fee_of_a_movement() -> None:
    product = AccountProduct.objects.get(code="SAVINGS")

    for kind, amount_minor in (("TRANSFER", 5), ("PAYMENT", -1), ("DEPOSIT", 5)):
        with pytest.raises(IntegrityError), savepoint():
            ProductFee.objects.create(product=product, transaction_type=kind, amount_minor=amount_minor)

    assert ProductFee.objects.filter(product=product).count() == 1
