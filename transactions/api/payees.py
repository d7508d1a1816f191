"""The addresses of a customer's saved payees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.authentication import actor_of
from core_banking.api.permissions import Holds
from core_banking.api.throttling import throttle
from transactions.api.payees_serializers import PayeeAnswer, PayeeChangeRequest, PayeeRequest, payee_body
from transactions.contracts import SUBMIT_OWN
from transactions.models import Beneficiary
from transactions.selectors import card_of_payee, payee_card, saved_payees
from transactions.services import change_payee, confirm_payee, remove_payee, save_payee

_TAGS: Final = ["Beneficiaries"]
_HOUR_SECONDS: Final = 3600

_SAVED: dict[str, Any] = {
    "id": 1,
    "account_number": "SAV987654324",
    "nickname": "Landlord",
    "holder_name": "R**** M*****",
    "currency": "USD",
    "confirmed": False,
    "confirmed_at": None,
    "new_until": None,
    "payment_limit": None,
    "daily_limit": "2000.00",
    "created_at": "2026-01-15T12:00:00Z",
}
_CONFIRMED: dict[str, Any] = {
    **_SAVED,
    "confirmed": True,
    "confirmed_at": "2026-01-15T12:01:00Z",
    "new_until": "2026-01-16T12:01:00Z",
}
_SAVE = OpenApiExample(
    "Save a payee",
    value={"account_number": "SAV987654324", "nickname": "Landlord", "daily_limit": "2000.00"},
    request_only=True,
)
_CHANGE = OpenApiExample("Lift a limit", value={"daily_limit": None}, request_only=True)


def _answered(value: dict[str, Any], code: str = "200") -> OpenApiExample:
    return OpenApiExample("A saved payee", value=value, response_only=True, status_codes=[code])


class BeneficiariesView(generics.GenericAPIView[Beneficiary]):
    """The caller's own payees."""

    permission_classes = (Holds(SUBMIT_OWN),)
    serializer_class = PayeeRequest
    queryset = Beneficiary.objects.none()
    ordering_fields = ("id", "nickname", "created_at")
    ordering_columns: ClassVar[Mapping[str, str]] = {"created_at": "saved_at"}
    ordering = ("-saved_at",)

    def get_queryset(self) -> Any:
        """Return the caller's payees."""
        return saved_payees(actor_of(self.request))

    @extend_schema(
        operation_id="beneficiaries_list",
        tags=_TAGS,
        responses=PayeeAnswer(many=True),
        examples=[_answered(_CONFIRMED)],
    )
    def get(self, request: Request) -> Response:
        """List your saved payees, the latest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([payee_body(card_of_payee(row)) for row in page])

    @extend_schema(
        operation_id="beneficiaries_create",
        tags=_TAGS,
        request=PayeeRequest,
        responses={201: PayeeAnswer},
        examples=[_SAVE, _answered(_SAVED, "201")],
    )
    def post(self, request: Request) -> Response:
        """Save a payee. The answer shows the holder's name masked: confirm it, then pay him.

        How often this may be tried is limited, since each try tells whose an account number is.
        """
        serializer = PayeeRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor = actor_of(request)
        throttle("payee-lookup", str(actor.user_id), settings.PAYEE_LOOKUPS_PER_HOUR, _HOUR_SECONDS)
        number = serializer.validated_data["account_number"]
        card = save_payee(actor=actor, account_number=number, terms=serializer.terms())
        return Response(payee_body(card), status=status.HTTP_201_CREATED)


class BeneficiaryView(generics.GenericAPIView[Beneficiary]):
    """One of the caller's payees."""

    permission_classes = (Holds(SUBMIT_OWN),)
    serializer_class = PayeeChangeRequest
    queryset = Beneficiary.objects.none()

    @extend_schema(
        operation_id="beneficiaries_read",
        tags=_TAGS,
        responses=PayeeAnswer,
        examples=[_answered(_CONFIRMED)],
    )
    def get(self, request: Request, beneficiary_id: int) -> Response:
        """Read one saved payee."""
        return Response(payee_body(payee_card(actor_of(request), beneficiary_id)))

    @extend_schema(
        operation_id="beneficiaries_change",
        tags=_TAGS,
        request=PayeeChangeRequest,
        responses=PayeeAnswer,
        examples=[_CHANGE, _answered({**_CONFIRMED, "daily_limit": None})],
    )
    def patch(self, request: Request, beneficiary_id: int) -> Response:
        """Change a payee's nickname or limits; what is left out stays."""
        serializer = PayeeChangeRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor = actor_of(request)
        card = change_payee(actor=actor, beneficiary_id=beneficiary_id, terms=serializer.terms())
        return Response(payee_body(card))

    @extend_schema(operation_id="beneficiaries_remove", tags=_TAGS, responses={204: None})
    def delete(self, request: Request, beneficiary_id: int) -> Response:
        """Remove a payee, with his nickname and limits."""
        remove_payee(actor=actor_of(request), beneficiary_id=beneficiary_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BeneficiaryConfirmView(generics.GenericAPIView[Beneficiary]):
    """The word that a payee is the right one."""

    permission_classes = (Holds(SUBMIT_OWN),)
    serializer_class = PayeeAnswer
    queryset = Beneficiary.objects.none()

    @extend_schema(
        operation_id="beneficiaries_confirm",
        tags=_TAGS,
        request=None,
        responses=PayeeAnswer,
        examples=[_answered(_CONFIRMED)],
    )
    def post(self, request: Request, beneficiary_id: int) -> Response:
        """Confirm that the masked name is the payee's: he can be paid, and his time as a new payee runs."""
        return Response(payee_body(confirm_payee(actor=actor_of(request), beneficiary_id=beneficiary_id)))
