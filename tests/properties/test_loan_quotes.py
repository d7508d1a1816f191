"""What a loan was quoted to cost is what is agreed and booked; what cannot be quoted cannot be applied for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import format_minor
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanStatus,
    Quote,
    RepaymentUnit,
)
from loans.loan_cards import LoanCard
from loans.models import Loan
from loans.selectors import quote_of_product
from loans.selectors.life import installments_in_force
from loans.services import apply_for_loan
from loans.terms import OVERRIDABLE_TERMS
from tests.builders.loan_applications import an_application
from tests.builders.loan_products import offer_loan_product
from tests.builders.money import holder
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

LOANS = at_scale(small=8, full=400)


def _hundredths(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda minor: format_minor(minor, 2))


TERMS: dict[str, st.SearchStrategy[Any]] = {
    "annual_interest_rate": st.integers(0, 400_000).map(lambda ppm: format_minor(ppm, 4)),
    "interest_method": st.sampled_from(InterestMethod).map(str),
    "interest_period": st.sampled_from(InterestPeriod).map(str),
    "amortization": st.sampled_from(Amortization).map(str),
    "day_count": st.sampled_from(DayCount).map(str),
    "repayment_every": st.integers(1, 3),
    "repayment_unit": st.sampled_from(RepaymentUnit).map(str),
    "grace_on_principal": st.integers(0, 4),
    "grace_on_interest": st.integers(0, 4),
    "interest_free_periods": st.integers(0, 4),
    "installment_multiple": st.none() | _hundredths(1, 10_000),
    "origination_fee": _hundredths(0, 20_000),
    "installment_fee": _hundredths(0, 500),
}


def test_a_loan_is_booked_as_it_was_quoted_or_neither_is_possible(proof_record: ProofRecord) -> None:
    product = offer_loan_product(
        "OPEN",
        minimum_amount="1",
        instant_approval_up_to="50000",
        overridable=list(OVERRIDABLE_TERMS),
        requirements={"maximum_income_share": None},
    )
    borrower, seen = holder(), {"booked": 0, "refused": 0}

    @given(
        amount=_hundredths(100, 500_000),
        term=st.integers(1, 24),
        overrides=st.fixed_dictionaries({}, optional=TERMS),
        day=st.dates(dt.date(2024, 1, 1), dt.date(2025, 3, 31)),
    )
    @hypothesis_settings(max_examples=LOANS, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(amount: str, term: int, overrides: dict[str, Any], day: dt.date) -> None:
        asked = an_application(product_code="OPEN", amount=amount, term=term, overrides=overrides)
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        with rolled_back(), clock.frozen_at(noon):
            quoted = _quoted_or_refused(borrower.actor, product.id, amount, term, overrides)
            if isinstance(quoted, InvalidInput):
                with pytest.raises(InvalidInput) as refusal:
                    apply_for_loan(actor=borrower.actor, application=asked)
                assert refusal.value.fields == quoted.fields
                seen["refused"] += 1
                return
            card = apply_for_loan(actor=borrower.actor, application=asked)
            assert isinstance(card, LoanCard)
            loan = Loan.objects.get(pk=card.id)
            assert (card.status, loan.disbursed_on) == (LoanStatus.ACTIVE, day)
            assert installments_in_force(loan) == tuple(quoted.schedule.installments)
            paid_out = quoted.schedule.terms.amount_minor - quoted.schedule.terms.origination_fee_minor
            assert borrower.balance_minor == paid_out
            seen["booked"] += 1

    hold()
    proof_record("a loan is booked as it was quoted", **seen)


def _quoted_or_refused(
    actor: Actor, product_id: int, amount: str, term: int, overrides: dict[str, Any]
) -> Quote | InvalidInput:
    try:
        return quote_of_product(actor, product_id, amount=amount, term=term, overrides=overrides)
    except InvalidInput as refusal:
        return refusal
