"""What lists of fraud can be filtered by."""

from __future__ import annotations

from django_filters import FilterSet
from django_filters.filters import CharFilter, ChoiceFilter, NumberFilter

from fraud.models import NameMatch
from fraud.name_contracts import NameMatchStatus, NameSubject


class NameMatchFilter(FilterSet):
    """`?status=OPEN` shows what waits."""

    status = ChoiceFilter(choices=[(status.value, status.value) for status in NameMatchStatus])
    subject_kind = ChoiceFilter(choices=[(kind.value, kind.value) for kind in NameSubject])
    customer = CharFilter(field_name="subject__customer_id", max_length=14)
    list_name = CharFilter(max_length=60)
    at_least = NumberFilter(field_name="likeness", lookup_expr="gte", min_value=0, max_value=100)

    class Meta:
        model = NameMatch
        fields: list[str] = []
