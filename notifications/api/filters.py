"""What the inbox can be filtered by."""

from __future__ import annotations

from django_filters import FilterSet
from django_filters.filters import CharFilter, TypedChoiceFilter

from notifications.models import Notification


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
