"""Bodies of requests and answers about loans and their applications."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from core_banking.api.fields import AmountField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.percent import format_percent
from loans.api.term_fields import TermsSerializer, overrides_in
from loans.arrears import bucket_of
from loans.contracts import MANAGE_ANY_LOAN, LoanApplication, LoanStatus, LoanType, PrepaymentEffect
from loans.loan_cards import LoanCard, Owed
from loans.selectors import LoanEligibility
from loans.terms import LONGEST_TERM, agreed_as_written
from loans.underwriting import Outcome

_NUMBER_LENGTH = 12


class LoanApplicationRequest(TermsSerializer):
    """A loan to apply for: by the code of a product, or by a type; terms the product leaves open may be changed."""

    sensitive_fields = frozenset({"status", "amount_approved", "reference", "decided_by"})
    numbers_as_text = frozenset({"customer_id"})

    amount = AmountField(required=False)
    amount_requested = AmountField(required=False, help_text="Another name of `amount`.")
    loan_type = serializers.ChoiceField(choices=list(LoanType), required=False)
    product = serializers.CharField(max_length=40, required=False, help_text="A product's code.")
    term = serializers.IntegerField(min_value=1, max_value=LONGEST_TERM, help_text="Number of repayments.")
    purpose = serializers.CharField(max_length=255, required=False, allow_blank=True)
    monthly_income = AmountField(
        required=False,
        allow_zero=True,
        help_text="Left out, a member of staff decides, if the product allows it.",
    )
    disbursement_account_number = serializers.CharField(
        max_length=_NUMBER_LENGTH,
        required=False,
        help_text="Where the money goes; may be left out by who has exactly one account, or be named later.",
    )
    customer_id = serializers.CharField(
        max_length=20,
        required=False,
        help_text="For which customer, by staff: the number or the `CUST…` identifier.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields with one amount. Raises `ValidationError`."""
        given = {attrs[name] for name in ("amount", "amount_requested") if name in attrs}
        if not given:
            raise serializers.ValidationError({"amount": ["This field is required."]}, code="required")
        if len(given) > 1:
            raise serializers.ValidationError({"amount_requested": ["This is another amount than `amount`."]})
        return {**attrs, "amount": given.pop()}

    def to_application(self) -> LoanApplication:
        """Return the validated body as the use case takes it."""
        given = self.validated_data
        return LoanApplication(
            amount=given["amount"],
            term=given["term"],
            product_code=given.get("product"),
            loan_type=LoanType(given["loan_type"]) if "loan_type" in given else None,
            purpose=given.get("purpose", ""),
            monthly_income=given.get("monthly_income"),
            disbursement_account_number=given.get("disbursement_account_number"),
            customer=given.get("customer_id"),
            overrides=overrides_in(given),
        )


class LoanApprovalRequest(StrictSerializer):
    """What is approved: the whole if no amount is given."""

    amount_approved = AmountField(required=False, help_text="At most what was asked for.")


class LoanRejectionRequest(StrictSerializer):
    """Why a loan is not approved; the customer is told."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class LoanPayoutRequest(StrictSerializer):
    """Where an approved loan is paid to."""

    disbursement_account_number = serializers.CharField(
        max_length=_NUMBER_LENGTH, required=False, help_text="Left out, the account named before."
    )


class OwedAnswer(serializers.Serializer[Any]):
    """Amounts of a loan by its parts; one of what is owed below zero was paid ahead and comes back."""

    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    penalties = serializers.CharField()
    total = serializers.CharField()


class NextRepaymentAnswer(serializers.Serializer[Any]):
    """The oldest repayment that is not wholly paid."""

    number = serializers.IntegerField()
    due_date = serializers.DateField()
    amount = serializers.CharField(help_text="What is still to be paid of it.")


class RequirementAnswer(serializers.Serializer[Any]):
    """One requirement, and what was found of it."""

    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=list(Outcome))
    reason = serializers.CharField()


class LoanAnswer(serializers.Serializer[Any]):
    """A loan from its application to its end. For the schema; `loan_body` writes it."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=list(LoanStatus))
    loan_type = serializers.ChoiceField(choices=list(LoanType))
    product = serializers.CharField(help_text="Its code.")
    customer_id = serializers.CharField()
    currency = serializers.CharField()
    amount = serializers.CharField(help_text="What was asked for.")
    amount_requested = serializers.CharField(help_text="The same.")
    amount_approved = serializers.CharField(allow_null=True)
    term = serializers.IntegerField(help_text="Number of repayments.")
    purpose = serializers.CharField(allow_blank=True)
    monthly_income = serializers.CharField(allow_null=True)
    disbursement_account_number = serializers.CharField(allow_null=True)
    annual_interest_rate = serializers.CharField(help_text="Percent; the product's until it is agreed.")
    overrides = serializers.DictField(help_text="Terms that the application changed.")
    terms = serializers.DictField(
        allow_null=True,
        help_text="The terms of the schedule as agreed, under the names they have on the product, with `amount`,"
        " `term` and `start_date`.",
    )
    prepayment_effect = serializers.ChoiceField(choices=list(PrepaymentEffect), allow_null=True)
    late_penalty = serializers.CharField(allow_null=True)
    late_penalty_after_days = serializers.IntegerField(allow_null=True)
    applied_at = serializers.DateTimeField()
    applied_on_behalf = serializers.BooleanField(help_text="By staff for the customer.")
    applied_by = serializers.CharField(allow_null=True, help_text="Shown to staff.")
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True, help_text="Shown to staff.")
    decided_instantly = serializers.BooleanField()
    decision_reason = serializers.CharField(allow_blank=True)
    requirements = RequirementAnswer(many=True, help_text="As they were judged last.")
    monthly_repayments = serializers.CharField(help_text="The most that a month's repayments come to.")
    disbursed_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    outstanding = OwedAnswer()
    paid = OwedAnswer()
    written_off = serializers.CharField()
    recovered = serializers.CharField()
    next_repayment = NextRepaymentAnswer(allow_null=True)
    overdue = serializers.CharField(help_text="Of repayments that fell due before today; without penalties.")
    arrears_since = serializers.DateField(allow_null=True)
    days_past_due = serializers.IntegerField()
    arrears_bucket = serializers.CharField(
        help_text="`CURRENT`, or such as `1-30`, `31-60`, `61-90`, `90+` days."
    )


