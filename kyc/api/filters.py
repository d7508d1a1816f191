"""What lists of customers can be filtered by."""

from __future__ import annotations

from django_filters import ChoiceFilter, FilterSet

from users.contracts import KycStatus


class CustomerFilter(FilterSet):
    """`?kyc_status=PENDING` shows the customers of one status."""

    kyc_status = ChoiceFilter(choices=[(status.value, status.value) for status in KycStatus])
