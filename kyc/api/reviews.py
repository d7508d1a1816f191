"""The review queue over HTTP."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from kyc import selectors, services
from kyc.api import examples
from kyc.api.answers import PersonDetail, StandingAnswer
from kyc.api.forms import RejectionForm
from kyc.models import IdentityRecord
from kyc.permissions import REVIEW_KYC


class ReviewViewSet(GenericViewSet[IdentityRecord]):
    """Customers who wait for a decision, who has waited longest first; `id` is the customer's number."""

    permission_classes = [Holds(REVIEW_KYC)]
    queryset = IdentityRecord.objects.none()
    serializer_class = StandingAnswer
    lookup_url_kwarg = "user_id"

    def get_queryset(self) -> QuerySet[IdentityRecord]:
        return selectors.review_queue()

    @extend_schema(
        operation_id="kyc_reviews_list",
        summary="List customers waiting for review",
        tags=["KYC"],
        responses=StandingAnswer(many=True),
        examples=examples.REVIEW,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(StandingAnswer(selectors.standings(page), many=True).data)

    @extend_schema(
        operation_id="kyc_reviews_retrieve",
        summary="Show where a customer stands",
        tags=["KYC"],
        responses=StandingAnswer,
        examples=examples.REVIEW,
    )
    def retrieve(self, request: Request, user_id: int) -> Response:
        return Response(StandingAnswer(services.read_standing(actor=actor_of(request), user_id=user_id)).data)

    @extend_schema(
        operation_id="kyc_reviews_approve",
        summary="Approve a customer",
        tags=["KYC"],
        request=None,
        responses=PersonDetail,
        examples=examples.PERSON,
    )
    def approve(self, request: Request, user_id: int) -> Response:
        return Response(PersonDetail(services.approve_kyc(actor=actor_of(request), user_id=user_id)).data)

    @extend_schema(
        operation_id="kyc_reviews_reject",
        summary="Reject a customer",
        tags=["KYC"],
        request=RejectionForm,
        responses=PersonDetail,
        examples=examples.REJECTION,
    )
    def reject(self, request: Request, user_id: int) -> Response:
        form = RejectionForm(data=request.data)
        form.is_valid(raise_exception=True)
        person = services.reject_kyc(
            actor=actor_of(request), user_id=user_id, reason=form.validated_data["reason"]
        )
        return Response(PersonDetail(person).data)
