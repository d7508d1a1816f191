"""The addresses of the bank's own holidays: everybody reads them, staff keeps them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.contracts import MANAGE_PRODUCTS
from core_banking.api.authentication import actor_of
from core_banking.api.permissions import AnyoneReadsHolderWrites, Holds
from core_banking.api.serializers import StrictSerializer
from transactions.models import BankHoliday
from transactions.services import drop_bank_holiday, keep_bank_holiday

_TAGS = ["Standing orders"]
_ASKED_FOR: dict[str, Any] = {"date": "2026-05-04", "name": "Founders' day"}
_EXAMPLES = [
    OpenApiExample(
        "Founders' day", value={"id": 1, **_ASKED_FOR}, response_only=True, status_codes=["200", "201"]
    ),
]
_ASKED = OpenApiExample("Founders' day", value=_ASKED_FOR, request_only=True)


class BankHolidayRequest(StrictSerializer):
    """A day on which the bank does no business, beyond weekends and the public holidays of its country."""

    date = serializers.DateField()
    name = serializers.CharField(max_length=100)


class BankHolidayAnswer(serializers.Serializer[Any]):
    """One of the bank's own holidays."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    name = serializers.CharField()


class BankHolidaysView(generics.GenericAPIView[BankHoliday]):
    """The bank's own holidays."""

    permission_classes = (AnyoneReadsHolderWrites(MANAGE_PRODUCTS),)
    serializer_class = BankHolidayRequest
    queryset = BankHoliday.objects.order_by("date")

    @extend_schema(
        operation_id="bank_holidays_list",
        tags=_TAGS,
        responses=BankHolidayAnswer(many=True),
        examples=_EXAMPLES,
    )
    def get(self, request: Request) -> Response:
        """List the bank's own holidays, by date. Weekends and public holidays are the bank's settings."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(BankHolidayAnswer(page, many=True).data)

    @extend_schema(
        operation_id="bank_holidays_create",
        tags=_TAGS,
        request=BankHolidayRequest,
        responses={201: BankHolidayAnswer},
        examples=[_ASKED, *_EXAMPLES],
    )
    def post(self, request: Request) -> Response:
        """Keep a holiday. Payments that are planned on it move by the holiday rule of their order."""
        serializer = BankHolidayRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        holiday = keep_bank_holiday(actor=actor_of(request), **serializer.validated_data)
        return Response(BankHolidayAnswer(holiday).data, status=status.HTTP_201_CREATED)


class BankHolidayView(generics.GenericAPIView[BankHoliday]):
    """One of the bank's own holidays."""

    permission_classes = (Holds(MANAGE_PRODUCTS),)
    serializer_class = BankHolidayAnswer
    queryset = BankHoliday.objects.none()

    @extend_schema(operation_id="bank_holidays_delete", tags=_TAGS, responses={204: None})
    def delete(self, request: Request, holiday_id: int) -> Response:
        """Take a holiday away again."""
        drop_bank_holiday(actor=actor_of(request), holiday_id=holiday_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
