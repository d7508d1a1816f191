"""Applying for a loan: who may, what is asked, what is decided at once, and what staff decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import F

from accounts.services import freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import savepoint
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.services import reject_kyc
from loans.contracts import DayCount, InterestPeriod, LoanStatus, LoanType
from loans.errors.applications import KycRequiredToBorrow, LiveLoanExists, LoanRequirementsNotMet
from loans.errors.life import LoanStateConflict
from loans.loan_cards import LoanCard
from loans.models import Loan, ScheduledInstallment
from loans.selectors import loan_card, loan_eligibility_of, loan_product_card, visible_loans
from loans.services import (
    apply_for_loan,
    approve_loan,
    change_loan_product,
    reject_loan,
    take_approved_loan,
    withdraw_loan_application,
)
from notifications.models import Notification
from tests.builders import people
from tests.builders.accounts import STAFF
from tests.builders.loan_applications import an_application, applied_for, approved
from tests.builders.loan_products import LENDER, offer_loan_product
from tests.builders.loans import approved_loan, at, terms
from tests.builders.money import Holder, holder, second_account
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def borrower() -> Holder:
    return holder()


@pytest.fixture
def clerk() -> Actor:
    return people.actor_for(people.bank_admin())


def _kinds_told(user_id: int | None) -> list[str]:
    assert user_id is not None
    rows = Notification.objects.filter(user_id=user_id, kind__startswith="LOAN").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_an_application_waits_for_staff_who_hear_of_it(borrower: Holder, clerk: Actor) -> None:
    loan = applied_for(borrower, purpose=" A roof ")

    assert (loan.status, loan.amount_requested_minor, loan.amount_minor) == ("PENDING", 1_200_00, None)
    assert (loan.loan_type, loan.product_code, loan.term, loan.purpose) == (
        "PERSONAL",
        "PERSONAL",
        12,
        "A roof",
    )
    assert loan.disbursement_account_number == borrower.number
    assert (loan.was_applied_for_on_behalf, loan.next_repayment, loan.decided_at) == (False, None, None)
    assert loan.decision_facts["monthly_repayments"] == "106.62"
    assert {each["name"]: each["outcome"] for each in loan.decision_facts["requirements"]} == {
        "kyc_required": "MET",
        "minimum_age": "MET",
        "maximum_income_share": "MET",
        "one_loan_at_a_time": "MET",
        "no_loan_written_off": "MET",
    }
    assert _kinds_told(clerk.user_id) == ["LOAN_APPLICATION"]
    row = AuditLog.objects.get(target_model="Loan")
    assert (row.action_type, row.target_id, row.details["amount"]) == ("CREATE", str(loan.id), "1200.00")
    assert borrower.balance_minor == 0


def test_a_small_loan_is_approved_and_paid_out_at_once_with_its_reasons(borrower: Holder) -> None:
    with clock.frozen_at(dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC)):
        loan = applied_for(borrower, amount="1000", overrides={"amortization": "EQUAL_PRINCIPAL"}, term=2)

        assert (loan.status, loan.amount_minor, loan.decided_instantly) == ("ACTIVE", 1_000_00, True)
        assert (loan.decided_by_id, loan.disbursed_on) == (None, dt.date(2024, 1, 31))
        assert loan.terms["amortization"] == "EQUAL_PRINCIPAL"
        assert loan.next_repayment is not None
        assert (loan.next_repayment.due_date, loan.next_repayment.amount_minor) == (
            dt.date(2024, 2, 29),
            510_00,
        )
        assert loan.outstanding.principal_minor == 1_000_00
    assert loan.decision_reason == (
        "Every requirement is met, and up to 1000.00 USD this loan is approved at once."
    )
    assert {each["outcome"] for each in loan.decision_facts["requirements"]} == {"MET"}
    assert borrower.balance_minor == 1_000_00
    assert Transaction.objects.get(reference=loan.reference).transaction_type == "LOAN_DISBURSEMENT"
    assert _kinds_told(borrower.person.id) == ["LOAN_APPROVED"]
    decided = AuditLog.objects.get(target_model="Loan", action_type="UPDATE")
    assert decided.details["changes"] == {"status": {"old": "PENDING", "new": "APPROVED"}}
    assert decided.details["at_once"] is True
    agreed = decided.details["terms"]
    assert {name: agreed[name] for name in ("amount", "term", "annual_interest_rate", "amortization")} == {
        "amount": "1000.00",
        "term": 2,
        "annual_interest_rate": "12.00",
        "amortization": "EQUAL_PRINCIPAL",
    }
    assert (agreed["late_penalty"], agreed["prepayment_effect"]) == ("10.00", "SHORTEN_TERM")


@pytest.mark.parametrize("application", [{"amount": "1000.01"}, {"amount": "500", "monthly_income": None}])
def test_above_the_limit_or_without_an_income_staff_decides(
    borrower: Holder, application: dict[str, Any]
) -> None:
    assert applied_for(borrower, **application).status is LoanStatus.PENDING


def test_nobody_has_two_loans_that_live(borrower: Holder) -> None:
    first = applied_for(borrower)

    with pytest.raises(LiveLoanExists) as refusal:
        applied_for(borrower, loan_type=LoanType.CAR)

    assert refusal.value.details == {"loan": first.reference, "status": "PENDING"}
    assert Loan.objects.count() == 1
    withdraw_loan_application(actor=borrower.actor, loan_id=first.id)
    assert applied_for(borrower, loan_type=LoanType.CAR).status is LoanStatus.PENDING


def test_the_database_itself_refuses_a_second_live_loan(borrower: Holder) -> None:
    loan = Loan.objects.get(pk=applied_for(borrower).id)
    loan.pk, loan.reference = None, "LOAN2"

    with pytest.raises(IntegrityError), savepoint():
        loan.save(force_insert=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": 1_200_01},
        {"amount_requested_minor": 0},
        {"status": "LOST"},
        {"status": "ACTIVE"},
        {"decided_by": F("customer")},
    ],
)
def test_the_database_itself_refuses_a_loan_that_cannot_be(borrower: Holder, wrong: dict[str, Any]) -> None:
    loan = applied_for(borrower)

    with pytest.raises(IntegrityError), savepoint():
        Loan.objects.filter(pk=loan.id).update(**wrong)


def test_a_requirement_that_is_not_met_refuses_and_says_which(borrower: Holder) -> None:
    offer_loan_product("STRICT", requirements={"minimum_age": 99, "documents": ["PASSPORT"]})

    with pytest.raises(LoanRequirementsNotMet) as refusal:
        applied_for(borrower, product_code="STRICT", monthly_income="200")

    assert set(refusal.value.details["unmet"]) == {"minimum_age", "documents", "maximum_income_share"}  # type: ignore[call-overload]
    assert refusal.value.details["met"] == ["kyc_required", "one_loan_at_a_time", "no_loan_written_off"]
    assert not Loan.objects.exists()


def test_without_an_approved_identity_nobody_borrows() -> None:
    person = people.register_customer()

    with pytest.raises(KycRequiredToBorrow):
        apply_for_loan(actor=people.actor_for(person), application=an_application())

    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("application", "fields"),
    [
        ({"amount": "99.99"}, {"amount"}),
        ({"amount": "1e3"}, {"amount"}),
        ({"term": 85}, {"term"}),
        ({"monthly_income": "-1"}, {"monthly_income"}),
        ({"product_code": "NONE"}, {"product"}),
        ({"loan_type": None}, {"loan_type"}),
        ({"customer": "CUST0000000000"}, {"customer_id"}),
        ({"overrides": {"annual_interest_rate": "0"}}, {"annual_interest_rate"}),
        ({"disbursement_account_number": "SAV000000000"}, {"disbursement_account_number"}),
    ],
)
def test_what_cannot_be_read_is_named(
    borrower: Holder, application: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        applied_for(borrower, **application)

    assert set(refusal.value.fields) == fields
    assert not Loan.objects.exists()


def test_somebody_elses_account_takes_no_loan_of_mine(borrower: Holder) -> None:
    with pytest.raises(InvalidInput) as refusal:
        applied_for(borrower, disbursement_account_number=holder().number)

    assert set(refusal.value.fields) == {"disbursement_account_number"}


def test_with_two_accounts_none_is_guessed_and_the_borrower_names_one_later(borrower: Holder) -> None:
    other = second_account(borrower)

    loan = applied_for(borrower, amount="1000")

    assert (loan.status, loan.disbursement_account_number) == ("APPROVED", None)
    with pytest.raises(InvalidInput):
        take_approved_loan(actor=borrower.actor, loan_id=loan.id)
    taken = take_approved_loan(
        actor=borrower.actor, loan_id=loan.id, disbursement_account_number=other.number.lower()
    )
    assert taken == loan_card(borrower.actor, loan.id)
    assert (taken.status, taken.disbursement_account_number) == ("ACTIVE", other.number)
    assert (other.balance_minor, borrower.balance_minor) == (1_000_00, 0)
    with pytest.raises(LoanStateConflict):
        take_approved_loan(actor=borrower.actor, loan_id=loan.id, disbursement_account_number=other.number)
    assert other.balance_minor == 1_000_00


def test_a_loan_that_cannot_begin_on_a_later_day_is_not_paid_out_then(borrower: Holder) -> None:
    # The equal instalment lies by the middle of two multiples; only from some days the upper one is the nearer.
    agreed = terms(
        524_700,
        84,
        annual_rate_ppm=300_000,
        interest_period=InterestPeriod.DAILY,
        day_count=DayCount.ACTUAL_365,
        installment_multiple_minor=10_000,
    )
    loan = approved_loan(borrower, agreed)
    with at(dt.date(2027, 2, 1)), pytest.raises(LoanStateConflict, match="no schedule follows"):
        take_approved_loan(actor=borrower.actor, loan_id=loan.pk)
    assert (loan_card(borrower.actor, loan.pk).status, borrower.balance_minor) == ("APPROVED", 0)
    with at(dt.date(2027, 1, 1)):
        take_approved_loan(actor=borrower.actor, loan_id=loan.pk)
    assert borrower.balance_minor == 524_700


def test_staff_applies_for_a_customer_who_is_told(borrower: Holder, clerk: Actor) -> None:
    loan = apply_for_loan(
        actor=clerk,
        application=an_application(
            customer=borrower.person.customer_id, overrides={"annual_interest_rate": "7"}
        ),
    )

    card = loan_card(borrower.actor, loan.id)  # type: ignore[union-attr]
    assert (card.was_applied_for_on_behalf, card.applied_by_id) == (True, clerk.user_id)
    assert card.overrides == {"annual_interest_rate": "7.00"}
    assert _kinds_told(borrower.person.id) == ["LOAN_APPLIED_FOR"]
    assert approved(card).annual_rate_ppm == 70_000


def test_who_applied_on_a_customers_behalf_may_turn_it_down_and_not_approve_it(
    borrower: Holder, clerk: Actor
) -> None:
    application = an_application(customer=borrower.person.id, overrides={"annual_interest_rate": "0"})
    loan = apply_for_loan(actor=clerk, application=application)
    assert isinstance(loan, LoanCard)

    with pytest.raises(NotAllowed):
        approved(loan, by=clerk)

    assert (loan_card(borrower.actor, loan.id).status, borrower.balance_minor) == ("PENDING", 0)
    assert reject_loan(actor=clerk, loan_id=loan.id, reason="Typed wrong").status == "REJECTED"


def test_what_staff_changed_for_one_loan_is_never_approved_at_once(borrower: Holder, clerk: Actor) -> None:
    overrides = {"annual_interest_rate": "0"}
    application = an_application(customer=borrower.person.id, amount="1000", overrides=overrides)

    loan = apply_for_loan(actor=clerk, application=application)

    assert loan.status == "PENDING"  # type: ignore[union-attr]
    assert borrower.balance_minor == 0


def test_staff_approves_less_than_was_asked_for_and_it_is_paid_out(borrower: Holder, clerk: Actor) -> None:
    loan = applied_for(borrower, amount="5000")

    card = approved(loan, by=clerk, amount="3000.00")

    assert (card.status, card.amount_minor, card.amount_requested_minor) == ("ACTIVE", 3_000_00, 5_000_00)
    assert (card.decided_by_id, card.decided_instantly) == (clerk.user_id, False)
    assert card.terms["amount_minor"] == 3_000_00
    assert (card.late_penalty_minor, card.prepayment_effect) == (10_00, "SHORTEN_TERM")
    assert borrower.balance_minor == 3_000_00
    assert ScheduledInstallment.objects.filter(loan_id=loan.id).count() == 12
    with pytest.raises(LoanStateConflict):
        approved(loan, by=clerk)
    assert borrower.balance_minor == 3_000_00


@pytest.mark.parametrize("amount", ["5000.01", "99.99", "0", "-1", True])
def test_an_amount_that_cannot_be_approved_is_named(borrower: Holder, clerk: Actor, amount: Any) -> None:
    loan = applied_for(borrower, amount="5000")

    with pytest.raises(InvalidInput) as refusal:
        approve_loan(actor=clerk, loan_id=loan.id, amount_approved=amount)

    assert set(refusal.value.fields) == {"amount_approved"}
    assert loan_card(LENDER, loan.id) == loan


def test_an_approval_judges_again(borrower: Holder, clerk: Actor) -> None:
    loan = applied_for(borrower)
    change_loan_product(
        actor=LENDER, product_id=loan.product_id, terms={"requirements": {"documents": ["PHOTO"]}}
    )

    with pytest.raises(LoanRequirementsNotMet):
        approved(loan, by=clerk)
    change_loan_product(actor=LENDER, product_id=loan.product_id, terms={"requirements": {"documents": []}})
    reject_kyc(actor=people.REVIEWER, user_id=borrower.person.id, reason="A forgery.")
    with pytest.raises(KycRequiredToBorrow):
        approved(loan, by=clerk)

    assert Loan.objects.get(pk=loan.id).status == "PENDING"


def test_an_approval_takes_the_terms_of_that_moment_and_keeps_them(borrower: Holder, clerk: Actor) -> None:
    loan = applied_for(borrower)
    product = loan_product_card(LENDER, loan.product_id)
    change_loan_product(actor=LENDER, product_id=product.id, terms={"annual_interest_rate": "6"})

    card = approved(loan, by=clerk)
    change_loan_product(actor=LENDER, product_id=product.id, terms={"annual_interest_rate": "24"})

    assert card.annual_rate_ppm == 60_000
    assert loan_card(LENDER, loan.id) == card


@pytest.mark.parametrize("changed", [{"annual_interest_rate": "30"}, {"late_penalty": "500"}])
def test_a_loan_whose_terms_have_changed_is_paid_out_only_once_its_borrower_takes_it(
    borrower: Holder, clerk: Actor, changed: dict[str, str]
) -> None:
    loan = applied_for(borrower)
    change_loan_product(actor=LENDER, product_id=loan.product_id, terms=changed)

    card = approved(loan, by=clerk)

    assert (card.status, borrower.balance_minor) == ("APPROVED", 0)
    told = Notification.objects.get(user_id=borrower.person.id, kind="LOAN_APPROVED")
    assert "terms have changed" in told.body
    take_approved_loan(actor=borrower.actor, loan_id=loan.id)
    assert borrower.balance_minor == 1_200_00


def test_an_account_that_was_frozen_meanwhile_leaves_the_loan_approved(
    borrower: Holder, clerk: Actor
) -> None:
    loan = applied_for(borrower)
    freeze_account(actor=STAFF, account_id=borrower.account.id, reason="Court order")

    assert approved(loan, by=clerk).status is LoanStatus.APPROVED
    assert borrower.balance_minor == 0


def test_staff_rejects_with_a_reason_or_without(borrower: Holder, clerk: Actor) -> None:
    first = reject_loan(actor=clerk, loan_id=applied_for(borrower).id, reason=" Too much debt ")
    second = reject_loan(actor=clerk, loan_id=applied_for(borrower).id)

    assert (first.status, first.decision_reason) == ("REJECTED", "Too much debt")
    assert second.decision_reason == "Not approved"
    assert _kinds_told(borrower.person.id) == ["LOAN_REJECTED", "LOAN_REJECTED"]
    with pytest.raises(LoanStateConflict):
        reject_loan(actor=clerk, loan_id=first.id)
    with pytest.raises(LoanStateConflict):
        withdraw_loan_application(actor=borrower.actor, loan_id=first.id)


def test_nobody_decides_on_his_own_loan_or_without_the_right(borrower: Holder, clerk: Actor) -> None:
    loan = applied_for(borrower)
    himself = Actor(**{**_fields(borrower.actor), "permissions": clerk.permissions})

    for actor in (borrower.actor, himself, LENDER):
        with pytest.raises(NotAllowed):
            approve_loan(actor=actor, loan_id=loan.id)
        with pytest.raises(NotAllowed):
            reject_loan(actor=actor, loan_id=loan.id)
    with pytest.raises(NotFound):
        approve_loan(actor=clerk, loan_id=987_654_321)

    assert loan_card(borrower.actor, loan.id) == loan


def test_only_the_borrower_takes_and_takes_back(borrower: Holder, clerk: Actor) -> None:
    second_account(borrower)
    loan = applied_for(borrower, amount="1000")
    stranger = holder().actor

    for actor, refusal in ((stranger, NotFound), (clerk, NotAllowed)):
        with pytest.raises(refusal):
            withdraw_loan_application(actor=actor, loan_id=loan.id)
        with pytest.raises(refusal):
            take_approved_loan(actor=actor, loan_id=loan.id, disbursement_account_number=borrower.number)
    assert withdraw_loan_application(actor=borrower.actor, loan_id=loan.id).status is LoanStatus.WITHDRAWN


def test_each_sees_his_own_and_staff_sees_all(borrower: Holder, clerk: Actor) -> None:
    mine, others = applied_for(borrower), applied_for(holder())

    assert [loan.pk for loan in visible_loans(borrower.actor)] == [mine.id]
    assert [loan.pk for loan in visible_loans(clerk)] == [others.id, mine.id]
    with pytest.raises(NotFound):
        loan_card(borrower.actor, others.id)
    with pytest.raises(NotAllowed):
        visible_loans(people.actor_for(people.auditor()))


def test_a_rehearsal_writes_nothing(borrower: Holder) -> None:
    card = apply_for_loan(actor=borrower.actor, application=an_application(amount="1000"), dry_run=True)

    assert card.status == "ACTIVE"  # type: ignore[union-attr]
    assert not Loan.objects.exists()
    assert borrower.balance_minor == 0


def test_eligibility_says_what_an_application_would_come_to(borrower: Holder) -> None:
    product = offer_loan_product(
        "QUICK", instant_approval_up_to="2000", requirements={"documents": ["PHOTO"]}
    )
    asked = {"amount": "1200", "term": 12, "monthly_income": "3000"}

    lacking = loan_eligibility_of(borrower.actor, product.id, **asked)  # type: ignore[arg-type]
    change_loan_product(actor=LENDER, product_id=product.id, terms={"requirements": {"documents": []}})
    fine = loan_eligibility_of(borrower.actor, product.id, **asked)  # type: ignore[arg-type]
    bare = loan_eligibility_of(LENDER, product.id, customer=borrower.person.id)

    assert (lacking.eligible, lacking.unmet) == (
        False,
        {"documents": ["These documents are missing: PHOTO."]},
    )
    assert (fine.eligible, fine.decided_at_once, fine.burden_minor) == (True, True, 106_62)
    assert (bare.eligible, bare.decided_at_once, bare.met) == (
        True,
        None,
        ["kyc_required", "minimum_age", "one_loan_at_a_time", "no_loan_written_off"],
    )
    with pytest.raises(InvalidInput):
        loan_eligibility_of(LENDER, product.id)


def _fields(actor: Actor) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in ("user_id", "username", "customer_id")}
