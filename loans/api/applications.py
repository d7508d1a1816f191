"""The addresses of loans: the list, applying, and what is decided."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.idempotency import claim_of, is_dry_run, json_answer, replayed_response, response_of
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel import clock
from core_banking.kernel.idempotency import Answer
from loans.api import application_examples as examples
from loans.api.application_serializers import (
    LoanAnswer,
    LoanApplicationRequest,
    LoanApprovalRequest,
    LoanEligibilityAnswer,
    LoanEligibilityQuery,
    LoanPayoutRequest,
    LoanRejectionRequest,
    eligibility_body,
    loan_body,
)
from loans.contracts import APPLY_FOR_OWN_LOAN, MANAGE_ANY_LOAN, LoanStatus, LoanType
from loans.loan_cards import LoanCard
from loans.models import Loan
from loans.selectors import loan_card, loan_cards, loan_eligibility_of, visible_loans
from loans.services import (
    apply_for_loan,
    approve_loan,
    reject_loan,
    take_approved_loan,
    withdraw_loan_application,
)

_TAGS = ["Loans"]
_BORROWERS_AND_STAFF = Holds(APPLY_FOR_OWN_LOAN, MANAGE_ANY_LOAN)
_ISO_DATES = ["%Y-%m-%d"]
_LONGEST_ROW_NUMBER = 18


class LoanFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, type, product, reference, borrower, and the business date of the application (inclusive)."""

    status = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in LoanStatus])
    loan_type = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in LoanType])
    product = django_filters.CharFilter(field_name="product__code")
    reference = django_filters.CharFilter()
    customer_id = django_filters.CharFilter(
        method="of_customer", help_text="The borrower's number or `CUST…` identifier."
    )
    date_from = django_filters.DateFilter(method="applied_from", input_formats=_ISO_DATES)
    date_to = django_filters.DateFilter(method="applied_to", input_formats=_ISO_DATES)

    class Meta:
        model = Loan
        fields: tuple[str, ...] = ()

    def of_customer(self, loans: QuerySet[Loan], name: str, value: str) -> QuerySet[Loan]:
        """Keep the loans of one customer."""
        if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ROW_NUMBER:
            return loans.filter(customer_id=int(value))
        return loans.filter(customer__customer_id=value)

    def applied_from(self, loans: QuerySet[Loan], name: str, date: dt.date) -> QuerySet[Loan]:
        """Keep what was applied for on a date or later."""
        return loans.filter(applied_at__gte=_start_of(date))

    def applied_to(self, loans: QuerySet[Loan], name: str, date: dt.date) -> QuerySet[Loan]:
        """Keep what was applied for on a date or before."""
        return loans.filter(applied_at__lt=_start_of(date, days_later=1))


def _start_of(date: dt.date, *, days_later: int = 0) -> dt.datetime:
    try:
        return clock.start_of_business_date(date + dt.timedelta(days=days_later))
    except OverflowError:  # the first and the last day of the calendar, in some time zones
        first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
        return last if date.year > 1 else first


