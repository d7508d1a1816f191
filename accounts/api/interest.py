"""The interest of an account over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors
from accounts.api.fields import RateField
from accounts.api.permissions import CustomersAndAccountStaff
from accounts.contracts import InterestPostingPeriod, InterestSettlement
from core_banking.api.fields import MoneyField
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.principals import actor_of
from core_banking.kernel.day_count import DayCount


class InterestPostingSerializer(serializers.Serializer[Any]):
    """Interest that was posted for the nights until `period_end`, or forgone when the account was closed."""

    period_end = serializers.DateField()
    posted_on = serializers.DateField()
    how = serializers.ChoiceField(choices=list(InterestSettlement))
    interest = MoneyField(source="gross_minor", currency_source="currency", help_text="Before tax.")
    tax = MoneyField(source="tax_minor", currency_source="currency")
    tax_rate = RateField(source="tax_rate_ppm")
    net = MoneyField(source="net_minor", currency_source="currency")
    paid_into = serializers.CharField(
        source="paid_into_number", allow_null=True, help_text="Another account, where this one was closed."
    )
    transaction_id = serializers.SerializerMethodField()
    reversed = serializers.BooleanField(source="is_reversed", help_text="What is reversed is owed again.")

    def get_transaction_id(self, posting: Any) -> str | None:
        """Return the movement that paid it; null where it was forgone."""
        return posting.transaction_id or None


class InterestSerializer(serializers.Serializer[Any]):
    """The interest of an account: its terms, what has accrued and was not posted, and the newest postings."""

    account_number = serializers.CharField(source="card.account_number", allow_null=True)
    currency = serializers.CharField(source="card.currency")
    interest_rate = RateField(source="card.annual_rate_ppm")
    day_count = serializers.ChoiceField(source="card.day_count", choices=list(DayCount))
    interest_posting = serializers.ChoiceField(
        source="card.interest_posting", choices=list(InterestPostingPeriod)
    )
    withholding_tax_rate = RateField(source="withholding_tax_ppm")
    accrued_interest = MoneyField(
        source="accrued_minor", currency_source="card.currency", help_text="Before tax, and not posted yet."
    )
    accrued_through = serializers.DateField(allow_null=True, help_text="The last night that has accrued.")
    next_posting_date = serializers.DateField(allow_null=True)
    postings = InterestPostingSerializer(many=True)


_EXAMPLE = OpenApiExample(
    "A savings account in the middle of a month",
    value={
        "account_number": "SAV120045675",
        "currency": "USD",
        "interest_rate": "3.65",
        "day_count": "ACTUAL/365",
        "interest_posting": "MONTHLY",
        "withholding_tax_rate": "25.00",
        "accrued_interest": "1.40",
        "accrued_through": "2024-02-14",
        "next_posting_date": "2024-03-01",
        "postings": [
            {
                "period_end": "2024-01-31",
                "posted_on": "2024-02-01",
                "how": "PERIOD",
                "interest": "1.70",
                "tax": "0.42",
                "tax_rate": "25.00",
                "net": "1.28",
                "paid_into": "SAV120045675",
                "transaction_id": "TXN4K1Q2W3E4R5T",
                "reversed": False,
            }
        ],
    },
    response_only=True,
)


class InterestView(APIView):
    """The interest of an account, for its owner and for staff that manages accounts."""

    permission_classes = [CustomersAndAccountStaff]

    @extend_schema(
        operation_id="accounts_interest",
        summary="Show the interest of an account",
        description=(
            "What has accrued night by night and was not posted yet, by which rate and day count, when it is posted"
            " next, and what was posted with the tax kept back of it, the newest first (at most 24)."
        ),
        tags=["Accounts"],
        responses=InterestSerializer,
        examples=[_EXAMPLE],
    )
    def get(self, request: Request, account_id: int) -> Response:
        refuse_unknown_parameters(request, [])
        return Response(InterestSerializer(selectors.interest_of(actor_of(request), account_id)).data)
