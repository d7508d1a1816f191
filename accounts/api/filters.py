"""What a list of accounts can be filtered by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from accounts.contracts import OPENABLE_TYPES, AccountStatus
from accounts.models import Account

_LONGEST_ROW_NUMBER = 18


class AccountFilter(django_filters.FilterSet):
    """By type, status, number and owner; nobody sees more by filtering."""

    account_type = django_filters.ChoiceFilter(choices=[(kind, kind) for kind in OPENABLE_TYPES])
    status = django_filters.ChoiceFilter(choices=[(status, status) for status in AccountStatus])
    account_number = django_filters.CharFilter()
    customer_id = django_filters.CharFilter(
        method="filter_customer", help_text="The owner's number or `CUST…` identifier."
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def filter_customer(self, accounts: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        """Return the accounts of one customer."""
        if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ROW_NUMBER:
            return accounts.filter(customer_id=int(value))
        return accounts.filter(customer__customer_id=value)
