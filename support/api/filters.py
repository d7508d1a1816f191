"""What messages can be filtered by."""

from __future__ import annotations

from django_filters import FilterSet
from django_filters.filters import CharFilter, ChoiceFilter

from support.contracts import EMAIL_LENGTH, MessageStatus
from support.models import ContactMessage


class MessageFilter(FilterSet):
    """`?status=NEW` shows what waits, `?email=` the messages of one address."""

    status = ChoiceFilter(choices=[(status, status) for status in MessageStatus])
    email = CharFilter(lookup_expr="iexact", max_length=EMAIL_LENGTH)

    class Meta:
        model = ContactMessage
        fields: list[str] = []
