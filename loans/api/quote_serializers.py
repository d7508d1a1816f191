"""The shapes of quotes in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.fields import AmountField
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.percent import format_percent
from core_banking.kernel.rounding import round_half_even
from loans.api.term_fields import TermsSerializer
from loans.contracts import Installment, Quote
from loans.terms import LONGEST_TERM

_MILLION = 1_000_000


class QuoteRequest(TermsSerializer):
    """The loan somebody thinks of: its amount and number of repayments, and terms the product leaves open."""

    amount = AmountField()
    term = serializers.IntegerField(min_value=1, max_value=LONGEST_TERM, help_text="Number of repayments.")
    start_date = serializers.DateField(required=False, help_text="Today, if left out.")


class QuotePeriodAnswer(serializers.Serializer[Any]):
    """One repayment."""

    number = serializers.IntegerField()
    days = serializers.IntegerField(help_text="Days of the period by the day count.")
    due_date = serializers.DateField()
    principal = serializers.CharField()
    interest = serializers.CharField(help_text="What falls due of it with this repayment.")
    fees = serializers.CharField()
    due = serializers.CharField(help_text="Principal, interest and fees.")
    balance = serializers.CharField(help_text="Principal that is owed after it.")


class QuoteTotalsAnswer(serializers.Serializer[Any]):
    """Sums over the whole loan."""

    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField(help_text="Those of the repayments, and the origination fee.")
    due = serializers.CharField(help_text="All repayments.")
    cost = serializers.CharField(help_text="What the loan costs: interest and fees.")


class QuoteAnswer(serializers.Serializer[Any]):
    """What a loan would cost."""

    currency = serializers.CharField()
    amount = serializers.CharField()
    term = serializers.IntegerField()
    start_date = serializers.DateField()
    annual_interest_rate = serializers.CharField(help_text="Percent a year.")
    origination_fee = serializers.CharField(help_text="Taken from what is paid out.")
    paid_out = serializers.CharField(help_text="The amount less the origination fee.")
    apr = serializers.CharField(
        help_text="Percent a year with all fees, by the actuarial method of Regulation Z, Appendix J."
    )
    totals = QuoteTotalsAnswer()
    periods = QuotePeriodAnswer(many=True)


def quote_body(quote: Quote) -> dict[str, Any]:
    """Return a quote as the API shows it."""
    schedule, terms = quote.schedule, quote.schedule.terms
    exponent = Currency.of(quote.currency).exponent

    def money(amount_minor: int) -> str:
        return format_minor(amount_minor, exponent)

    def period(row: Installment) -> dict[str, Any]:
        return {
            "number": row.number,
            "days": row.days,
            "due_date": row.due_date.isoformat(),
            "principal": money(row.principal_minor),
            "interest": money(row.interest_minor),
            "fees": money(row.fee_minor),
            "due": money(row.due_minor),
            "balance": money(row.balance_minor),
        }

    return {
        "currency": quote.currency,
        "amount": money(terms.amount_minor),
        "term": terms.term,
        "start_date": terms.start_date.isoformat(),
        "annual_interest_rate": format_percent(terms.annual_rate_ppm),
        "origination_fee": money(terms.origination_fee_minor),
        "paid_out": money(terms.amount_minor - terms.origination_fee_minor),
        "apr": format_percent(round_half_even(quote.apr * _MILLION)),
        "totals": {
            "principal": money(schedule.principal_minor),
            "interest": money(schedule.interest_minor),
            "fees": money(schedule.fees_minor),
            "due": money(sum(row.due_minor for row in schedule.installments)),
            "cost": money(schedule.interest_minor + schedule.fees_minor),
        },
        "periods": [period(row) for row in schedule.installments],
    }
