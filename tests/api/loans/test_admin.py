"""Loan products and loans in the admin site: the same use cases, the same rights, the same trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from loans.models import Loan, LoanProduct
from loans.selectors import loan_product_card
from loans.services import apply_for_loan
from tests.builders.loan_applications import an_application, applied_for
from tests.builders.loan_products import LENDER
from tests.builders.money import holder
from tests.builders.people import actor_for, auditor, bank_admin, system_administrator

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/loans/loanproduct/"
LOANS = "/admin/loans/loan/"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(bank_admin())


@pytest.fixture
def address() -> str:
    return f"{PRODUCTS}{LoanProduct.objects.get(code='PERSONAL').pk}/change/"


def form_of(client: Client, address: str) -> dict[str, object]:
    """Return what a browser would send back from a form as it is shown."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_a_product_is_shown_as_people_write_it_and_recorded_with_old_and_new_values(
    staff: Client, address: str
) -> None:
    form = form_of(staff, address)
    assert (form["annual_interest_rate"], form["maximum_amount"]) == ("12.00", "50000.00")

    answer = staff.post(
        address,
        {
            **form,
            "annual_interest_rate": "9.4822",
            "instant_approval_up_to": "",
            "minimum_monthly_income": "1500",
        },
    )

    assert (answer.status_code, answer["Location"]) == (302, PRODUCTS)
    card = loan_product_card(LENDER, LoanProduct.objects.get(code="PERSONAL").pk)
    assert (card.annual_rate_ppm, card.instant_approval_up_to_minor) == (94_822, None)
    row = AuditLog.objects.exclude(action_type="READ").get(target_model="LoanProduct")
    assert (row.action_type, row.channel) == ("UPDATE", "admin")
    assert set(row.details["changes"]) == {"annual_interest_rate", "instant_approval_up_to", "requirements"}
    assert row.details["changes"]["annual_interest_rate"] == {"old": "12.00", "new": "9.4822"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("annual_interest_rate", "much"),
        ("minimum_amount", "60000"),
        ("late_penalty", ""),
        ("minimum_age", "151"),
        ("maximum_income_share", "101"),
        ("grace_on_principal", "600"),
    ],
)
def test_a_wrong_term_is_shown_under_its_field(staff: Client, address: str, field: str, value: str) -> None:
    before = list(LoanProduct.objects.values())

    answer = staff.post(address, {**form_of(staff, address), field: value})

    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {field}
    assert list(LoanProduct.objects.values()) == before


def test_a_product_is_added_here(staff: Client) -> None:
    form = {**form_of(staff, f"{PRODUCTS}add/"), "code": "BOAT", "name": "Boat", "origination_fee": "25"}

    answer = staff.post(f"{PRODUCTS}add/", form)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert LoanProduct.objects.get(code="BOAT").origination_fee_minor == 25_00


def test_who_looks_after_the_system_reads_and_changes_nothing_and_an_auditor_sees_nothing(
    address: str,
) -> None:
    admin, loan = signed_in(system_administrator()), applied_for(holder())

    for page in (PRODUCTS, address, LOANS, f"{LOANS}{loan.id}/change/"):
        assert admin.get(page).status_code == 200
        assert signed_in(auditor()).get(page).status_code == 403
    assert b"12.00" in admin.get(address).content
    assert admin.post(address, {"name": "Mine"}).status_code == 403
    assert admin.get(f"{PRODUCTS}add/").status_code == 403


def press(client: Client, deed: str, loan_id: int, **given: str) -> Any:
    return client.post(f"{LOANS}{loan_id}/do/{deed}/", given, follow=True)


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_loans_are_decided_here_one_after_the_other(staff: Client) -> None:
    first, second, borrower = applied_for(holder()), applied_for(holder()), holder()
    third = applied_for(borrower)

    rejected = press(staff, "reject", first.id, reason="Too much debt")
    too_much = press(staff, "approve", second.id, amount_approved="9999")
    approved = press(staff, "approve", third.id, amount_approved="700")
    late = press(staff, "reject", third.id, reason="No")

    assert messages_of(rejected) == [f"{first.reference} is now REJECTED."]
    assert rejected.redirect_chain == [(f"{LOANS}{second.id}/change/", 302)]
    assert messages_of(too_much) == ["Amount approved: This is more than was asked for."]
    assert too_much.context["offered_deeds"][0].form.data["amount_approved"] == "9999"
    assert messages_of(approved) == [f"{third.reference} is now ACTIVE."]
    assert (late.status_code, late.context["card"].status) == (422, "ACTIVE")
    assert list(Loan.objects.order_by("id").values_list("status", "decision_reason")) == [
        ("REJECTED", "Too much debt"),
        ("PENDING", ""),
        ("ACTIVE", "Approved by the bank."),
    ]
    assert borrower.balance_minor == 700_00
    assert AuditLog.objects.filter(channel="admin", target_model="Loan").count() >= 2
    page = staff.get(f"{LOANS}{third.id}/change/").content.decode()
    assert "700.00 USD" in page
    assert "The customer is 18 years old or older." in page


def test_an_application_is_shown_with_what_it_would_cost_and_whether_it_is_afforded(staff: Client) -> None:
    borrower = holder(300_000)
    loan = applied_for(borrower, amount="1200.00", term=12, monthly_income="1000.00")
    page = f"{LOANS}{loan.id}/change/"

    asked, tried = staff.get(page), staff.get(f"{page}?amount=600")
    too_much = staff.get(f"{page}?amount=5000")

    afforded = {term: value for term, value, _ in asked.context["afforded"]}
    assert asked.context["review"].affordability.burden_minor == 106_62
    assert afforded["Monthly income, as stated"] == "1000.00 USD"
    assert afforded["Instalment of income"] == "10 %"
    assert len(asked.context["rows"]) == 12
    assert "<svg" in asked.context["chart"]
    assert {check["reason"] for check in asked.context["checks"]} >= {
        "The customer is 18 years old or older."
    }
    assert tried.context["review"].affordability.burden_minor == 53_32
    assert "tried out over 600.00 USD" in tried.content.decode()
    assert "This is more than was asked for." in too_much.content.decode()
    assert Loan.objects.get(pk=loan.id).status == "PENDING"


def test_who_applied_for_a_customer_is_not_offered_to_approve_and_refused() -> None:
    clerk = bank_admin()
    application = an_application(customer=holder().person.id)
    loan: Any = apply_for_loan(actor=actor_for(clerk), application=application)

    answer = press(signed_in(clerk), "approve", loan.id, amount_approved="")

    assert answer.status_code == 422
    assert messages_of(answer)[0].startswith("Who applied on a customer's behalf does not approve it")
    assert [each.deed.name for each in answer.context["offered_deeds"]] == ["reject"]
    assert Loan.objects.get(pk=loan.id).status == "PENDING"
