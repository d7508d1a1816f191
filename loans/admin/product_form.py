"""The form of a loan product: amounts in major units, rates and shares in percent, as in the API."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings

from accounts.contracts import NUMBER_KINDS
from core_banking.kernel.errors import InvalidInput
from kyc.contracts import DocumentType
from loans.contracts import LoanProductCard, LoanType
from loans.models import LoanProduct
from loans.product_terms import changed_product, default_card, product_as_written
from loans.requirements import REQUIREMENT_NAMES
from loans.selectors.products import card_of_loan_product
from loans.terms import OVERRIDABLE_TERMS, PRODUCT_TERMS

AMOUNTS: Final = {
    "minimum_amount": "Minimum amount",
    "maximum_amount": "Maximum amount",
    "annual_interest_rate": "Yearly interest in percent",
    "origination_fee": "Origination fee",
    "installment_fee": "Fee of each repayment",
    "late_penalty": "Penalty of a late repayment",
}
"""Amounts and percentages that are always there, with their labels."""
AMOUNTS_OR_NOTHING: Final = {
    "installment_multiple": "Instalments are multiples of",
    "instant_approval_up_to": "Approved at once up to",
    "minimum_monthly_income": "Minimum monthly income",
    "maximum_income_share": "Maximum share of income in percent",
}
"""Those that may be left empty."""


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]


class LoanProductForm(forms.ModelForm[LoanProduct]):
    """Reads the terms of a loan product and refuses, under its field, what the use case would refuse."""

    minimum_age = forms.IntegerField(required=False)
    documents = forms.MultipleChoiceField(
        choices=_choices(DocumentType), widget=forms.CheckboxSelectMultiple, required=False
    )
    identity_numbers = forms.MultipleChoiceField(
        choices=_choices(NUMBER_KINDS), widget=forms.CheckboxSelectMultiple, required=False
    )
    overridable = forms.MultipleChoiceField(
        label="Terms that one loan may change",
        choices=_choices(OVERRIDABLE_TERMS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    locals().update({name: forms.CharField(label=label, max_length=40) for name, label in AMOUNTS.items()})
    locals().update(
        {
            name: forms.CharField(label=label, max_length=40, required=False)
            for name, label in AMOUNTS_OR_NOTHING.items()
        }
    )

    class Meta:
        model = LoanProduct
        fields = (
            "code",
            "name",
            "loan_type",
            "currency",
            "is_active",
            "minimum_term",
            "maximum_term",
            "interest_method",
            "interest_period",
            "amortization",
            "day_count",
            "repayment_every",
            "repayment_unit",
            "grace_on_principal",
            "grace_on_interest",
            "interest_free_periods",
            "late_penalty_after_days",
            "prepayment_effect",
            "kyc_required",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = product_as_written(self._card())
        requirements: Any = written.pop("requirements")
        if self.instance._state.adding:
            written |= {"code": "", "name": ""}
        self.initial = {**self.initial, **written, **requirements}

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values; amounts are checked in the product's currency, and all terms together."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance._state.adding and not cleaned.get("currency"):
            return cleaned
        try:
            changed_product(self._card(), self.terms())
        except InvalidInput as refusal:
            for name, messages in refusal.fields.items():
                for message in messages:
                    self._show(name, message)
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return what the form says, as the use case takes it; fields with an error of their own are left out."""
        given = {
            name: None if value == "" and name in AMOUNTS_OR_NOTHING else value
            for name, value in self.cleaned_data.items()
        }
        terms = {
            name: given[name]
            for name in (*PRODUCT_TERMS, "name", "is_active", "overridable")
            if name in given
        }
        terms["requirements"] = {name: given[name] for name in REQUIREMENT_NAMES if name in given}
        return terms

    def _show(self, name: str, message: str) -> None:
        member, _, said = message.partition(": ")
        if name == "requirements" and member in self.fields:
            self.add_error(member, said)
        else:
            self.add_error(name if name in self.fields else None, message)

    def _card(self) -> LoanProductCard:
        if not self.instance._state.adding:
            return card_of_loan_product(LoanProduct.objects.get(pk=self.instance.pk))
        given: Any = getattr(self, "cleaned_data", {})
        return default_card(
            "NEW",
            LoanType(given.get("loan_type") or LoanType.PERSONAL),
            given.get("currency") or settings.DEFAULT_CURRENCY,
        )