class LoansView(generics.GenericAPIView[Loan]):
    """Loans: the caller's own, or all for staff who manage them."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    pagination_class = KeysetOrPages
    filterset_class = LoanFilters
    serializer_class = LoanApplicationRequest
    queryset = Loan.objects.none()
    ordering_fields = ("id", "applied_at", "status", "amount")
    ordering_columns: ClassVar[dict[str, str]] = {"amount": "amount_requested_minor"}
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True

    def get_queryset(self) -> Any:
        """Return the loans the caller may see."""
        return visible_loans(actor_of(self.request))

    @extend_schema(
        operation_id="loans_list", tags=_TAGS, responses=LoanAnswer(many=True), examples=examples.LOAN
    )
    def get(self, request: Request) -> Response:
        """List loans, newest first."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        actor = actor_of(request)
        return self.get_paginated_response([loan_body(card, actor) for card in loan_cards(page)])

    @extend_schema(
        operation_id="loans_apply",
        tags=_TAGS,
        request=LoanApplicationRequest,
        responses={201: LoanAnswer, 200: LoanAnswer},
        examples=examples.APPLICATION,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Apply for a loan; staff does for a customer by `customer_id`.

        Where the product allows it and every requirement is met, it is approved and paid out at once; else it waits
        for staff. What is not met is named, with the reason. Nobody has two loans that live.
        """
        body = LoanApplicationRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)

        def created(card: LoanCard) -> Answer:
            return json_answer(status.HTTP_201_CREATED, loan_body(card, actor))

        outcome = apply_for_loan(
            actor=actor,
            application=body.to_application(),
            claim=claim_of(request, actor, request.path, created),
            dry_run=dry_run,
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, loan_body(outcome, actor)) if dry_run else created(outcome))


class LoanView(generics.GenericAPIView[Loan]):
    """One loan."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    serializer_class = LoanAnswer
    queryset = Loan.objects.none()

    @extend_schema(operation_id="loans_read", tags=_TAGS, responses=LoanAnswer, examples=examples.LOAN)
    def get(self, request: Request, loan_id: int) -> Response:
        """Show a loan: what was asked, decided, paid and owed, and when the next repayment falls due."""
        actor = actor_of(request)
        return Response(loan_body(loan_card(actor, loan_id), actor))


class LoanApprovalView(generics.GenericAPIView[Loan]):
    """Approving a loan."""

    permission_classes = (Holds(MANAGE_ANY_LOAN),)
    serializer_class = LoanApprovalRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_approve",
        tags=_TAGS,
        request=LoanApprovalRequest,
        responses=LoanAnswer,
        examples=examples.APPROVAL,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Approve a loan, all of it or less, and pay it out where an account is named. Nobody approves his own.

        Where the product's terms have changed since the application, its borrower takes it himself, if he agrees.
        """
        body = LoanApprovalRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor = actor_of(request)

        def approved(card: LoanCard) -> Answer:
            return json_answer(status.HTTP_200_OK, loan_body(card, actor))

        outcome = approve_loan(
            actor=actor,
            loan_id=loan_id,
            amount_approved=body.validated_data.get("amount_approved"),
            claim=claim_of(request, actor, request.path, approved),
            dry_run=is_dry_run(request),
        )
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(approved(outcome))


class LoanRejectionView(generics.GenericAPIView[Loan]):
    """Turning an application down."""

    permission_classes = (Holds(MANAGE_ANY_LOAN),)
    serializer_class = LoanRejectionRequest
    queryset = Loan.objects.none()

    @extend_schema(
        operation_id="loans_reject",
        tags=_TAGS,
        request=LoanRejectionRequest,
        responses=LoanAnswer,
        examples=examples.REJECTION,
    )
    def post(self, request: Request, loan_id: int) -> Response:
        """Turn an application down; the customer is told why. Nobody decides on his own."""
        body = LoanRejectionRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor = actor_of(request)
        loan = reject_loan(actor=actor, loan_id=loan_id, reason=body.validated_data["reason"])
        return Response(loan_body(loan, actor))


class LoanWithdrawalView(generics.GenericAPIView[Loan]):
    """Taking an application back."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    serializer_class = LoanAnswer
    queryset = Loan.objects.none()

    @extend_schema(
        operation_id="loans_withdraw",
        tags=_TAGS,
        request=None,
        responses=LoanAnswer,
        examples=examples.WITHDRAWAL,
    )
    def post(self, request: Request, loan_id: int) -> Response:
        """Take back one's own application, or decline an approved loan that was not paid out."""
        actor = actor_of(request)
        return Response(loan_body(withdraw_loan_application(actor=actor, loan_id=loan_id), actor))


class LoanPayoutView(generics.GenericAPIView[Loan]):
    """Having an approved loan paid out."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    serializer_class = LoanPayoutRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_disburse",
        tags=_TAGS,
        request=LoanPayoutRequest,
        responses=LoanAnswer,
        examples=examples.PAYOUT,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Have one's approved loan paid out to an account; needed where none was named before."""
        body = LoanPayoutRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor = actor_of(request)

        def paid_out(card: LoanCard) -> Answer:
            return json_answer(status.HTTP_200_OK, loan_body(card, actor))

        outcome = take_approved_loan(
            actor=actor,
            loan_id=loan_id,
            disbursement_account_number=body.validated_data.get("disbursement_account_number"),
            claim=claim_of(request, actor, request.path, paid_out),
            dry_run=is_dry_run(request),
        )
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(paid_out(outcome))


class LoanEligibilityView(generics.GenericAPIView[Loan]):
    """What a customer meets and lacks for a product."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    serializer_class = LoanEligibilityAnswer
    queryset = Loan.objects.none()
    filter_backends = ()

    @extend_schema(
        operation_id="loan_products_eligibility",
        tags=["Loan products"],
        parameters=[LoanEligibilityQuery],
        responses=LoanEligibilityAnswer,
        filters=False,
        examples=examples.ELIGIBILITY,
    )
    def get(self, request: Request, loan_product_id: int) -> Response:
        """Ask whether one may have a loan before applying: what is met, what is missing, what staff would judge."""
        query = LoanEligibilityQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, list(query.fields))
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = loan_eligibility_of(
            actor_of(request),
            loan_product_id,
            customer=asked.get("customer_id"),
            amount=asked.get("amount"),
            term=asked.get("term"),
            monthly_income=asked.get("monthly_income"),
        )
        return Response(eligibility_body(found))
