"""The audit trail over HTTP: read-only, for auditors and system administrators."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from audit import services
from audit.api.pagination import TrailPages
from audit.api.serializers import ORDERINGS, AuditLogSerializer, TrailQuery
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.models import AuditLog
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of

_PAGE_PARAMETERS = ("page", "page_size", "cursor")


class AuditLogList(GenericAPIView[AuditLog]):
    """Lists the trail, newest first. Reading it is itself recorded."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]
    serializer_class = AuditLogSerializer
    pagination_class = TrailPages
    filter_backends = []
    queryset = AuditLog.objects.none()

    @extend_schema(summary="List audit logs", tags=["Audit"], parameters=[TrailQuery])
    def get(self, request: Request) -> Response:
        query = TrailQuery(data=request.query_params)
        refuse_unknown_parameters(request, [*query.fields, *_PAGE_PARAMETERS])
        query.is_valid(raise_exception=True)
        newest_first = query.validated_data["ordering"] == ORDERINGS[0]

        def take_page(trail: QuerySet[AuditLog]) -> list[AuditLog]:
            return self.paginate_queryset(trail if newest_first else trail.order_by("timestamp", "id")) or []

        page = services.read_audit_trail(
            actor=actor_of(request), filters=query.to_filters(), take_page=take_page
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class AuditLogDetail(GenericAPIView[AuditLog]):
    """Shows one entry, by its number or its `LOG…` identifier. Reading it is itself recorded."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]
    serializer_class = AuditLogSerializer
    queryset = AuditLog.objects.none()

    @extend_schema(summary="Show one audit log", tags=["Audit"])
    def get(self, request: Request, id: str) -> Response:
        entry = services.read_audit_entry(actor=actor_of(request), key=id)
        return Response(self.get_serializer(entry).data)
