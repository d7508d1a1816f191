"""Loans over HTTP: applied for, decided, paid out, and shown."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from loans.models import Loan
from tests.builders.loan_applications import applied_for
from tests.builders.loan_products import offer_loan_product
from tests.builders.money import Holder, holder, second_account
from tests.builders.people import bank_admin, signed_in_client

pytestmark = pytest.mark.django_db

LOANS = "/api/loans/"
ASKED = {"amount": "1200.00", "loan_type": "PERSONAL", "term": 12, "monthly_income": "3000.00"}
NOTHING = {"principal": "0.00", "interest": "0.00", "fees": "0.00", "penalties": "0.00", "total": "0.00"}


@pytest.fixture
def borrower() -> Holder:
    return holder()


@pytest.fixture
def staff() -> APIClient:
    return signed_in_client(bank_admin())


def test_a_customer_applies_staff_approves_less_and_the_money_is_there(
    borrower: Holder, staff: APIClient
) -> None:
    with clock.frozen_at(dt.datetime(2024, 1, 15, 12, tzinfo=dt.UTC)):
        made = borrower.client().post(
            LOANS,
            {**ASKED, "purpose": "A roof", "disbursement_account_number": borrower.number},
            format="json",
        )
        address = f"{LOANS}{made.json()['id']}/"
        approved = staff.post(f"{address}approve/", {"amount_approved": "1000.00"}, format="json")
        shown = borrower.client().get(address).json()

    assert (made.status_code, approved.status_code) == (201, 200)
    body = made.json()
    assert body.pop("reference").startswith("LOAN")
    assert len(body.pop("requirements")) == 5
    assert body == {
        "id": body["id"],
        "status": "PENDING",
        "loan_type": "PERSONAL",
        "product": "PERSONAL",
        "customer_id": borrower.person.customer_id,
        "currency": "USD",
        "amount": "1200.00",
        "amount_requested": "1200.00",
        "amount_approved": None,
        "term": 12,
        "purpose": "A roof",
        "monthly_income": "3000.00",
        "disbursement_account_number": borrower.number,
        "annual_interest_rate": "12.00",
        "overrides": {},
        "terms": None,
        "prepayment_effect": None,
        "late_penalty": None,
        "late_penalty_after_days": None,
        "applied_at": "2024-01-15T12:00:00Z",
        "applied_on_behalf": False,
        "applied_by": None,
        "decided_at": None,
        "decided_by": None,
        "decided_instantly": False,
        "decision_reason": "",
        "monthly_repayments": "106.62",
        "disbursed_on": None,
        "closed_on": None,
        "outstanding": NOTHING,
        "paid": NOTHING,
        "written_off": "0.00",
        "recovered": "0.00",
        "next_repayment": None,
        "overdue": "0.00",
        "arrears_since": None,
        "days_past_due": 0,
        "arrears_bucket": "CURRENT",
    }
    assert (shown["status"], shown["amount_approved"], shown["decided_by"]) == ("ACTIVE", "1000.00", None)
    assert approved.json()["decided_by"].startswith("staff")
    assert shown["next_repayment"] == {"number": 1, "due_date": "2024-02-15", "amount": "88.85"}
    assert shown["outstanding"] == {**NOTHING, "principal": "1000.00", "total": "1000.00"}
    assert shown["late_penalty"] == "10.00"
    assert shown["terms"] == {
        "amount": "1000.00",
        "term": 12,
        "start_date": "2024-01-15",
        "annual_interest_rate": "12.00",
        "interest_method": "DECLINING_BALANCE",
        "interest_period": "SAME_AS_REPAYMENT",
        "amortization": "EQUAL_INSTALLMENTS",
        "day_count": "30/360",
        "repayment_every": 1,
        "repayment_unit": "MONTHS",
        "grace_on_principal": 0,
        "grace_on_interest": 0,
        "interest_free_periods": 0,
        "installment_multiple": None,
        "origination_fee": "0.00",
        "installment_fee": "0.00",
    }
    assert borrower.balance_minor == 1_000_00


@pytest.mark.parametrize(
    "asked",
    [
        {"amount_requested": "1200.00", "loan_type": "PERSONAL", "term": 12},
        {"amount": 1200, "product": "PERSONAL", "term": 12},
    ],
)
def test_the_other_names_are_taken_too(borrower: Holder, asked: dict[str, Any]) -> None:
    answer = borrower.client().post(LOANS, asked, format="json")

    assert (answer.status_code, answer.json()["amount_requested"]) == (201, "1200.00")


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({}, {"term"}),
        ({"term": 12}, {"amount"}),
        ({"term": 12, "amount": "5"}, {"loan_type"}),
        ({**ASKED, "amount_requested": "7"}, {"amount_requested"}),
        ({**ASKED, "amount": "5"}, {"amount"}),
        ({**ASKED, "loan_type": "BOAT", "term": 0}, {"loan_type", "term"}),
        ({**ASKED, "annual_interest_rate": "1"}, {"annual_interest_rate"}),
        ({**ASKED, "status": "APPROVED", "balance": "1"}, {"status", "balance"}),
        ({**ASKED, "customer_id": 987654}, {"customer_id"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_applied_for(
    borrower: Holder, asked: dict[str, Any], fields: set[str]
) -> None:
    answer = borrower.client().post(LOANS, asked, format="json")

    assert (answer.status_code, set(answer.json())) == (400, fields)
    assert not Loan.objects.exists()


def test_what_is_not_met_is_a_refusal_with_reasons_that_a_key_keeps(borrower: Holder) -> None:
    offer_loan_product("STRICT", requirements={"documents": ["PASSPORT"], "maximum_income_share": None})
    asked = {"amount": "1200", "product": "STRICT", "term": 12}
    client = borrower.client()

    first = client.post(LOANS, asked, format="json", HTTP_IDEMPOTENCY_KEY="once")
    second = client.post(LOANS, asked, format="json", HTTP_IDEMPOTENCY_KEY="once")

    assert first.status_code == second.status_code == 422
    assert first.json() == {
        "error": "Not every requirement of this loan is met.",
        "code": "loan_requirements_not_met",
        "unmet": {"documents": ["These documents are missing: PASSPORT."]},
        "met": ["kyc_required", "minimum_age", "one_loan_at_a_time", "no_loan_written_off"],
    }
    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"


def test_an_application_sent_twice_with_a_key_is_one(borrower: Holder) -> None:
    client, asked = borrower.client(), {**ASKED, "amount": "1000"}

    first = client.post(LOANS, asked, format="json", HTTP_IDEMPOTENCY_KEY="once")
    again = client.post(LOANS, asked, format="json", HTTP_IDEMPOTENCY_KEY="once")
    other = client.post(LOANS, asked, format="json", HTTP_IDEMPOTENCY_KEY="twice")

    assert (first.status_code, first.json()["status"]) == (201, "ACTIVE")
    assert again.content == first.content
    assert (other.status_code, other.json()["code"]) == (409, "live_loan_exists")
    assert (Loan.objects.count(), borrower.balance_minor) == (1, 1_000_00)


def test_an_approval_sent_twice_with_a_key_pays_once_and_a_rehearsal_never(
    borrower: Holder, staff: APIClient
) -> None:
    address = f"{LOANS}{applied_for(borrower).id}/approve/"

    rehearsed = staff.post(f"{address}?dry_run=true", {}, format="json")
    assert (rehearsed.status_code, rehearsed.json()["status"], borrower.balance_minor) == (200, "ACTIVE", 0)
    first = staff.post(address, {}, format="json", HTTP_IDEMPOTENCY_KEY="once")
    again = staff.post(address, {}, format="json", HTTP_IDEMPOTENCY_KEY="once")

    assert (first.status_code, again.content) == (200, first.content)
    assert borrower.balance_minor == 1_200_00


def test_an_approved_loan_without_an_account_waits_until_one_is_named(
    borrower: Holder, staff: APIClient
) -> None:
    other = second_account(borrower)
    address = f"{LOANS}{applied_for(borrower).id}/"

    assert staff.post(f"{address}approve/").json()["status"] == "APPROVED"
    nowhere = borrower.client().post(f"{address}disburse/")
    paid = borrower.client().post(
        f"{address}disburse/", {"disbursement_account_number": other.number}, format="json"
    )

    assert (nowhere.status_code, set(nowhere.json())) == (400, {"disbursement_account_number"})
    assert (paid.status_code, paid.json()["status"]) == (200, "ACTIVE")
    assert other.balance_minor == 1_200_00


def test_staff_rejects_and_the_customer_withdraws(borrower: Holder, staff: APIClient) -> None:
    first, client = applied_for(borrower).id, borrower.client()

    rejected = staff.post(f"{LOANS}{first}/reject/")
    second = applied_for(borrower).id
    withdrawn = client.post(f"{LOANS}{second}/withdraw/")
    late = staff.post(f"{LOANS}{second}/approve/")

    assert (rejected.json()["status"], rejected.json()["decision_reason"]) == ("REJECTED", "Not approved")
    assert withdrawn.json()["status"] == "WITHDRAWN"
    assert (late.status_code, late.json()["code"], late.json()["status"]) == (
        409,
        "loan_state_conflict",
        "WITHDRAWN",
    )


def test_the_list_is_filtered_and_ordered_at_a_fixed_cost(
    staff: APIClient, django_assert_max_num_queries: Any
) -> None:
    holders = [holder() for _ in range(3)]
    with clock.frozen_at(dt.datetime(2024, 1, 15, 12, tzinfo=dt.UTC)):
        for number, each in enumerate(holders):
            applied_for(each, amount=900 + 100 * number)  # the first two run at once

    def found(**query: str) -> list[int]:
        answer = staff.get(LOANS, query)
        assert answer.status_code == 200, answer.content
        return [int(Decimal(row["amount"])) for row in answer.json()["results"]]

    assert found() == [1100, 1000, 900]
    assert found(ordering="amount") == [900, 1000, 1100]
    assert found(status="ACTIVE") == [1000, 900]
    assert found(customer_id=str(holders[0].person.customer_id)) == [900]
    assert found(customer_id=str(holders[1].person.id), loan_type="PERSONAL") == [1000]
    assert found(date_from="2024-01-15", date_to="2024-01-15") == [1100, 1000, 900]
    assert found(date_to="2024-01-14") == found(date_from="2024-01-16") == found(loan_type="CAR") == []
    assert found(date_from="0001-01-01", date_to="9999-12-31", product="PERSONAL") == [1100, 1000, 900]
    assert staff.get(f"{LOANS}?status=LOST").status_code == 400
    assert staff.get(LOANS, {"colour": "red"}).status_code == 400
    # Eight of its own; that staff reads it leaves a row in the trail, on SQLite with its seal.
    with django_assert_max_num_queries(14):
        assert len(staff.get(LOANS, {"cursor": ""}).json()["results"]) == 3


def test_eligibility_is_asked_before_applying(borrower: Holder) -> None:
    product = offer_loan_product("QUICK", instant_approval_up_to="2000")
    address = f"/api/loan-products/{product.id}/eligibility/"

    bare = borrower.client().get(address)
    asked = borrower.client().get(address, {"amount": "1200", "term": "12", "monthly_income": "200"})
    wrong = borrower.client().get(address, {"amount": "1200", "term": "100"})

    assert bare.json() == {
        "eligible": True,
        "unmet": {},
        "met": ["kyc_required", "minimum_age", "one_loan_at_a_time", "no_loan_written_off"],
        "for_staff": [],
        "decided_at_once": None,
        "monthly_repayments": None,
    }
    assert (asked.json()["eligible"], asked.json()["monthly_repayments"]) == (False, "106.62")
    assert list(asked.json()["unmet"]) == ["maximum_income_share"]
    assert asked.json()["decided_at_once"] is False
    assert (wrong.status_code, set(wrong.json())) == (400, {"term"})
