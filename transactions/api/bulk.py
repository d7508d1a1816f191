"""The addresses of bulk transfers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.authentication import actor_of
from core_banking.api.idempotency import (
    claim_of,
    is_dry_run,
    json_answer,
    replayed_response,
    response_of,
)
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.parsers import StrictJSONParser, StrictMultiPartParser
from core_banking.api.permissions import Holds
from core_banking.kernel.idempotency import Answer
from transactions.api import bulk_examples as examples
from transactions.api.bulk_lines import BulkCsvParser
from transactions.api.bulk_serializers import (
    BulkLineAnswer,
    BulkRehearsalAnswer,
    BulkTransferAnswer,
    BulkTransferRequest,
    BulkTransferUpload,
    bulk_line_body,
    bulk_transfer_body,
    order_of,
    rehearsal_body,
)
from transactions.bulk_contracts import BulkLineStatus, BulkMode, BulkStatus, BulkTransferCard
from transactions.contracts import SUBMIT_ANY, SUBMIT_OWN
from transactions.models import BulkTransfer, BulkTransferLine
from transactions.selectors import (
    bulk_transfer_card,
    card_of_bulk_line,
    card_of_bulk_transfer,
    visible_bulk_lines,
    visible_bulk_transfers,
)
from transactions.services import order_bulk_transfer, pin_proven_by, rehearse_bulk_transfer

_TAGS = ["Bulk transfers"]
_OF_A_CSV_BODY = [
    OpenApiParameter(
        "from_account_number", str, description="With a `text/csv` body: where the money comes from."
    ),
    OpenApiParameter(
        "mode",
        str,
        enum=[mode.value for mode in BulkMode],
        description="With a `text/csv` body: what a refused line means for the others.",
    ),
]


class BulkTransferFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, and account, its number in any case."""

    status = django_filters.ChoiceFilter(choices=[(status.value, status.value) for status in BulkStatus])
    account_number = django_filters.CharFilter(method="out_of_account")

    class Meta:
        model = BulkTransfer
        fields: tuple[str, ...] = ()

    def out_of_account(self, rows: QuerySet[BulkTransfer], name: str, number: str) -> QuerySet[BulkTransfer]:
        """Keep the bulk transfers out of one account."""
        return rows.filter(from_account__account_number=number.upper())


class BulkLineFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status."""

    status = django_filters.ChoiceFilter(choices=[(status.value, status.value) for status in BulkLineStatus])

    class Meta:
        model = BulkTransferLine
        fields: tuple[str, ...] = ()


def _accepted(card: BulkTransferCard) -> Answer:
    return json_answer(status.HTTP_202_ACCEPTED, bulk_transfer_body(card))


class BulkTransfersView(generics.GenericAPIView[BulkTransfer]):
    """Bulk transfers: those out of the caller's accounts, or all for staff who move money."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    parser_classes = (StrictJSONParser, StrictMultiPartParser, BulkCsvParser)
    pagination_class = KeysetOrPages
    filterset_class = BulkTransferFilters
    serializer_class = BulkTransferRequest
    queryset = BulkTransfer.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True

    @property
    def order_parameters(self) -> frozenset[str]:
        """The parameters of an order itself: a CSV body has no other place for them."""
        is_csv = (self.request.content_type or "").partition(";")[
            0
        ].strip().lower() == BulkCsvParser.media_type
        return frozenset({"from_account_number", "mode"}) if is_csv else frozenset()

    def get_queryset(self) -> Any:
        """Return the bulk transfers the caller may see."""
        return visible_bulk_transfers(actor_of(self.request))

    @extend_schema(
        operation_id="bulk_transfers_list",
        tags=_TAGS,
        responses=BulkTransferAnswer(many=True),
        examples=examples.TRANSFERS,
    )
    def get(self, request: Request) -> Response:
        """List bulk transfers, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([bulk_transfer_body(card_of_bulk_transfer(row)) for row in page])

    @extend_schema(
        operation_id="bulk_transfers_create",
        tags=_TAGS,
        parameters=_OF_A_CSV_BODY,
        request={
            "application/json": BulkTransferRequest,
            "multipart/form-data": BulkTransferUpload,
            "text/csv": OpenApiTypes.STR,
        },
        responses={202: BulkTransferAnswer, 200: BulkRehearsalAnswer},
        examples=examples.ORDER,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Order up to 10,000 transfers at once; follow its progress and the result of each line at its own address."""
        actor, dry_run = actor_of(request), is_dry_run(request)
        order, pin = order_of(request.data)
        claim = claim_of(request, actor, request.path, _accepted)
        order = replace(order, pin_proven=pin_proven_by(actor, pin))
        if dry_run:
            return response_of(
                json_answer(200, rehearsal_body(rehearse_bulk_transfer(actor=actor, order=order)))
            )
        outcome = order_bulk_transfer(actor=actor, order=order, claim=claim)
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_accepted(outcome))


class BulkTransferView(generics.GenericAPIView[BulkTransfer]):
    """One bulk transfer."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = BulkTransferAnswer
    queryset = BulkTransfer.objects.none()

    @extend_schema(
        operation_id="bulk_transfers_read",
        tags=_TAGS,
        responses=BulkTransferAnswer,
        examples=examples.TRANSFERS,
    )
    def get(self, request: Request, bulk_transfer_id: str) -> Response:
        """Read how far a bulk transfer has come."""
        return Response(bulk_transfer_body(bulk_transfer_card(actor_of(request), bulk_transfer_id)))


class BulkTransferLinesView(generics.GenericAPIView[BulkTransferLine]):
    """The lines of one bulk transfer."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    pagination_class = KeysetOrPages
    filterset_class = BulkLineFilters
    serializer_class = BulkLineAnswer
    queryset = BulkTransferLine.objects.none()
    keyset_field = "line_number"

    def get_queryset(self) -> Any:
        """Return the lines, if the caller may see their order."""
        if "bulk_transfer_id" not in self.kwargs:
            return self.queryset  # while the schema is made
        return visible_bulk_lines(actor_of(self.request), self.kwargs["bulk_transfer_id"])

    @extend_schema(
        operation_id="bulk_transfers_lines",
        tags=_TAGS,
        responses=BulkLineAnswer(many=True),
        examples=examples.LINES,
    )
    def get(self, request: Request, bulk_transfer_id: str) -> Response:
        """List the lines in their order, with what came of each."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([bulk_line_body(card_of_bulk_line(row)) for row in page])
