"""The shapes of accounts, products and statements in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import FeesField, MomentField, RateField, ShareField
from accounts.api.interest import InterestPostingSerializer
from accounts.api.opening_serializers import OpeningFundsSerializer
from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    NUMBER_KINDS,
    OPENABLE_TYPES,
    AccountApplication,
    AccountStatus,
    AccountType,
    AccountWithBalance,
    InterestPostingPeriod,
    MaturityInstruction,
    ProductCard,
)
from accounts.terms import LONGEST_TERM_MONTHS, format_rate
from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.money import CURRENCY_CODES
from kyc.contracts import DocumentType

_NICKNAME_LENGTH = 60


class AccountSerializer(serializers.Serializer[Any]):
    """An account with its balance. `account_number` is null until staff has activated the account."""

    id = serializers.IntegerField(source="card.id")
    account_number = serializers.CharField(source="card.account_number", allow_null=True)
    account_type = serializers.ChoiceField(source="card.account_type", choices=list(AccountType))
    balance = MoneyField(source="balance.balance_minor", currency_source="card.currency")
    available_balance = MoneyField(source="balance.available_minor", currency_source="card.currency")
    status = serializers.ChoiceField(source="card.status", choices=list(AccountStatus))
    interest_rate = RateField(source="card.annual_rate_ppm")
    minimum_balance = MoneyField(source="card.minimum_balance_minor", currency_source="card.currency")
    daily_transaction_limit = MoneyField(source="card.daily_limit_minor", currency_source="card.currency")
    single_transaction_limit = MoneyField(source="card.single_limit_minor", currency_source="card.currency")
    created_at = serializers.DateTimeField(source="card.created_at")
    currency = serializers.CharField(source="card.currency")
    nickname = serializers.CharField(source="card.nickname")
    product = serializers.CharField(source="card.product_code")
    customer_id = serializers.CharField(source="card.customer_reference")
    status_reason = serializers.SerializerMethodField()
    activated_at = serializers.DateTimeField(source="card.activated_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="card.closed_at", allow_null=True)
    term_months = serializers.IntegerField(
        source="card.term.term_months",
        allow_null=True,
        help_text="Of fixed deposits; null for other accounts.",
    )
    maturity_date = serializers.DateField(
        source="card.term.maturity_date", allow_null=True, help_text="Null until the deposit is funded."
    )
    maturity_instruction = serializers.ChoiceField(
        source="card.term.maturity_instruction", choices=list(MaturityInstruction), allow_null=True
    )
    payout_account_number = serializers.CharField(source="card.term.payout_account_number", allow_null=True)
    accrued_interest = MoneyField(
        source="accrued_interest_minor",
        currency_source="card.currency",
        help_text="Before tax, and not posted yet.",
    )

    def get_status_reason(self, account: AccountWithBalance) -> str | None:
        """Return why staff changed the status, to staff alone: a reason may be an investigation's."""
        return account.card.status_reason if self.context["actor"].may(MANAGE_ANY_ACCOUNT) else None


class ClosedAccountSerializer(AccountSerializer):
    """An account that was just closed, with what became of the interest it was owed."""

    closing_interest = InterestPostingSerializer(
        allow_null=True,
        help_text="Paid into another account of the owner, or forgone; null if there was none.",
    )


