"""A loan that runs, over HTTP: paid once for a key, shown to the minor unit, put right by two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from loans.models import LoanMovement
from tests.builders.loans import Borrower, at, borrower, terms
from tests.builders.money import post
from tests.builders.people import PASSWORD, bank_admin, signed_in_client
from users.services import set_pin

pytestmark = pytest.mark.django_db

JANUARY_16 = dt.date(2027, 1, 16)
DUE = dt.date(2027, 2, 1)


@pytest.fixture
def ann() -> Borrower:
    return borrower(terms(installment_fee_minor=200))


def address(ann: Borrower, rest: str) -> str:
    return f"/api/loans/{ann.loan_id}/{rest}"


def repay(ann: Borrower, body: dict[str, Any], on: dt.date = DUE, key: str | None = None) -> Any:
    with at(on):
        return post(ann.holder.client(), body, path=address(ann, "repay/"), key=key)


def lender() -> APIClient:
    return signed_in_client(bank_admin())


def test_a_repayment_says_what_it_paid_and_is_made_once_for_its_key(ann: Borrower) -> None:
    body = {"amount": "108.62", "from_account_number": ann.holder.number}

    first = repay(ann, body, key="7f8e6f1e-0001-4000-8000-000000000001")
    again = repay(ann, body, key="7f8e6f1e-0001-4000-8000-000000000001")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    said = first.json()
    assert {
        name: said[name] for name in ("kind", "amount", "principal", "interest", "fees", "penalties")
    } == {
        "kind": "REPAYMENT",
        "amount": "108.62",
        "principal": "94.62",
        "interest": "12.00",
        "fees": "2.00",
        "penalties": "0.00",
    }
    assert (said["number"], said["loan_status"], said["business_date"]) == (3, "ACTIVE", "2027-02-01")
    assert LoanMovement.objects.filter(kind="REPAYMENT").count() == 1


def test_more_than_is_owed_is_refused_with_what_is_owed(ann: Borrower) -> None:
    answer = repay(ann, {"amount": "1214.01"})

    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["code"], problem["owed"]) == ("more_than_owed", "1214.00")
    assert ann.books() == (120_000, 0, 0)


def test_a_dry_run_shows_what_a_payment_would_pay(ann: Borrower) -> None:
    with at(DUE):
        answer = post(ann.holder.client(), {"amount": "1214.00"}, path=address(ann, "repay/?dry_run=true"))

    assert (answer.status_code, answer.json()["loan_status"]) == (200, "CLOSED")
    assert ann.loan.status == "ACTIVE"


def test_who_has_a_pin_pays_with_it(ann: Borrower) -> None:
    set_pin(actor=ann.actor, password=PASSWORD, pin="739264")

    assert repay(ann, {"amount": "1.00"}).json()["code"] == "pin_required"
    assert repay(ann, {"amount": "1.00", "pin": "739265"}).json()["code"] == "pin_invalid"
    assert repay(ann, {"amount": "1.00", "pin": "739264"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "1", "from_account_number": "SAV00000000"}, "from_account_number"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field(ann: Borrower, body: dict[str, Any], field: str) -> None:
    answer = repay(ann, body)

    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_the_schedule_shows_what_is_paid_of_each_repayment(ann: Borrower) -> None:
    repay(ann, {"amount": "150.00"})

    with at(DUE):
        said = ann.holder.client().get(address(ann, "schedule/")).json()

    assert (said["version"], said["loan_status"], len(said["periods"])) == (1, "ACTIVE", 12)
    assert said["periods"][0] == {
        "number": 1,
        "starts_on": "2027-01-01",
        "due_date": "2027-02-01",
        "days": 30,
        "principal": "94.62",
        "interest": "12.00",
        "fees": "2.00",
        "due": "108.62",
        "balance": "1105.38",
        "paid": "108.62",
        "outstanding": "0.00",
        "state": "PAID",
    }
    assert {name: said["periods"][1][name] for name in ("due", "paid", "outstanding", "state")} == {
        "due": "108.62",
        "paid": "41.38",
        "outstanding": "67.24",
        "state": "PARTLY_PAID",
    }


def test_the_payoff_of_a_day_is_the_exact_amount_that_closes_the_loan(ann: Borrower) -> None:
    with at(JANUARY_16):
        client = ann.holder.client()
        today = client.get(address(ann, "payoff/")).json()
        later = client.get(address(ann, "payoff/?on=2027-02-01")).json()
        over = client.get(address(ann, "payoff/?on=2027-01-15"))
        unknown = client.get(address(ann, "payoff/?day=2027-02-01"))

    assert (today["on"], today["amount"], today["interest"], today["fees"]) == (
        "2027-01-16",
        "1205.81",
        "5.81",
        "0.00",
    )
    assert (later["amount"], later["interest"], later["fees"]) == ("1214.00", "12.00", "2.00")
    assert (over.status_code, unknown.status_code) == (400, 400)
    assert repay(ann, {"amount": later["amount"]}).json()["loan_status"] == "CLOSED"
    with at(DUE):
        assert ann.holder.client().get(address(ann, "payoff/")).status_code == 409


def test_what_happened_is_listed_newest_first_and_why_is_for_staff_alone(ann: Borrower) -> None:
    repay(ann, {"amount": "50.00"}, JANUARY_16)
    with at(JANUARY_16):
        staff = lender()
        made = post(staff, {"reason": "Typed twice"}, path=address(ann, "movements/2/reverse/"))
        to_staff = staff.get(address(ann, "movements/")).json()["results"]
        to_her = ann.holder.client().get(address(ann, "movements/?cursor=&page_size=2")).json()["results"]

    assert (made.status_code, made.json()["reverses"], made.json()["amount"]) == (201, 2, "50.00")
    assert [(row["number"], row["kind"], row["reversed_by"]) for row in to_staff] == [
        (3, "REVERSAL", None),
        (2, "REPAYMENT", 3),
        (1, "DISBURSEMENT", None),
    ]
    assert (to_staff[0]["reason"], to_her[0]["reason"], len(to_her)) == ("Typed twice", None, 2)


def test_a_reschedule_is_asked_for_by_one_and_approved_by_another(ann: Borrower) -> None:
    body = {
        "term": 24,
        "annual_interest_rate": "6.5",
        "first_due_date": "2027-03-01",
        "reason": "Out of work",
    }
    with at(JANUARY_16):
        asker, other = lender(), lender()
        asked = post(asker, body, path=address(ann, "reschedule/"))
        own = post(asker, {}, path=f"/api/loan-requests/{asked.json()['id']}/approve/")
        made = post(other, {"note": "Seen"}, path=f"/api/loan-requests/{asked.json()['id']}/approve/")
        again = post(other, {}, path=f"/api/loan-requests/{asked.json()['id']}/approve/")
        listed = other.get("/api/loan-requests/?status=APPROVED&kind=RESCHEDULE").json()["results"]
        schedule = other.get(address(ann, "schedule/")).json()

    assert (asked.status_code, asked.json()["status"]) == (202, "PENDING")
    assert asked.json()["details"] == {
        "term": 24,
        "annual_interest_rate": "6.50",
        "first_due_date": "2027-03-01",
    }
    assert (own.status_code, made.status_code, again.status_code) == (403, 200, 409)
    assert [(row["id"], row["note"]) for row in listed] == [(asked.json()["id"], "Seen")]
    assert (schedule["version"], len(schedule["periods"])) == (2, 25)


def test_a_write_off_turned_down_leaves_the_loan_running(ann: Borrower) -> None:
    with at(JANUARY_16):
        asked = post(lender(), {"reason": "Bankrupt"}, path=address(ann, "write-off/"))
        made = post(lender(), {"note": "He pays"}, path=f"/api/loan-requests/{asked.json()['id']}/reject/")
        without = post(lender(), {"reason": " "}, path=address(ann, "write-off/"))

    assert (made.status_code, made.json()["status"], without.status_code) == (200, "REJECTED", 400)
    assert ann.loan.status == "ACTIVE"
