"""The address that says what a loan would cost."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.permissions import Anyone
from core_banking.api.principals import actor_of
from core_banking.api.throttling import throttle
from loans.api.quote_serializers import QuoteAnswer, QuoteRequest, quote_body
from loans.api.term_fields import overrides_in
from loans.selectors import quote_of_product

EXAMPLES = [
    OpenApiExample(
        "Two hundred for two months",
        value={"amount": "200.00", "term": 2, "start_date": "2024-01-31"},
        request_only=True,
    ),
    OpenApiExample(
        "What it would cost",
        value={
            "currency": "USD",
            "amount": "200.00",
            "term": 2,
            "start_date": "2024-01-31",
            "annual_interest_rate": "12.00",
            "origination_fee": "0.00",
            "paid_out": "200.00",
            "apr": "11.9802",
            "totals": {
                "principal": "200.00",
                "interest": "3.00",
                "fees": "0.00",
                "due": "203.00",
                "cost": "3.00",
            },
            "periods": [
                {
                    "number": 1,
                    "days": 30,
                    "due_date": "2024-02-29",
                    "principal": "99.50",
                    "interest": "2.00",
                    "fees": "0.00",
                    "due": "101.50",
                    "balance": "100.50",
                },
                {
                    "number": 2,
                    "days": 30,
                    "due_date": "2024-03-31",
                    "principal": "100.50",
                    "interest": "1.00",
                    "fees": "0.00",
                    "due": "101.50",
                    "balance": "0.00",
                },
            ],
        },
        response_only=True,
    ),
]


class LoanQuoteView(APIView):
    """Anybody may ask what a loan would cost."""

    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="loan_products_quote",
        tags=["Loan products"],
        request=QuoteRequest,
        responses=QuoteAnswer,
        examples=EXAMPLES,
    )
    def post(self, request: Request, loan_product_id: int) -> Response:
        """Show the schedule, the totals and the annual percentage rate of a loan. Nothing is kept.

        Terms that the product names in `overridable` may be changed for the quote; staff may change any.
        """
        actor = actor_of(request)
        if actor.is_anonymous:
            throttle("loan-quote", actor.ip_address or "", settings.LOAN_QUOTES_PER_MINUTE, 60)
        body = QuoteRequest(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        answer = quote_of_product(
            actor,
            loan_product_id,
            amount=given["amount"],
            term=given["term"],
            start_date=given.get("start_date"),
            overrides=overrides_in(given),
        )
        return Response(quote_body(answer))
