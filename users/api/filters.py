"""What the list of people can be filtered by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from users import names
from users.contracts import KycStatus, RoleName
from users.models import User


class PeopleFilter(django_filters.FilterSet):
    """By KYC status, user name and e-mail address (in any spelling that reads the same), role and activity."""

    kyc_status = django_filters.ChoiceFilter(choices=[(status.value, status.value) for status in KycStatus])
    username = django_filters.CharFilter(method="filter_username")
    email = django_filters.CharFilter(method="filter_email")
    role = django_filters.ChoiceFilter(
        choices=[(role.value, role.value) for role in RoleName], method="filter_role"
    )
    # A boolean filter would take an unknown value for none at all.
    is_active = django_filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")], coerce=lambda value: value == "true"
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_username(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return who has this user name."""
        return people.filter(username_key=names.username_key(value))

    def filter_email(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return who has this e-mail address."""
        return people.filter(email_key=names.email_key(value))

    def filter_role(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return who holds this role."""
        return people.filter(groups__name=value)
