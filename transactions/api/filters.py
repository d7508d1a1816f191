"""Filters of the list of transactions."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from accounts.selectors import account_by_number
from core_banking.api.filters import MoneyFilter
from transactions.contracts import TransactionStatus, TransactionType
from transactions.models import Transaction

# 01/03/2027 is a day in January to some and in March to others.
_ISO_DATES = ["%Y-%m-%d"]


class TransactionFilters(django_filters.FilterSet):
    """Type, status, account, dates (of the bank, inclusive), amounts (inclusive) and text."""

    transaction_type = django_filters.ChoiceFilter(
        choices=[(kind.value, kind.value) for kind in TransactionType]
    )
    status = django_filters.ChoiceFilter(
        choices=[(status.value, status.value) for status in TransactionStatus]
    )
    account_number = django_filters.CharFilter(method="of_account")
    date_from = django_filters.DateFilter(
        field_name="business_date", lookup_expr="gte", input_formats=_ISO_DATES
    )
    date_to = django_filters.DateFilter(
        field_name="business_date", lookup_expr="lte", input_formats=_ISO_DATES
    )
    amount_min = MoneyFilter(field_name="amount_minor", lookup_expr="gte")
    amount_max = MoneyFilter(field_name="amount_minor", lookup_expr="lte")
    search = django_filters.CharFilter(method="with_text")

    class Meta:
        model = Transaction
        fields: tuple[str, ...] = ()

    def of_account(self, rows: QuerySet[Transaction], name: str, number: str) -> QuerySet[Transaction]:
        """Keep what went out of or into an account, its number in any case."""
        account = account_by_number(number.upper())
        if account is None:
            return rows.none()
        # By the account's own row: over a join on either side no index would find them.
        return rows.filter(Q(from_account_id=account.id) | Q(to_account_id=account.id))

    def with_text(self, rows: QuerySet[Transaction], name: str, text: str) -> QuerySet[Transaction]:
        """Keep what has the text in its description, payee, reference or identifier."""
        return rows.filter(
            Q(description__icontains=text)
            | Q(payee_name__icontains=text)
            | Q(reference__icontains=text)
            | Q(transaction_id__iexact=text)
        )
