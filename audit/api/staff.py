"""What members of staff did, over HTTP, for auditors."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import services
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.patterns import Pattern, PatternKind
from audit.staff_contracts import ActivityPage, StaffQuestion
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel import clock

_DEFAULT_DAYS: Final = 7
_NUMBER: Final = 9_223_372_036_854_775_807
_ACTIVITY: Final = OpenApiExample(
    "A clerk's week",
    value={
        "from": "2024-01-09",
        "to": "2024-01-15",
        "next_after": None,
        "results": [
            {
                "user_id": 12,
                "username": "robin_ashby",
                "deeds": 34,
                "refusals": 1,
                "customers_read": 11,
                "exports": 2,
                "outside_hours": 0,
                "days": [
                    {
                        "date": "2024-01-15",
                        "actions": {"APPROVE": 3, "READ": 31},
                        "refusals": 1,
                        "customers_read": 11,
                        "outside_hours": 0,
                    }
                ],
            }
        ],
    },
    response_only=True,
)
_PATTERNS: Final = OpenApiExample(
    "One day stands out",
    value={
        "from": "2024-01-09",
        "to": "2024-01-15",
        "results": [
            {
                "kind": "MANY_CUSTOMERS_IN_A_DAY",
                "user_id": 12,
                "on": "2024-01-15",
                "sentence": "Read 140 different customers; usual are 12 for this person, 15 for colleagues.",
                "numbers": {"customers": 140, "own_usual": 12, "colleagues_usual": 15, "from": 60},
            }
        ],
    },
    response_only=True,
)


class StaffQuery(serializers.Serializer[Any]):
    """A range of days and, if wanted, one member of staff."""

    to = serializers.DateField(required=False, help_text="Until this day, inclusive; today if left out.")
    user = serializers.IntegerField(
        required=False, min_value=1, max_value=_NUMBER, help_text="Only this person, by number."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        since = serializers.DateField(
            required=False, help_text=f"From this day on; {_DEFAULT_DAYS} days if left out."
        )
        return {**super().get_fields(), "from": since}

    def to_question(self) -> StaffQuestion:
        """Return the validated query as the use case takes it."""
        asked = self.validated_data
        last: dt.date = asked.get("to") or clock.business_date(clock.now())
        earliest = last - dt.timedelta(days=min(_DEFAULT_DAYS - 1, last.toordinal() - 1))
        return StaffQuestion(first=asked.get("from") or earliest, last=last, user_id=asked.get("user"))


class ActivityQuery(StaffQuery):
    """The same, in pages of members of staff."""

    after = serializers.IntegerField(
        required=False, min_value=0, max_value=_NUMBER, help_text="`next_after` of the page before."
    )


class StaffDaySerializer(serializers.Serializer[Any]):
    """One day of one member of staff."""

    date = serializers.DateField()
    actions = serializers.DictField(child=serializers.IntegerField(), help_text="Deeds by kind.")
    refusals = serializers.IntegerField()
    customers_read = serializers.IntegerField()
    outside_hours = serializers.IntegerField(help_text="Deeds outside of working hours.")


class StaffActivitySerializer(serializers.Serializer[Any]):
    """One member of staff over the range."""

    user_id = serializers.IntegerField()
    username = serializers.CharField()
    deeds = serializers.IntegerField()
    refusals = serializers.IntegerField()
    customers_read = serializers.IntegerField(help_text="Different customers, each counted once.")
    exports = serializers.IntegerField()
    outside_hours = serializers.IntegerField()
    days = StaffDaySerializer(many=True)


class _InRange(serializers.Serializer[Any]):
    to = serializers.DateField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class StaffActivityAnswer(_InRange):
    """What members of staff did."""

    next_after = serializers.IntegerField(allow_null=True, help_text="Where the next page begins.")
    results = StaffActivitySerializer(many=True)


class StaffPatternSerializer(serializers.Serializer[Pattern]):
    """One thing that stands out, with the numbers that make it so."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.name) for kind in PatternKind])
    user_id = serializers.IntegerField()
    on = serializers.DateField()
    sentence = serializers.CharField()
    numbers = serializers.DictField(child=serializers.IntegerField())


class StaffPatternsAnswer(_InRange):
    """What stands out in the work of staff."""

    results = StaffPatternSerializer(many=True)


class StaffActivityView(APIView):
    """What each member of staff did, counted by day."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]

    @extend_schema(
        operation_id="audit_logs_activity",
        summary="Report what staff did",
        tags=["Audit"],
        parameters=[ActivityQuery],
        responses=StaffActivityAnswer,
        examples=[_ACTIVITY],
    )
    def get(self, request: Request) -> Response:
        """Count deeds, refusals, customers read, exports and work outside of hours."""
        query = _asked(request, ActivityQuery(data=request.query_params))
        question = query.to_question()
        page: ActivityPage = services.read_staff_activity(
            actor=actor_of(request), question=question, after=query.validated_data.get("after", 0)
        )
        answer = {"next_after": page.next_after, "results": page.results, **_range_of(question)}
        return Response(StaffActivityAnswer(answer).data)


class StaffPatternsView(APIView):
    """What stands out in the work of staff."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]

    @extend_schema(
        operation_id="audit_logs_patterns",
        summary="Show what stands out in the work of staff",
        description=(
            "Many different customers read within an hour or a day, against what is usual for this person and for"
            " colleagues; readings outside of working hours; many refusals; customers of the reader's family name."
        ),
        tags=["Audit"],
        parameters=[StaffQuery],
        responses=StaffPatternsAnswer,
        examples=[_PATTERNS],
    )
    def get(self, request: Request) -> Response:
        """Name each pattern with its numbers."""
        question = _asked(request, StaffQuery(data=request.query_params)).to_question()
        found = services.read_staff_patterns(actor=actor_of(request), question=question)
        return Response(StaffPatternsAnswer({"results": found, **_range_of(question)}).data)


def _asked(request: Request, query: Any) -> Any:
    refuse_unknown_parameters(request, query.fields)
    query.is_valid(raise_exception=True)
    return query


def _range_of(question: StaffQuestion) -> dict[str, dt.date]:
    return {"from": question.first, "to": question.last}
