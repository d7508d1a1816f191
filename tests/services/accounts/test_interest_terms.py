"""The terms of interest: set on a product, kept by the accounts opened under it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.contracts import InterestPostingPeriod
from accounts.models import AccountProduct
from accounts.services import change_product
from audit.models import AuditLog
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.errors import InvalidInput
from tests.builders.accounts import STAFF, offer_product, open_account, present
from tests.builders.people import approved_customer
from tests.builders.term_deposits import deposit_product

pytestmark = pytest.mark.django_db


def test_an_account_keeps_how_its_interest_is_counted_and_posted() -> None:
    product = offer_product(day_count="30/360", interest_posting="QUARTERLY", withholding_tax_rate="26.375")
    account = open_account(approved_customer(), product_code="SPECIAL")

    changed = change_product(
        actor=STAFF,
        product_id=product.id,
        terms={"day_count": "ACTUAL/ACTUAL", "interest_posting": "MONTHLY", "withholding_tax_rate": "0"},
    )

    assert (changed.day_count, changed.withholding_tax_ppm) == (DayCount.ACTUAL_ACTUAL, 0)
    kept = present(account)
    assert (kept.day_count, kept.interest_posting) == (DayCount.THIRTY_360, InterestPostingPeriod.QUARTERLY)
    assert AuditLog.objects.get(target_model="AccountProduct", action_type="UPDATE").details["changes"] == {
        "day_count": {"old": "30/360", "new": "ACTUAL/ACTUAL"},
        "interest_posting": {"old": "QUARTERLY", "new": "MONTHLY"},
        "withholding_tax_rate": {"old": "26.375", "new": "0.00"},
    }


def test_fixed_deposits_are_paid_at_maturity_unless_their_product_says_otherwise() -> None:
    assert deposit_product().interest_posting is InterestPostingPeriod.AT_MATURITY
    assert deposit_product("EACH", interest_posting="MONTHLY").interest_posting == "MONTHLY"
    shipped = AccountProduct.objects.values_list("code", "interest_posting").order_by("code")
    assert dict(shipped.filter(code__in=["SAVINGS", "FIXED_DEPOSIT"])) == {
        "FIXED_DEPOSIT": "AT_MATURITY",
        "SAVINGS": "MONTHLY",
    }


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ({"interest_posting": "AT_MATURITY"}, "Only a fixed deposit matures."),
        ({"interest_posting": "DAILY"}, "Choose one of MONTHLY, QUARTERLY, AT_MATURITY."),
        ({"day_count": "ACTUAL"}, "Choose one of 30/360, ACTUAL/365, ACTUAL/360, ACTUAL/ACTUAL."),
        ({"withholding_tax_rate": "50.0001"}, "It is at most 50.00 percent."),
        ({"withholding_tax_rate": "-1"}, "Give percent, with at most four decimal places."),
    ],
)
def test_wrong_terms_are_refused_by_name(term: dict[str, Any], message: str) -> None:
    before = AccountProduct.objects.count()

    with pytest.raises(InvalidInput) as refusal:
        offer_product(**term)

    assert refusal.value.fields == {next(iter(term)): [message]}
    assert AccountProduct.objects.count() == before