class AccountApplicationSerializer(OpeningFundsSerializer):
    """An account to be opened: by type, or by the code of a product."""

    sensitive_fields = frozenset(
        {"account_number", "status", "interest_rate", "daily_transaction_limit", "single_transaction_limit"}
    )
    numbers_as_text = frozenset({"customer_id"})

    account_type = serializers.ChoiceField(choices=OPENABLE_TYPES, required=False)
    product = serializers.CharField(max_length=40, required=False)
    currency = serializers.ChoiceField(
        choices=list(CURRENCY_CODES), required=False, help_text="Refused unless it is the product's."
    )
    minimum_balance = AmountField(allow_zero=True, required=False)
    nickname = serializers.CharField(max_length=_NICKNAME_LENGTH, required=False, allow_blank=True)
    customer_id = serializers.CharField(
        max_length=20,
        required=False,
        help_text="For which customer, by staff: the number or the `CUST…` identifier.",
    )
    maturity_instruction = serializers.ChoiceField(
        choices=list(MaturityInstruction),
        required=False,
        help_text="What becomes of a fixed deposit at maturity; left out, what its product says.",
    )
    payout_account_number = serializers.CharField(
        max_length=12,
        required=False,
        help_text="Where a fixed deposit is paid out to: another account of the owner.",
    )
    aadhaar_number = serializers.CharField(max_length=20, required=False, write_only=True)
    pan_number = serializers.CharField(max_length=20, required=False, write_only=True)
    pin = serializers.RegexField(
        r"\A[0-9]{4}([0-9]{2})?\Z",
        required=False,
        write_only=True,
        help_text="Asked for with a funding account, once you have set one.",
    )

    def to_application(self, *, pin_proven: bool = False) -> AccountApplication:
        """Return the validated body as the use case takes it."""
        given = self.validated_data
        account_type = given.get("account_type")
        return AccountApplication(
            account_type=AccountType(account_type) if account_type else None,
            product_code=given.get("product"),
            currency=given.get("currency"),
            customer=given.get("customer_id"),
            minimum_balance=given.get("minimum_balance"),
            nickname=given.get("nickname", ""),
            funds=self.to_funds(pin_proven=pin_proven),
            maturity_instruction=_instruction(given),
            payout_account_number=given.get("payout_account_number"),
            aadhaar_number=given.get("aadhaar_number"),
            pan_number=given.get("pan_number"),
        )


class AccountChangeSerializer(StrictSerializer):
    """What may be set on an account: the nickname by its owner, the rest by staff."""

    sensitive_fields = frozenset(
        {"account_number", "account_type", "status", "interest_rate", "currency", "product", "status_reason"}
    )

    nickname = serializers.CharField(max_length=_NICKNAME_LENGTH, required=False, allow_blank=True)
    minimum_balance = AmountField(allow_zero=True, required=False)
    daily_transaction_limit = AmountField(allow_zero=True, required=False)
    single_transaction_limit = AmountField(allow_zero=True, required=False)

    maturity_instruction = serializers.ChoiceField(choices=list(MaturityInstruction), required=False)
    payout_account_number = serializers.CharField(max_length=12, required=False, allow_null=True)


class ReasonSerializer(StrictSerializer):
    """Why the status of an account changes; an owner who closes his account may leave it out."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class BalanceQuery(serializers.Serializer[Any]):
    """The moment asked for; left out, it is now."""

    at = MomentField(required=False, help_text="An instant with its offset, or a business date (its end).")


class BalanceSerializer(serializers.Serializer[Any]):
    """A balance at a moment; what was available is only known for now."""

    account_number = serializers.CharField(source="card.account_number", allow_null=True)
    currency = serializers.CharField(source="card.currency")
    at = serializers.DateTimeField()
    balance = MoneyField(source="balance_minor", currency_source="card.currency")
    available_balance = MoneyField(source="available_minor", currency_source="card.currency", allow_null=True)


class ProductSerializer(serializers.Serializer[Any]):
    """A product: terms, requirements, limits and fees of the accounts opened under it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    account_type = serializers.ChoiceField(choices=OPENABLE_TYPES)
    currency = serializers.CharField()
    interest_rate = RateField(source="annual_rate_ppm")
    minimum_balance = MoneyField(source="minimum_balance_minor", currency_source="currency")
    opening_deposit = MoneyField(source="opening_deposit_minor", currency_source="currency")
    kyc_required = serializers.BooleanField()
    minimum_age_years = serializers.IntegerField(allow_null=True)
    required_documents = serializers.ListField(child=serializers.CharField())
    required_numbers = serializers.ListField(child=serializers.CharField())
    one_per_customer = serializers.BooleanField()
    single_transaction_limit = MoneyField(source="single_limit_minor", currency_source="currency")
    daily_transaction_limit = MoneyField(source="daily_limit_minor", currency_source="currency")
    fees = FeesField()
    auto_activate = serializers.BooleanField()
    is_active = serializers.BooleanField()
    term_months = serializers.IntegerField(allow_null=True)
    early_withdrawal_penalty = serializers.SerializerMethodField(
        help_text="Percent of the principal that an early withdrawal costs; null for what is no fixed deposit."
    )
    maturity_instruction = serializers.ChoiceField(choices=list(MaturityInstruction), allow_null=True)
    day_count = serializers.ChoiceField(choices=list(DayCount))
    interest_posting = serializers.ChoiceField(choices=list(InterestPostingPeriod))
    withholding_tax_rate = RateField(
        source="withholding_tax_ppm", help_text="Percent kept back of the interest."
    )
    created_at = serializers.DateTimeField()

    @extend_schema_field({"type": "string", "nullable": True, "example": "1.00"})
    def get_early_withdrawal_penalty(self, product: ProductCard) -> str | None:
        """Return the penalty in percent."""
        return format_rate(product.early_withdrawal_penalty_ppm) if product.term_months else None


