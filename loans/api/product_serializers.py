"""The shapes of loan products in the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.contracts import NUMBER_KINDS
from core_banking.api.fields import AmountField
from core_banking.kernel import clock
from core_banking.kernel.money import CURRENCY_CODES
from kyc.contracts import DocumentType
from loans.api.term_fields import PERCENT_SCHEMA, TermsSerializer
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanProductCard,
    LoanType,
    PrepaymentEffect,
    RepaymentUnit,
)
from loans.product_terms import product_as_written
from loans.terms import LONGEST_TERM, OVERRIDABLE_TERMS

_AMOUNT_OR_NULL = {"type": "string", "nullable": True, "example": "1000.00"}
_REQUIREMENTS_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kyc_required": {"type": "boolean"},
        "minimum_age": {"type": "integer", "nullable": True, "example": 18},
        "documents": {
            "type": "array",
            "items": {"type": "string", "enum": [str(each) for each in DocumentType]},
        },
        "identity_numbers": {"type": "array", "items": {"type": "string", "enum": list(NUMBER_KINDS)}},
        "minimum_monthly_income": _AMOUNT_OR_NULL,
        "maximum_income_share": {**PERCENT_SCHEMA, "nullable": True, "example": "40.00"},
    },
}


@extend_schema_field(_REQUIREMENTS_SCHEMA)
class RequirementsField(serializers.Field[Any, Any, Any, Any]):
    """What the borrower must bring, as an object; members left out stay as they are."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the object as it was written: the use case reads it."""
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the object as it is."""
        return value


class LoanProductAnswer(serializers.Serializer[Any]):
    """A loan product: limits, terms, and what the borrower must bring."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    loan_type = serializers.ChoiceField(choices=list(LoanType))
    currency = serializers.CharField()
    minimum_amount = serializers.CharField()
    maximum_amount = serializers.CharField()
    minimum_term = serializers.IntegerField(help_text="Number of repayments.")
    maximum_term = serializers.IntegerField()
    annual_interest_rate = serializers.CharField(help_text="Percent a year.")
    interest_method = serializers.ChoiceField(choices=list(InterestMethod))
    interest_period = serializers.ChoiceField(choices=list(InterestPeriod))
    amortization = serializers.ChoiceField(choices=list(Amortization))
    day_count = serializers.ChoiceField(choices=list(DayCount))
    repayment_every = serializers.IntegerField()
    repayment_unit = serializers.ChoiceField(choices=list(RepaymentUnit))
    grace_on_principal = serializers.IntegerField()
    grace_on_interest = serializers.IntegerField()
    interest_free_periods = serializers.IntegerField()
    installment_multiple = serializers.CharField(allow_null=True)
    origination_fee = serializers.CharField()
    installment_fee = serializers.CharField()
    late_penalty = serializers.CharField()
    late_penalty_after_days = serializers.IntegerField()
    prepayment_effect = serializers.ChoiceField(choices=list(PrepaymentEffect))
    instant_approval_up_to = serializers.CharField(allow_null=True)
    overridable = serializers.ListField(child=serializers.ChoiceField(choices=OVERRIDABLE_TERMS))
    requirements = RequirementsField()
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class LoanProductChange(TermsSerializer):
    """What staff may set on a loan product; what is left out stays as it is."""

    sensitive_fields = frozenset({"code", "loan_type", "currency"})

    name = serializers.CharField(max_length=100, required=False)
    minimum_amount = AmountField(required=False)
    maximum_amount = AmountField(required=False)
    minimum_term = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_TERM)
    maximum_term = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_TERM)
    instant_approval_up_to = AmountField(
        required=False,
        allow_zero=True,
        allow_null=True,
        help_text="Up to here an application that meets every requirement is approved and paid out at once.",
    )
    overridable = serializers.ListField(
        child=serializers.ChoiceField(choices=OVERRIDABLE_TERMS),
        required=False,
        help_text="Terms that a quote or an application may change.",
    )
    requirements = RequirementsField(required=False)
    is_active = serializers.BooleanField(required=False)


class NewLoanProduct(LoanProductChange):
    """A new loan product; terms left out are those of the shipped product of its type."""

    code = serializers.RegexField(r"\A[A-Z][A-Z0-9_]{1,39}\Z", help_text="Capital letters, digits and `_`.")
    loan_type = serializers.ChoiceField(choices=list(LoanType), required=False)
    currency = serializers.ChoiceField(choices=list(CURRENCY_CODES), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields as the use case takes them: identity of the product, and its terms."""
        return {
            "code": attrs.pop("code"),
            "loan_type": LoanType(attrs.pop("loan_type", LoanType.PERSONAL)),
            "currency": attrs.pop("currency", settings.DEFAULT_CURRENCY),
            "terms": attrs,
        }


def loan_product_body(product: LoanProductCard) -> dict[str, Any]:
    """Return a product as the API shows it."""
    written = product_as_written(product)
    return {"id": product.id, **written, "created_at": clock.isoformat_utc(product.created_at)}
