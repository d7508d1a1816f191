"""The audit trail over HTTP: read-only, for auditors and system administrators."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from audit import services
from audit.api.pagination import TrailPages
from audit.api.serializers import ORDERINGS, AuditLogSerializer, TrailQuery
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.models import AuditLog
from audit.searching import catch_up
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of

_PAGE_PARAMETERS: Final = ("page", "page_size", "cursor")
_EXAMPLE = OpenApiExample(
    "A transfer",
    value={
        "id": 4711,
        "log_id": "LOG4K1ABCDEFGH9",
        "action_type": "CREATE",
        "user": {"id": 12, "username": "mira_holm", "customer_id": "CUST5550001234"},
        "target_model": "Transaction",
        "target_id": "TXN12345ABC678",
        "description": "Transaction created",
        "outcome": "SUCCESS",
        "code": "",
        "subject": 12,
        "details": {"amount": "100.00", "currency": "USD"},
        "channel": "api",
        "ip_address": "192.168.1.1",
        "user_agent": "curl/8.5.0",
        "request_id": "5f2b8c1e9d3a4f60b7c2d1e0f9a8b7c6",
        "timestamp": "2024-01-15T12:00:00Z",
    },
    response_only=True,
)


class AuditLogViewSet(GenericViewSet[AuditLog]):
    """The trail, newest first. Every reading of it leaves an entry of its own."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]
    serializer_class = AuditLogSerializer
    pagination_class = TrailPages
    filter_backends = []
    queryset = AuditLog.objects.none()
    lookup_url_kwarg = "id"

    @extend_schema(
        operation_id="audit_logs_list",
        summary="List audit logs",
        tags=["Audit"],
        parameters=[TrailQuery],
        responses=AuditLogSerializer(many=True),
        examples=[_EXAMPLE],
    )
    def list(self, request: Request) -> Response:
        query = TrailQuery(data=request.query_params)
        refuse_unknown_parameters(request, [*query.fields, *_PAGE_PARAMETERS])
        query.is_valid(raise_exception=True)
        newest_first = query.validated_data["ordering"] == ORDERINGS[0]

        def take_page(trail: QuerySet[AuditLog]) -> list[AuditLog]:
            return self.paginate_queryset(trail if newest_first else trail.order_by("timestamp", "id")) or []

        filters = query.to_filters()
        if filters.needs_the_search:
            catch_up()
        page = services.read_audit_trail(actor=actor_of(request), filters=filters, take_page=take_page)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="audit_logs_read",
        summary="Show one audit log",
        description="By its number, or by its `LOG…` identifier.",
        tags=["Audit"],
        responses=AuditLogSerializer,
        examples=[_EXAMPLE],
    )
    def retrieve(self, request: Request, id: str) -> Response:
        entry = services.read_audit_entry(actor=actor_of(request), key=id)
        return Response(self.get_serializer(entry).data)
