"""The shapes of the audit trail's API: what may be asked, and how an entry reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audit.contracts import TrailFilters
from audit.models import AuditLog, Outcome
from core_banking.kernel import clock

ORDERINGS = ("-timestamp", "timestamp")


@extend_schema_field({"type": "string", "example": "2025-03-31"})
class MomentField(serializers.Field[dt.datetime, Any, str, Any]):
    """A business date, or an instant with its offset (`2025-03-31T08:00:00Z`).

    A date means the whole day of the bank: its first instant, or with `end_of_day` the first after it.
    """

    default_error_messages = {"moment": "Give a date (2025-03-31) or an instant (2025-03-31T08:00:00Z)."}

    def __init__(self, *, end_of_day: bool = False, **kwargs: Any) -> None:
        self.end_of_day = end_of_day
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> dt.datetime:
        """Return the instant. Raises `ValidationError`."""
        try:
            date, instant = parse_date(str(data)), parse_datetime(str(data))
            if date is not None:
                return clock.start_of_business_date(date + dt.timedelta(days=1 if self.end_of_day else 0))
            if instant is not None and instant.tzinfo is not None:
                return instant.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass  # a date that no calendar has, or an instant that no clock can show in UTC
        self.fail("moment")


class TrailQuery(serializers.Serializer[Any]):
    """The filters of the list; each may be left out."""

    user = serializers.CharField(
        required=False, max_length=150, help_text="Who did it: number, `CUST…` identifier or user name."
    )
    action = serializers.CharField(required=False, max_length=64, help_text="`CREATE`, `LOGIN`, `REFUSE`, …")
    model = serializers.CharField(required=False, max_length=100, help_text="`Transaction`, `Account`, …")
    target = serializers.CharField(
        required=False, max_length=100, help_text="The identifier of what it was done to."
    )
    subject = serializers.CharField(
        required=False, max_length=150, help_text="The customer concerned: number, `CUST…` or user name."
    )
    outcome = serializers.ChoiceField(required=False, choices=Outcome.values)
    request_id = serializers.CharField(required=False, max_length=128)
    person = serializers.CharField(
        required=False,
        max_length=150,
        help_text="Who did it or whom it concerns: number, `CUST…` or user name.",
    )
    account = serializers.RegexField(
        r"^[A-Za-z0-9]+$", required=False, max_length=34, help_text="The number of an account that is named."
    )
    q = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Words; each must begin a word of the entry. What is newer than a few seconds may be missing.",
    )
    to = MomentField(
        required=False, end_of_day=True, help_text="Until this date, inclusive, or this instant."
    )
    ordering = serializers.ChoiceField(required=False, choices=ORDERINGS, default=ORDERINGS[0])

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        since = MomentField(required=False, help_text="From this date on, or from this instant on.")
        return {**super().get_fields(), "from": since}

    def to_filters(self) -> TrailFilters:
        """Return the validated query as the use case takes it."""
        asked: Mapping[str, Any] = self.validated_data
        plain = {name: value for name, value in asked.items() if name not in {"from", "to", "ordering", "q"}}
        return TrailFilters(**plain, words=asked.get("q"), since=asked.get("from"), until=asked.get("to"))


class AuditActorSerializer(serializers.Serializer[AuditLog]):
    """Who did it, as they were called then. `id` is null for the bank's own jobs and for strangers."""

    id = serializers.IntegerField(source="user_id", allow_null=True)
    username = serializers.CharField()
    customer_id = serializers.SerializerMethodField()

    def get_customer_id(self, log: AuditLog) -> str | None:
        """Return the `CUST…` identifier; null for staff."""
        return log.customer_id or None


class AuditLogSerializer(serializers.ModelSerializer[AuditLog]):
    """One entry of the audit trail."""

    user = AuditActorSerializer(source="*", read_only=True)
    subject = serializers.IntegerField(
        source="subject_id", allow_null=True, help_text="The customer concerned."
    )
    details = serializers.DictField(help_text="What else is known of this kind of deed.")

    class Meta:
        model = AuditLog
        fields = [
            "id",
            "log_id",
            "action_type",
            "user",
            "target_model",
            "target_id",
            "description",
            "outcome",
            "code",
            "subject",
            "details",
            "channel",
            "ip_address",
            "user_agent",
            "request_id",
            "timestamp",
        ]
        read_only_fields = fields
