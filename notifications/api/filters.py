"""What the inbox and the log of a webhook can be filtered by."""

from __future__ import annotations

from django_filters import FilterSet
from django_filters.filters import CharFilter, ChoiceFilter, TypedChoiceFilter

from notifications.contracts import DeliveryStatus
from notifications.models import Delivery, Notification
from notifications.webhooks.catalogue import EVENT_TYPES


class NotificationFilter(FilterSet):
    """`?is_read=false` shows what is new, `?kind=` one kind of message."""

    # A boolean filter would take an unknown value for none at all.
    is_read = TypedChoiceFilter(
        field_name="read_at",
        lookup_expr="isnull",
        exclude=True,
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda value: value == "true",
    )
    kind = CharFilter(max_length=40)

    class Meta:
        model = Notification
        fields = ["is_read", "kind"]


class DeliveryFilter(FilterSet):
    """`?status=FAILED` shows what never arrived, `?event_type=` one type of event."""

    status = ChoiceFilter(choices=[(status.value, status.value) for status in DeliveryStatus])
    event_type = ChoiceFilter(field_name="event__event_type", choices=[(name, name) for name in EVENT_TYPES])

    class Meta:
        model = Delivery
        fields = ["status", "event_type"]
