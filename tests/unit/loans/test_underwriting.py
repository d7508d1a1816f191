"""Whether somebody may have a loan: each requirement on its edges, with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kyc.contracts import IdentityFacts
from loans.contracts import RepaymentUnit, ScheduleTerms
from loans.schedule import build_schedule
from loans.underwriting import (
    BorrowerFacts,
    Check,
    LoanAsked,
    Outcome,
    burden_of_month,
    is_decided_at_once,
    judge,
    unmet,
)
from tests.unit.loans.products import a_product

_TODAY = dt.date(2024, 3, 1)


def _borrower(**changed: Any) -> BorrowerFacts:
    identity = IdentityFacts(dt.date(2006, 3, 1), frozenset({"PASSPORT"}), frozenset({"SSN"}))
    return BorrowerFacts(**{"is_verified": True, "identity": identity, **changed})


def _found(
    product: dict[str, Any] | None = None, borrower: BorrowerFacts | None = None, **asked: Any
) -> dict[str, Check]:
    checks = judge(a_product(**(product or {})), borrower or _borrower(), LoanAsked(**asked), _TODAY)
    return {check.name: check for check in checks}


def test_a_product_that_asks_for_nothing_still_asks_for_a_clean_start() -> None:
    assert {name: check.outcome for name, check in _found({"kyc_required": False}).items()} == {
        "one_loan_at_a_time": Outcome.MET,
        "no_loan_written_off": Outcome.MET,
    }


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (dt.date(2006, 3, 1), Outcome.MET),
        (dt.date(2006, 3, 2), Outcome.UNMET),
        (dt.date(2004, 2, 29), Outcome.MET),
        (None, Outcome.UNMET),
    ],
)
def test_the_age_counts_on_the_birthday_itself(born: dt.date | None, outcome: Outcome) -> None:
    identity = IdentityFacts(born, frozenset(), frozenset()) if born else None

    found = _found({"minimum_age_years": 18}, _borrower(identity=identity))["minimum_age"]

    assert found.outcome is outcome
    assert "18 years old or older" in found.reason
    assert "2006" not in found.reason


@pytest.mark.parametrize(
    ("product", "name", "reason"),
    [
        ({"required_documents": ("PASSPORT", "PHOTO")}, "documents", "These documents are missing: PHOTO."),
        (
            {"required_numbers": ("PAN", "SSN")},
            "identity_numbers",
            "These numbers are missing: PAN (pan_number).",
        ),
        (
            {"minimum_monthly_income_minor": 100_000},
            "minimum_monthly_income",
            "The monthly income must be 1000.00 USD or more.",
        ),
    ],
)
def test_what_is_missing_is_named(product: dict[str, Any], name: str, reason: str) -> None:
    found = _found(product, income_minor=99_999)[name]

    assert (found.outcome, found.reason) == (Outcome.UNMET, reason)


def test_what_is_there_is_met() -> None:
    asked = {
        "required_documents": ("PASSPORT",),
        "required_numbers": ("SSN",),
        "minimum_monthly_income_minor": 100_000,
        "maximum_income_share_ppm": 400_000,
    }

    found = _found(asked, income_minor=100_000, burden_minor=40_000)

    assert {check.outcome for check in found.values()} == {Outcome.MET}
    assert found["maximum_income_share"].reason == (
        "A month's repayments come to 400.00 USD, the monthly income is 1000.00 USD,"
        " at most 40.00 percent of it are allowed."
    )


@pytest.mark.parametrize(
    ("burden", "income", "outcome"),
    [
        (40_000, 100_000, Outcome.MET),
        (40_001, 100_000, Outcome.UNMET),
        (1, 0, Outcome.UNMET),
        (40_000, None, Outcome.FOR_STAFF),
    ],
)
def test_the_share_of_income_is_exact_and_without_an_income_staff_decides(
    burden: int, income: int | None, outcome: Outcome
) -> None:
    found = _found({"maximum_income_share_ppm": 400_000}, burden_minor=burden, income_minor=income)

    assert found["maximum_income_share"].outcome is outcome


def test_an_income_that_is_required_must_be_stated() -> None:
    found = _found({"minimum_monthly_income_minor": 100_000})["minimum_monthly_income"]

    assert found == Check(
        "minimum_monthly_income", Outcome.UNMET, "State a monthly income of at least 1000.00 USD."
    )


def test_other_loans_stand_in_the_way_by_name() -> None:
    found = judge(
        a_product(),
        _borrower(live_loan="LOAN1", written_off_loan="LOAN2", is_verified=False),
        LoanAsked(),
        _TODAY,
    )

    assert unmet(found) == {
        "kyc_required": ["The customer's identity must be verified first."],
        "one_loan_at_a_time": ["The customer already has a loan: LOAN1."],
        "no_loan_written_off": ["A loan of the customer was written off and not recovered: LOAN2."],
    }


@pytest.mark.parametrize(
    ("limit", "amount", "outcome", "decided"),
    [
        (100_000, 100_000, Outcome.MET, True),
        (100_000, 100_001, Outcome.MET, False),
        (None, 1, Outcome.MET, False),
        (100_000, 1, Outcome.FOR_STAFF, False),
        (100_000, 1, Outcome.UNMET, False),
    ],
)
def test_a_loan_is_approved_at_once_up_to_the_limit_and_only_with_all_met(
    limit: int | None, amount: int, outcome: Outcome, decided: bool
) -> None:
    checks = (Check("a", Outcome.MET, ""), Check("b", outcome, ""))

    assert is_decided_at_once(a_product(instant_approval_up_to_minor=limit), amount, checks) is decided


@pytest.mark.parametrize(
    ("unit", "every", "burden"),
    [
        # 1,200.00 in 12 repayments without interest: 100.00 each.
        (RepaymentUnit.MONTHS, 1, 100_00),
        (RepaymentUnit.MONTHS, 3, 33_34),
        (RepaymentUnit.WEEKS, 1, 433_34),
        (RepaymentUnit.DAYS, 10, 304_17),
    ],
)
def test_repayments_are_brought_to_a_month_rounded_up(unit: RepaymentUnit, every: int, burden: int) -> None:
    terms = ScheduleTerms(
        amount_minor=1_200_00,
        term=12,
        start_date=_TODAY,
        annual_rate_ppm=0,
        repayment_unit=unit,
        repayment_every=every,
    )

    assert burden_of_month(build_schedule(terms)) == burden


def test_the_largest_repayment_counts_though_the_first_ones_are_small() -> None:
    terms = ScheduleTerms(
        amount_minor=1_200_00, term=12, start_date=_TODAY, annual_rate_ppm=0, grace_on_principal=6
    )

    assert burden_of_month(build_schedule(terms)) == 200_00
