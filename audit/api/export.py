"""The trail as a file, over HTTP."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from audit import services
from audit.api.serializers import TrailQuery
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.searching import catch_up
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel.clock import isoformat_utc, now

_EXAMPLE: Final = OpenApiExample(
    "Two columns of a line",
    value="log_id,timestamp,action_type\r\nLOG4K1ABCDEFGH9,2024-01-15T12:00:00Z,CREATE\r\n",
    media_type="text/csv",
    response_only=True,
)


class AuditExportView(APIView):
    """The entries of a range of dates as CSV."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]

    @extend_schema(
        operation_id="audit_logs_export",
        summary="Export audit logs as CSV",
        description=(
            "The same filters as the list, oldest entry first; `from` and `to` are needed. The lines are sent while"
            " they are read. That the trail was exported is recorded first. A text that a spreadsheet would take for"
            " a formula begins with an apostrophe."
        ),
        tags=["Audit"],
        parameters=[TrailQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Send the file."""
        query = TrailQuery(data=request.query_params)
        refuse_unknown_parameters(request, [name for name, _ in query.fields.items() if name != "ordering"])
        query.is_valid(raise_exception=True)
        filters = query.to_filters()
        lines = services.export_audit_trail(actor=actor_of(request), filters=filters)
        if filters.needs_the_search:
            catch_up()
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8; header=present")
        name = f"audit-trail-{isoformat_utc(now())[:10]}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
