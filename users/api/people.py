"""People as staff sees them over HTTP, and the bank administrators, to the system administrator."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from users import selectors, services
from users.api import examples
from users.api.answers import BankAdministrator, PersonListing
from users.api.filters import PeopleFilter
from users.api.forms import BankAdministratorForm
from users.models import User


class PeopleViewSet(GenericViewSet[User]):
    """All people of the bank, to staff."""

    permission_classes = [Holds("users.view_customers")]
    serializer_class = PersonListing
    filterset_class = PeopleFilter
    ordering_fields = ["id", "username", "email", "kyc_status", "date_joined", "last_login"]

    def get_queryset(self) -> QuerySet[User]:
        return selectors.people()

    @extend_schema(
        operation_id="users_list",
        summary="List people",
        tags=["Customers"],
        responses=PersonListing(many=True),
        examples=examples.PEOPLE,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(PersonListing(selectors.cards_of(page), many=True).data)


class BankAdministratorViewSet(GenericViewSet[User]):
    """Bank administrators, to the system administrator."""

    permission_classes = [Holds("users.manage_bank_admins")]
    serializer_class = BankAdministrator
    lookup_url_kwarg = "user_id"

    def get_queryset(self) -> QuerySet[User]:
        return selectors.bank_administrators()

    @extend_schema(
        operation_id="manager_list",
        summary="List bank administrators",
        tags=["Staff"],
        responses=BankAdministrator(many=True),
        examples=examples.ADMINISTRATOR,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(BankAdministrator(selectors.cards_of(page), many=True).data)

    @extend_schema(
        operation_id="manager_create",
        summary="Add a bank administrator",
        tags=["Staff"],
        request=BankAdministratorForm,
        responses={201: BankAdministrator},
        examples=examples.NEW_ADMINISTRATOR,
    )
    def create(self, request: Request) -> Response:
        form = BankAdministratorForm(data=request.data)
        form.is_valid(raise_exception=True)
        person = services.register_staff(
            actor=actor_of(request),
            person=form.person(),
            password=form.validated_data["password"],
            confirm_password=form.validated_data.get("confirm_password"),
        )
        return Response(BankAdministrator(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="manager_retrieve",
        summary="Show a bank administrator",
        tags=["Staff"],
        responses=BankAdministrator,
        examples=examples.ADMINISTRATOR,
    )
    def retrieve(self, request: Request, user_id: int) -> Response:
        return Response(BankAdministrator(selectors.bank_administrator(user_id)).data)
