"""The health of the books over HTTP."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from ledger.contracts import VIEW_BOOKS
from operations.books_health import Health, books_health_for

_RESULTS: Final = [(result.value, result.value) for result in Health]


class HealthQuery(serializers.Serializer[Any]):
    """Whether to prove the books anew."""

    fresh = serializers.BooleanField(
        required=False, default=False, help_text="Prove the books now; refused for a large book."
    )


class CheckAnswer(serializers.Serializer[Any]):
    """One check: what it found when it was computed, and how long that took."""

    name = serializers.CharField()
    result = serializers.ChoiceField(choices=_RESULTS)
    problems = serializers.ListField(child=serializers.CharField())
    computed_at = serializers.DateTimeField(allow_null=True)
    took_ms = serializers.IntegerField(allow_null=True)


class BooksHealthAnswer(serializers.Serializer[Any]):
    """All checks, and what they come to."""

    result = serializers.ChoiceField(choices=_RESULTS)
    checks = CheckAnswer(many=True)


_EXAMPLE: Final = OpenApiExample(
    "Books in order",
    value={
        "result": "HEALTHY",
        "checks": [
            {
                "name": "currencies_sum_to_zero",
                "result": "HEALTHY",
                "problems": [],
                "computed_at": "2024-01-15T02:00:00Z",
                "took_ms": 412,
            },
            {
                "name": "audit_chain",
                "result": "HEALTHY",
                "problems": [],
                "computed_at": "2024-01-15T02:00:00Z",
                "took_ms": 140,
            },
        ],
    },
    response_only=True,
)


class BooksHealthView(APIView):
    """Whether the books are in order."""

    permission_classes = [Holds(VIEW_BOOKS)]

    @extend_schema(
        operation_id="ledger_health",
        summary="Show the health of the books",
        description=(
            "What the proofs of the books found when they were last computed, and how the business day stands now. "
            "The worker computes them (`BOOKS_PROVEN_EVERY_HOURS`); a proof that is overdue by as long again counts as "
            "not computed. The chain of the audit trail is not sealed yet, "
            "and is said to be so."
        ),
        tags=["Books"],
        parameters=[HealthQuery],
        responses=BooksHealthAnswer,
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        query = HealthQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        found = books_health_for(actor_of(request), fresh=query.validated_data["fresh"])
        return Response(BooksHealthAnswer(found).data)
