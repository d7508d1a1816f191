"""The form of a product: amounts in major units, the rate in percent, as in the API."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.conf import settings

from accounts.contracts import (
    FEE_TRANSACTION_TYPES,
    NUMBER_KINDS,
    AccountType,
    InterestPostingPeriod,
    MaturityInstruction,
)
from accounts.models import AccountProduct
from accounts.selectors.products import card_of_product
from accounts.terms import (
    AMOUNT_COLUMNS,
    ProductTerms,
    product_terms_as_written,
    read_fees,
    read_product_columns,
)
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.errors import InvalidInput
from kyc.contracts import DocumentType

_FEE_FIELDS: Final = {f"fee_{kind.lower()}": kind for kind in FEE_TRANSACTION_TYPES}
_TERM_FIELDS: Final[tuple[str, ...]] = ("term_months", "early_withdrawal_penalty", "maturity_instruction")
_INTEREST_FIELDS: Final[tuple[str, ...]] = ("day_count", "interest_posting", "withholding_tax_rate")
_SAME_IN_FORM: Final = (
    "name",
    "kyc_required",
    "minimum_age_years",
    "required_documents",
    "required_numbers",
    "one_per_customer",
    "auto_activate",
    "is_active",
)


class ProductForm(forms.ModelForm[AccountProduct]):
    """Reads the terms of a product and refuses, under its field, what the use case would refuse."""

    interest_rate = forms.CharField(label="Yearly interest in percent", max_length=20, initial="0.00")
    minimum_balance = forms.CharField(max_length=40, initial="0")
    opening_deposit = forms.CharField(max_length=40, initial="0")
    single_transaction_limit = forms.CharField(max_length=40, initial="10000")
    daily_transaction_limit = forms.CharField(max_length=40, initial="50000")
    required_documents = forms.MultipleChoiceField(
        choices=[(kind.value, kind.value) for kind in DocumentType],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    required_numbers = forms.MultipleChoiceField(
        choices=[(kind, kind) for kind in NUMBER_KINDS], widget=forms.CheckboxSelectMultiple, required=False
    )
    day_count = forms.ChoiceField(
        choices=[(each.value, each.value) for each in DayCount], initial=DayCount.ACTUAL_365.value
    )
    interest_posting = forms.ChoiceField(
        choices=[(each.value, each.value) for each in InterestPostingPeriod],
        initial=InterestPostingPeriod.MONTHLY.value,
    )
    withholding_tax_rate = forms.CharField(
        label="Tax withheld from interest in percent", max_length=20, initial="0.00"
    )
    # Of fixed deposits, which need all three, and of nothing else.
    term_months = forms.IntegerField(label="Term in months", required=False)
    early_withdrawal_penalty = forms.CharField(
        label="Penalty of an early withdrawal in percent", max_length=20, required=False
    )
    maturity_instruction = forms.ChoiceField(
        label="At maturity, unless its owner says otherwise",
        choices=[("", "---------"), *((each.value, each.value) for each in MaturityInstruction)],
        required=False,
    )
    fee_withdrawal = forms.CharField(label="Fee of a withdrawal", max_length=40, required=False)
    fee_transfer = forms.CharField(label="Fee of a transfer", max_length=40, required=False)
    fee_payment = forms.CharField(label="Fee of a payment", max_length=40, required=False)

    class Meta:
        model = AccountProduct
        fields = [
            "code",
            "name",
            "account_type",
            "currency",
            "kyc_required",
            "minimum_age_years",
            "one_per_customer",
            "auto_activate",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.setdefault("currency", settings.DEFAULT_CURRENCY)
            return
        terms = product_terms_as_written(card_of_product(self.instance))
        fees: Any = terms.pop("fees")
        self.initial.update(terms)
        self.initial.update({field: fees.get(kind, "") for field, kind in _FEE_FIELDS.items()})

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values; amounts and rate are checked in the product's currency."""
        cleaned = super().clean() or self.cleaned_data
        currency = cleaned.get("currency") if self.instance._state.adding else self.instance.currency
        if currency:
            self._check(currency)
        self._check_term(cleaned.get("account_type") or self.instance.account_type)
        return cleaned

    def terms(self) -> ProductTerms:
        """Return what the form says, as the use case takes it."""
        terms: dict[str, Any] = {
            name: self.cleaned_data[name] for name in _SAME_IN_FORM if name in self.cleaned_data
        }
        for name in (*AMOUNT_COLUMNS, "interest_rate", *_INTEREST_FIELDS):
            if name in self.cleaned_data:
                terms[name] = self.cleaned_data[name]
        terms |= {
            name: given for name in _TERM_FIELDS if (given := self.cleaned_data.get(name)) not in (None, "")
        }
        terms["fees"] = {kind: self.cleaned_data.get(field) or None for field, kind in _FEE_FIELDS.items()}
        return cast("ProductTerms", terms)

    def _check(self, currency: str) -> None:
        terms = self.terms()
        try:
            read_product_columns(terms, currency)
            for field, kind in _FEE_FIELDS.items():
                self._check_fee(field, kind, currency)
        except InvalidInput as refusal:
            for name, messages in refusal.fields.items():
                self.add_error(name, list(messages))

    def _check_term(self, account_type: str) -> None:
        given = [name for name in _TERM_FIELDS if self.cleaned_data.get(name) not in (None, "")]
        if account_type == AccountType.FIXED_DEPOSIT:
            # A field with an error of its own is not among the cleaned ones.
            for missing in [each for each in _TERM_FIELDS if each in self.cleaned_data and each not in given]:
                self.add_error(missing, "A fixed deposit needs this.")
            return
        if self.cleaned_data.get("interest_posting") == InterestPostingPeriod.AT_MATURITY:
            self.add_error("interest_posting", "Only a fixed deposit matures.")
        for foreign in given:
            self.add_error(foreign, "Only a fixed deposit has a term.")

    def _check_fee(self, field: str, kind: str, currency: str) -> None:
        try:
            read_fees({kind: self.cleaned_data.get(field) or None}, currency)
        except InvalidInput as refusal:
            self.add_error(field, list(refusal.fields["fees"]))