def loan_body(loan: LoanCard, actor: Actor) -> dict[str, Any]:
    """Return a loan as the API shows it to somebody."""
    is_staff, is_agreed = actor.may(MANAGE_ANY_LOAN), bool(loan.terms)

    def major(amount_minor: int | None) -> str | None:
        return (
            None if amount_minor is None else format_minor(amount_minor, Currency.of(loan.currency).exponent)
        )

    return {
        "id": loan.id,
        "reference": loan.reference,
        "status": loan.status.value,
        "loan_type": loan.loan_type.value,
        "product": loan.product_code,
        "customer_id": loan.customer_reference,
        "currency": loan.currency,
        "amount": major(loan.amount_requested_minor),
        "amount_requested": major(loan.amount_requested_minor),
        "amount_approved": major(loan.amount_minor),
        "term": loan.term,
        "purpose": loan.purpose,
        "monthly_income": major(loan.monthly_income_minor),
        "disbursement_account_number": loan.disbursement_account_number,
        "annual_interest_rate": format_percent(loan.annual_rate_ppm),
        "overrides": dict(loan.overrides),
        "terms": agreed_as_written(loan.terms, loan.currency) if is_agreed else None,
        "prepayment_effect": loan.prepayment_effect or None,
        "late_penalty": major(loan.late_penalty_minor) if is_agreed else None,
        "late_penalty_after_days": loan.late_penalty_after_days if is_agreed else None,
        "applied_at": clock.isoformat_utc(loan.applied_at),
        "applied_on_behalf": loan.was_applied_for_on_behalf,
        "applied_by": loan.applied_by if is_staff else None,
        "decided_at": clock.isoformat_utc(loan.decided_at) if loan.decided_at else None,
        "decided_by": loan.decided_by if is_staff else None,
        "decided_instantly": loan.decided_instantly,
        "decision_reason": loan.decision_reason,
        "requirements": loan.decision_facts.get("requirements", []),
        "monthly_repayments": loan.decision_facts.get("monthly_repayments"),
        "disbursed_on": loan.disbursed_on,
        "closed_on": loan.closed_on,
        "outstanding": _owed_body(loan.outstanding, loan.currency),
        "paid": _owed_body(loan.paid, loan.currency),
        "written_off": major(loan.written_off_minor),
        "recovered": major(loan.recovered_minor),
        "next_repayment": None
        if loan.next_repayment is None
        else {
            "number": loan.next_repayment.number,
            "due_date": loan.next_repayment.due_date,
            "amount": major(loan.next_repayment.amount_minor),
        },
        "overdue": major(loan.overdue_minor),
        "arrears_since": loan.arrears_since,
        "days_past_due": loan.days_past_due,
        "arrears_bucket": bucket_of(loan.days_past_due, settings.ARREARS_BUCKETS),
    }


def _owed_body(owed: Owed, currency: str) -> dict[str, str]:
    parts = {
        "principal": owed.principal_minor,
        "interest": owed.interest_minor,
        "fees": owed.fees_minor,
        "penalties": owed.penalties_minor,
        "total": owed.total_minor,
    }
    return {name: format_minor(minor, Currency.of(currency).exponent) for name, minor in parts.items()}


class LoanEligibilityQuery(serializers.Serializer[Any]):
    """For whom staff asks, and the loan in mind; a customer asks for himself."""

    customer_id = serializers.CharField(
        max_length=20, required=False, help_text="By staff: the number or the `CUST…` identifier."
    )
    amount = AmountField(required=False)
    term = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_TERM)
    monthly_income = AmountField(required=False, allow_zero=True)


class LoanEligibilityAnswer(serializers.Serializer[Any]):
    """Whether a customer may apply; requirements under the names they have on the product."""

    eligible = serializers.BooleanField()
    unmet = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is missing, with a sentence for each thing.",
    )
    met = serializers.ListField(child=serializers.CharField())
    for_staff = serializers.ListField(
        child=serializers.CharField(), help_text="What a member of staff would have to judge."
    )
    decided_at_once = serializers.BooleanField(
        allow_null=True, help_text="Whether this amount and term would be approved at once."
    )
    monthly_repayments = serializers.CharField(allow_null=True)


def eligibility_body(found: LoanEligibility) -> dict[str, Any]:
    """Return what was found as the API shows it."""
    exponent = Currency.of(found.product.currency).exponent
    return {
        "eligible": found.eligible,
        "unmet": found.unmet,
        "met": found.met,
        "for_staff": found.for_staff,
        "decided_at_once": found.decided_at_once,
        "monthly_repayments": None
        if found.burden_minor is None
        else format_minor(found.burden_minor, exponent),
    }