class ProductChangeSerializer(StrictSerializer):
    """The terms staff may set on a product; what is left out stays as it is."""

    sensitive_fields = frozenset({"code", "account_type", "currency"})

    name = serializers.CharField(max_length=100, required=False)
    interest_rate = RateField(required=False)
    minimum_balance = AmountField(allow_zero=True, required=False)
    opening_deposit = AmountField(allow_zero=True, required=False)
    kyc_required = serializers.BooleanField(
        required=False, help_text="Whether accounts wait for the approval of KYC; without it, money does."
    )
    minimum_age_years = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=150)
    required_documents = serializers.ListField(
        child=serializers.ChoiceField(choices=list(DocumentType)), required=False
    )
    required_numbers = serializers.ListField(
        child=serializers.ChoiceField(choices=NUMBER_KINDS), required=False
    )
    one_per_customer = serializers.BooleanField(required=False)
    single_transaction_limit = AmountField(allow_zero=True, required=False)
    daily_transaction_limit = AmountField(allow_zero=True, required=False)
    fees = FeesField(required=False)
    auto_activate = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)
    term_months = serializers.IntegerField(
        required=False, min_value=1, max_value=LONGEST_TERM_MONTHS, help_text="Of fixed deposits."
    )
    early_withdrawal_penalty = ShareField(required=False, help_text="Percent of the principal.")
    maturity_instruction = serializers.ChoiceField(choices=list(MaturityInstruction), required=False)
    day_count = serializers.ChoiceField(
        choices=list(DayCount), required=False, help_text="How the days of a year are counted for interest."
    )
    interest_posting = serializers.ChoiceField(
        choices=list(InterestPostingPeriod),
        required=False,
        help_text="When accrued interest is put on the account; AT_MATURITY for fixed deposits alone.",
    )
    withholding_tax_rate = ShareField(
        required=False, help_text="Percent of the interest, at most 50, kept back for the tax office."
    )


class NewProductSerializer(ProductChangeSerializer):
    """A new product; terms left out take the shipped defaults."""

    code = serializers.RegexField(r"\A[A-Z][A-Z0-9_]{1,39}\Z", help_text="Capital letters, digits and `_`.")
    account_type = serializers.ChoiceField(choices=OPENABLE_TYPES)
    currency = serializers.ChoiceField(choices=list(CURRENCY_CODES), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields as `create_product` takes them: identity of the product, and its terms."""
        return {
            "code": attrs.pop("code"),
            "account_type": AccountType(attrs.pop("account_type")),
            "currency": attrs.pop("currency", settings.DEFAULT_CURRENCY),
            "terms": attrs,
        }


def _instruction(given: Mapping[str, Any]) -> MaturityInstruction | None:
    return MaturityInstruction(given["maturity_instruction"]) if "maturity_instruction" in given else None
