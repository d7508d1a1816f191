"""The shapes of arrears in the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.percent import format_percent
from core_banking.kernel.rounding import round_half_even
from loans.arrears import bucket_of
from loans.loan_cards import LoanCard
from loans.selectors import Portfolio

_MILLION = 1_000_000


class LoanInArrearsAnswer(serializers.Serializer[Any]):
    """A loan that is past due."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    customer_id = serializers.CharField()
    product = serializers.CharField(help_text="Its code.")
    currency = serializers.CharField()
    bucket = serializers.CharField(help_text="Such as `1-30`, `31-60`, `61-90` and `90+` days.")
    days_past_due = serializers.IntegerField()
    arrears_since = serializers.DateField(
        allow_null=True, help_text="The oldest due date that is not wholly paid."
    )
    overdue = serializers.CharField(help_text="Of repayments that fell due before today; without penalties.")
    penalties = serializers.CharField(help_text="Charged and not paid.")
    principal = serializers.CharField(help_text="All that is still owed of it.")
    outstanding = serializers.CharField(help_text="Principal, interest, fees and penalties.")


class PortfolioQuery(serializers.Serializer[Any]):
    """The portfolio at the end of a business date."""

    on = serializers.DateField(required=False, help_text="The business date; today if left out.")


class AtRiskAnswer(serializers.Serializer[Any]):
    """The loans past due by so many days, with all their principal."""

    loans = serializers.IntegerField()
    principal = serializers.CharField()
    share = serializers.CharField(help_text="Percent of all principal outstanding.")


class PortfolioAnswer(serializers.Serializer[Any]):
    """The loans of one currency."""

    currency = serializers.CharField()
    loans = serializers.IntegerField(help_text="That owe principal.")
    principal = serializers.CharField(help_text="Outstanding.")
    par1 = AtRiskAnswer(help_text="One day past due, or more.")
    par30 = AtRiskAnswer(help_text="More than 30 days past due.")
    par60 = AtRiskAnswer(help_text="More than 60 days past due.")
    par90 = AtRiskAnswer(help_text="More than 90 days past due.")


class PortfolioAtRiskAnswer(serializers.Serializer[Any]):
    """What is at risk, by currency."""

    on = serializers.DateField()
    portfolios = PortfolioAnswer(many=True)


def arrears_body(loan: LoanCard) -> dict[str, Any]:
    """Return a loan that is past due as the API shows it."""

    def major(amount_minor: int) -> str:
        return format_minor(amount_minor, Currency.of(loan.currency).exponent)

    return {
        "id": loan.id,
        "reference": loan.reference,
        "customer_id": loan.customer_reference,
        "product": loan.product_code,
        "currency": loan.currency,
        "bucket": bucket_of(loan.days_past_due, settings.ARREARS_BUCKETS),
        "days_past_due": loan.days_past_due,
        "arrears_since": loan.arrears_since,
        "overdue": major(loan.overdue_minor),
        "penalties": major(loan.outstanding.penalties_minor),
        "principal": major(loan.outstanding.principal_minor),
        "outstanding": major(loan.outstanding.total_minor),
    }


def portfolio_body(portfolio: Portfolio) -> dict[str, Any]:
    """Return the portfolio of a currency as the API shows it."""
    exponent = Currency.of(portfolio.currency).exponent
    at_risk = {
        f"par{each.days}": {
            "loans": each.loans,
            "principal": format_minor(each.principal_minor, exponent),
            "share": format_percent(round_half_even(each.share * _MILLION)),
        }
        for each in portfolio.at_risk
    }
    return {
        "currency": portfolio.currency,
        "loans": portfolio.loans,
        "principal": format_minor(portfolio.principal_minor, exponent),
        **at_risk,
    }
