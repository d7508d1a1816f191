"""Movements of loans, and what waits for a second signature, in the admin site."""

from __future__ import annotations

from typing import Any

import pytest

from loans.life_contracts import LoanRequestCard
from loans.models import LoanMovement, LoanRequest
from loans.services import request_write_off
from tests.api.loans.test_admin import signed_in
from tests.builders.loans import Borrower, borrower
from tests.builders.people import actor_for, auditor, bank_admin
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

MOVEMENTS, REQUESTS = "/admin/loans/loanmovement/", "/admin/loans/loanrequest/"


def asked_by(person: PersonCard, ann: Borrower) -> int:
    asked = request_write_off(actor=actor_for(person), loan_id=ann.loan_id, reason="Bankrupt")
    assert isinstance(asked, LoanRequestCard)
    return asked.id


def act(person: PersonCard, action: str, request_id: int, note: str = "") -> Any:
    return signed_in(person).post(f"{REQUESTS}{request_id}/do/{action}/", {"note": note}, follow=True)


def test_lenders_read_what_happened_and_nobody_changes_it() -> None:
    ann = borrower()
    movement = LoanMovement.objects.get()
    staff = signed_in(bank_admin())

    listed = staff.get(f"{MOVEMENTS}?q={ann.loan.reference}")
    shown = staff.get(f"{MOVEMENTS}{movement.pk}/change/")

    assert b"1200.00 USD" in listed.content
    assert b"1200.00 USD; 0.00 USD; 0.00 USD; 0.00 USD" in shown.content
    assert staff.post(f"{MOVEMENTS}{movement.pk}/change/", {"amount_minor": 1}).status_code == 403
    assert signed_in(auditor()).get(MOVEMENTS).status_code == 403


def test_a_request_is_decided_by_another_member_of_staff_alone() -> None:
    first, second = bank_admin(), bank_admin()
    ann = borrower()
    request_id = asked_by(first, ann)

    own = act(first, "approve", request_id)
    assert own.status_code == 422
    assert "Another member of staff than who asked for it decides" in own.content.decode()
    assert own.context["offered_deeds"] == []
    assert (LoanRequest.objects.get().status, ann.loan.status) == ("PENDING", "ACTIVE")
    act(second, "reject", request_id)
    assert LoanRequest.objects.get().status == "PENDING"
    act(second, "approve", request_id, "Papers seen")

    assert LoanRequest.objects.get().note == "Papers seen"
    assert act(second, "reject", request_id, "Late").status_code == 422
    assert (ann.loan.status, ann.books()) == ("WRITTEN_OFF", (0, 0, 0))


def test_a_request_is_turned_down_with_a_note() -> None:
    ann = borrower()
    request_id = asked_by(bank_admin(), ann)

    act(bank_admin(), "reject", request_id, "He pays")

    assert (LoanRequest.objects.get().status, ann.loan.status) == ("REJECTED", "ACTIVE")


def test_a_write_off_and_a_reschedule_are_asked_for_on_the_page_of_the_loan() -> None:
    ann, clerk = borrower(), bank_admin()
    page = f"/admin/loans/loan/{ann.loan_id}/"

    wrong = signed_in(clerk).post(
        f"{page}do/reschedule/", {"term": "18", "annual_interest_rate": "much", "reason": "Lost his work"}
    )
    asked = signed_in(clerk).post(
        f"{page}do/reschedule/", {"term": "18", "annual_interest_rate": "6.5", "reason": "Lost his work"}
    )
    beside = signed_in(clerk).post(f"{page}do/write-off/", {"reason": "Gone"}, follow=True)

    assert "annual_interest_rate" in wrong.context["offered_deeds"][0].form.errors
    assert asked["Location"] == f"{page}change/"
    assert beside.status_code == 422
    request = LoanRequest.objects.get()
    assert (request.kind, request.details["term"], request.details["annual_rate_ppm"]) == (
        "RESCHEDULE",
        18,
        65_000,
    )
    shown = signed_in(bank_admin()).get(f"{REQUESTS}{request.pk}/change/")
    assert ("Percent a year", "6.50") in shown.context["asked"]
    act(bank_admin(), "approve", request.pk)
    assert (ann.loan.term, ann.loan.annual_rate_ppm) == (18, 65_000)
