"""Customers and people over HTTP, as staff sees them; and the KYC decision by the person's own address."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Holds, IsSignedIn
from core_banking.api.principals import actor_of
from kyc import selectors, services
from kyc.api import examples
from kyc.api.answers import PersonDetail, RegisteredCustomer
from kyc.api.filters import CustomerFilter
from kyc.api.forms import KycStatusForm, RegistrationForm
from kyc.api.registration import STRICT_FORMS, registered_from
from kyc.models import IdentityRecord
from kyc.permissions import ONBOARD_CUSTOMER, REVIEW_KYC, VIEW_CUSTOMERS
from users.contracts import KycStatus
from users.selectors import cards_of, person_card


class CustomerViewSet(GenericViewSet[IdentityRecord]):
    """The bank's customers, to staff."""

    queryset = IdentityRecord.objects.none()
    serializer_class = PersonDetail
    parser_classes = UPLOAD_PARSERS
    filterset_class = CustomerFilter
    ordering_fields = ["id", "username", "date_joined"]
    lookup_url_kwarg = "user_id"

    def get_permissions(self) -> list[BasePermission]:
        right = ONBOARD_CUSTOMER if self.request.method == "POST" else VIEW_CUSTOMERS
        return [Holds(right)()]

    def get_queryset(self) -> QuerySet[Any]:
        return selectors.customers()

    @extend_schema(
        operation_id="customer_list",
        summary="List customers",
        tags=["Customers"],
        responses=PersonDetail(many=True),
        examples=examples.PERSON,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(PersonDetail(cards_of(page), many=True).data)

    @extend_schema(
        operation_id="customer_create",
        summary="Register a customer on behalf",
        tags=["Customers"],
        request=STRICT_FORMS,
        responses={201: RegisteredCustomer},
        examples=examples.REGISTRATION,
    )
    def create(self, request: Request) -> Response:
        person = registered_from(request, RegistrationForm)
        return Response(RegisteredCustomer(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="customer_retrieve",
        summary="Show a customer",
        tags=["Customers"],
        responses=PersonDetail,
        examples=examples.PERSON,
    )
    def retrieve(self, request: Request, user_id: int) -> Response:
        return Response(PersonDetail(selectors.customer_for(actor_of(request), str(user_id))).data)


class CustomerByReference(APIView):
    """One customer, to staff and to himself."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="customers_retrieve",
        summary="Show a customer, by number or CUST id",
        tags=["Customers"],
        parameters=[
            OpenApiParameter(
                "reference", str, OpenApiParameter.PATH, description="`1001` or `CUST1234567890`."
            )
        ],
        responses=PersonDetail,
        examples=examples.PERSON,
    )
    def get(self, request: Request, reference: str) -> Response:
        """Return a customer; to a customer himself only his own."""
        return Response(PersonDetail(selectors.customer_for(actor_of(request), reference)).data)


class PersonView(APIView):
    """One person of the bank, to staff, and the decision about his KYC."""

    def get_permissions(self) -> list[BasePermission]:
        right = REVIEW_KYC if self.request.method == "PUT" else VIEW_CUSTOMERS
        return [Holds(right)()]

    @extend_schema(
        operation_id="users_retrieve",
        summary="Show a person",
        tags=["Customers"],
        responses=PersonDetail,
        examples=examples.PERSON,
    )
    def get(self, request: Request, user_id: int) -> Response:
        """Return a person, customer or staff."""
        return Response(PersonDetail(person_card(user_id)).data)

    @extend_schema(
        operation_id="users_update",
        summary="Decide a customer's KYC",
        tags=["KYC"],
        request=KycStatusForm,
        responses=PersonDetail,
        examples=examples.KYC_DECISION,
    )
    def put(self, request: Request, user_id: int) -> Response:
        """Approve, reject with a reason, or put a rejected customer back into the queue on his behalf."""
        form = KycStatusForm(data=request.data)
        form.is_valid(raise_exception=True)
        person = services.decide_kyc(
            actor=actor_of(request),
            user_id=user_id,
            status=KycStatus(form.validated_data["kyc_status"]),
            reason=form.validated_data.get("reason"),
        )
        return Response(PersonDetail(person).data)
