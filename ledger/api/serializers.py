"""The shapes of the books' API: what may be asked, and how a report reads. Amounts are in major units."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.fields import MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import CURRENCY_CODES
from ledger.book_models import PeriodLock
from ledger.closed_periods import LONGEST_REASON
from ledger.models import AccountKind

_FORMATS = ("json", "csv")


class OnQuery(serializers.Serializer[Any]):
    """A report at the end of a business date."""

    on = serializers.DateField(required=False, help_text="The business date; today if left out.")
    currency = serializers.ChoiceField(
        required=False, choices=CURRENCY_CODES, help_text="One currency; all of the book if left out."
    )
    format = serializers.ChoiceField(required=False, choices=_FORMATS, default="json")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in today's date."""
        attrs.setdefault("on", clock.business_date())
        return attrs


class ChartQuery(OnQuery):
    """The chart at the end of a business date."""

    format = None  # type: ignore[assignment]  # pages are JSON only
    kind = serializers.ChoiceField(required=False, choices=AccountKind.choices)


class RangeQuery(serializers.Serializer[Any]):
    """A report of business dates, both inclusive."""

    to = serializers.DateField(required=False, help_text="The last business date; today if left out.")
    currency = serializers.ChoiceField(
        required=False, choices=CURRENCY_CODES, help_text="One currency; all of the book if left out."
    )
    format = serializers.ChoiceField(required=False, choices=_FORMATS, default="json")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        since = serializers.DateField(
            required=False, help_text="The first business date; the first of the year of `to` if left out."
        )
        return {"from": since, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in the dates left out. Raises `ValidationError` for a range that ends before it begins."""
        last = attrs.setdefault("to", clock.business_date())
        if attrs.setdefault("from", last.replace(month=1, day=1)) > last:
            raise serializers.ValidationError({"to": ["The range ends before it begins."]})
        return attrs


class _AccountAnswer(serializers.Serializer[Any]):
    """An account of the chart."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=AccountKind.choices)


class TrialBalanceRow(_AccountAnswer):
    """An account with its debits and credits, and its balance in the column it belongs to."""

    debits = MoneyField(source="debits_minor", currency_source="currency")
    credits = MoneyField(source="credits_minor", currency_source="currency")
    debit_balance = MoneyField(source="debit_balance_minor", currency_source="currency")
    credit_balance = MoneyField(source="credit_balance_minor", currency_source="currency")


class TrialBalanceOfCurrency(serializers.Serializer[Any]):
    """A currency's trial balance: each pair of totals is equal."""

    currency = serializers.CharField()
    accounts = TrialBalanceRow(many=True)
    total_debits = MoneyField(source="total_debits_minor", currency_source="currency")
    total_credits = MoneyField(source="total_credits_minor", currency_source="currency")
    total_debit_balances = MoneyField(source="total_debit_balances_minor", currency_source="currency")
    total_credit_balances = MoneyField(source="total_credit_balances_minor", currency_source="currency")


class TrialBalanceAnswer(serializers.Serializer[Any]):
    """The trial balances of a business date."""

    on = serializers.DateField()
    currencies = TrialBalanceOfCurrency(many=True)


class AccountBalanceRow(_AccountAnswer):
    """An account with its balance: debits less credits of assets and expenses, the other way round of the rest."""

    balance = MoneyField(source="balance_minor", currency_source="currency")


class ChartRow(AccountBalanceRow):
    """An account of the chart; those under it, customers' and loans', are part of its balance."""

    currency = serializers.CharField()
    debits = MoneyField(source="debits_minor", currency_source="currency")
    credits = MoneyField(source="credits_minor", currency_source="currency")


class BalanceSheetOfCurrency(serializers.Serializer[Any]):
    """A currency's balance sheet: assets = liabilities + equity + result."""

    currency = serializers.CharField()
    assets = AccountBalanceRow(many=True)
    liabilities = AccountBalanceRow(many=True)
    equity = AccountBalanceRow(many=True)
    total_assets = MoneyField(source="total_assets_minor", currency_source="currency")
    total_liabilities = MoneyField(source="total_liabilities_minor", currency_source="currency")
    total_equity = MoneyField(source="total_equity_minor", currency_source="currency")
    result = MoneyField(source="result_minor", currency_source="currency")
    is_balanced = serializers.BooleanField()


class BalanceSheetAnswer(serializers.Serializer[Any]):
    """The balance sheets of a business date."""

    on = serializers.DateField()
    currencies = BalanceSheetOfCurrency(many=True)


class ProfitAndLossOfCurrency(serializers.Serializer[Any]):
    """A currency's income and expense; the result is a loss where it is below zero."""

    currency = serializers.CharField()
    income = AccountBalanceRow(many=True)
    expense = AccountBalanceRow(many=True)
    total_income = MoneyField(source="total_income_minor", currency_source="currency")
    total_expense = MoneyField(source="total_expense_minor", currency_source="currency")
    result = MoneyField(source="result_minor", currency_source="currency")


class ProfitAndLossAnswer(serializers.Serializer[Any]):
    """Profit and loss of a range of business dates."""

    to = serializers.DateField()
    currencies = ProfitAndLossOfCurrency(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(), **super().get_fields()}


class PeriodLockForm(StrictSerializer):
    """Through which day the books are to be locked, for good, and why."""

    through = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class PeriodLockAnswer(serializers.ModelSerializer[PeriodLock]):
    """One locking of the books."""

    through = serializers.DateField(source="locked_through")
    locked_by = serializers.CharField(source="locked_by.username", allow_null=True, default=None)

    class Meta:
        model = PeriodLock
        fields = ["id", "through", "reason", "locked_by", "locked_at"]
        read_only_fields = fields
