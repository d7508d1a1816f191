"""Loan products: the shipped ones, and what staff makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import savepoint
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.services import ChartRole, bank_account_id
from loans.contracts import LoanProductCard, LoanType
from loans.models import LoanProduct
from loans.receivers import ship_loan_products
from loans.selectors import loan_product_card, loan_product_cards, loan_products_on_offer
from loans.services import change_loan_product, create_loan_product
from tests.builders.loan_products import LENDER, offer_loan_product

pytestmark = pytest.mark.django_db


def _stored() -> list[LoanProductCard]:
    return loan_product_cards(loan_products_on_offer(LENDER))


def test_three_products_are_shipped() -> None:
    assert [
        (p.code, p.loan_type, p.currency, p.annual_rate_ppm, p.minimum_amount_minor, p.maximum_amount_minor)
        for p in _stored()
    ] == [
        ("PERSONAL", "PERSONAL", "USD", 120_000, 100_00, 50_000_00),
        ("HOME", "HOME", "USD", 55_000, 1_000_00, 2_000_000_00),
        ("CAR", "CAR", "USD", 79_000, 500_00, 150_000_00),
    ]
    assert [p.instant_approval_up_to_minor for p in _stored()] == [1_000_00, None, None]
    for product in _stored():
        assert (product.minimum_age_years, product.kyc_required) == (18, True)
        assert (product.maximum_income_share_ppm, product.late_penalty_after_days) == (400_000, 3)
        assert (product.origination_fee_minor, product.installment_fee_minor) == (0, 0)


def test_shipping_again_adds_nothing_and_keeps_what_staff_changed() -> None:
    personal = _stored()[0]
    change_loan_product(actor=LENDER, product_id=personal.id, terms={"annual_interest_rate": "9.4822"})
    before = _stored()

    ship_loan_products(apps=apps)

    assert _stored() == before
    assert before[0].annual_rate_ppm == 94_822


def test_shipped_amounts_follow_the_banks_currency(settings: Any) -> None:
    LoanProduct.objects.all().delete()
    settings.DEFAULT_CURRENCY = "JPY"

    ship_loan_products(apps=apps)

    assert (_stored()[0].currency, _stored()[0].maximum_amount_minor) == ("JPY", 50_000)


def test_a_new_product_takes_the_shipped_terms_for_what_it_does_not_say() -> None:
    product = offer_loan_product("PLAIN", loan_type="CAR", annual_interest_rate="5", currency="KWD")

    assert (product.name, product.loan_type, product.annual_rate_ppm) == ("PLAIN", LoanType.CAR, 50_000)
    assert (product.minimum_amount_minor, product.late_penalty_minor) == (500_000, 15_000)
    assert product.instant_approval_up_to_minor is None
    assert product in _stored()
    assert bank_account_id(ChartRole.LOANS_RECEIVABLE, "KWD")


def test_a_new_product_and_its_changes_are_in_the_audit_trail_with_old_and_new_values() -> None:
    product = offer_loan_product("YOUTH", late_penalty="5")

    change_loan_product(
        actor=LENDER,
        product_id=product.id,
        terms={"late_penalty": "7.50", "name": "YOUTH", "requirements": {"minimum_age": 16}},
    )

    made, changed = AuditLog.objects.filter(target_model="LoanProduct").order_by("id")
    assert (made.action_type, made.target_id) == ("CREATE", str(product.id))
    assert made.details["changes"]["late_penalty"] == {"old": None, "new": "5.00"}
    assert changed.action_type == "UPDATE"
    requirements = {
        "kyc_required": True,
        "documents": [],
        "identity_numbers": [],
        "minimum_monthly_income": None,
        "maximum_income_share": "40.00",
    }
    assert changed.details["changes"] == {
        "late_penalty": {"old": "5.00", "new": "7.50"},
        "requirements": {
            "old": {**requirements, "minimum_age": 18},
            "new": {**requirements, "minimum_age": 16},
        },
    }


@pytest.mark.parametrize(
    ("code", "currency", "terms", "fields"),
    [
        ("PERSONAL", "USD", {}, {"code"}),
        ("NEW", "XXX", {}, {"currency"}),
        ("NEW", "JPY", {"late_penalty": "0.5"}, {"late_penalty"}),
        ("NEW", "USD", {"minimum_amount": "60000"}, {"minimum_amount"}),
        ("NEW", "USD", {"overridable": ["code"]}, {"overridable"}),
        (
            "NEW",
            "USD",
            {"minimum_term": 0, "requirements": {"documents": ["X"]}},
            {"minimum_term", "requirements"},
        ),
    ],
)
def test_a_product_that_cannot_be_is_refused_by_name(
    code: str, currency: str, terms: Any, fields: set[str]
) -> None:
    before = _stored()

    with pytest.raises(InvalidInput) as refusal:
        create_loan_product(
            actor=LENDER, code=code, loan_type=LoanType.PERSONAL, currency=currency, terms=terms
        )

    assert set(refusal.value.fields) == fields
    assert _stored() == before


def test_a_change_that_would_contradict_what_stays_is_refused() -> None:
    personal = _stored()[0]

    with pytest.raises(InvalidInput) as refusal:
        change_loan_product(actor=LENDER, product_id=personal.id, terms={"maximum_amount": "99"})

    assert set(refusal.value.fields) == {"minimum_amount"}
    assert _stored()[0] == personal


def test_only_who_manages_loan_products_changes_them() -> None:
    personal, nobody = _stored()[0], Actor(username="nobody")

    with pytest.raises(NotAllowed):
        change_loan_product(actor=nobody, product_id=personal.id, terms={"annual_interest_rate": "0"})
    with pytest.raises(NotAllowed):
        create_loan_product(actor=nobody, code="MINE", loan_type=LoanType.PERSONAL, currency="USD", terms={})
    with pytest.raises(NotFound):
        change_loan_product(actor=LENDER, product_id=987_654_321, terms={})

    assert _stored()[0] == personal
    assert len(_stored()) == 3


def test_a_product_off_offer_is_seen_by_staff_alone() -> None:
    product = offer_loan_product("OLD", is_active=False)

    assert loan_product_card(LENDER, product.id) == product
    with pytest.raises(NotFound):
        loan_product_card(Actor(), product.id)
    assert product not in loan_product_cards(loan_products_on_offer(Actor()))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("minimum_amount_minor", 0),
        ("maximum_amount_minor", 10**15 + 1),
        ("loan_type", "BOAT"),
        ("maximum_term", 601),
        ("annual_rate_ppm", 10_000_001),
        ("installment_multiple_minor", 0),
    ],
)
def test_the_database_itself_refuses_a_product_that_cannot_be(column: str, value: object) -> None:
    with pytest.raises(IntegrityError), savepoint():
        LoanProduct.objects.filter(code="PERSONAL").update(**{column: value})
