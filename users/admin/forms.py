"""The forms of the staff site: a new member of staff, and somebody's access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group

from users.contracts import NewPerson, RoleName
from users.models import User
from users.services import AccessChange, person_field_errors

_STAFF_ROLES = [(role.value, role.value) for role in RoleName if role is not RoleName.CUSTOMER]


class NewStaffForm(forms.ModelForm[User]):
    """A new member of staff, with a first password that he changes himself."""

    role = forms.ChoiceField(choices=_STAFF_ROLES)
    password = forms.CharField(widget=forms.PasswordInput, strip=False)
    confirm_password = forms.CharField(widget=forms.PasswordInput, strip=False)

    class Meta:
        model = User
        fields = ["username", "email", "first_name", "last_name", "phone_number"]

    def clean(self) -> dict[str, Any]:
        """Check everything by the rules that the API uses."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            problems = person_field_errors(
                self.person(), password=cleaned["password"], confirm_password=cleaned["confirm_password"]
            )
            for field, messages in problems.items():
                self.add_error(field, messages)
        return cleaned

    def _post_clean(self) -> None:
        # The model's own checks would repeat those of `clean` in other words.
        pass

    def person(self) -> NewPerson:
        """Return the person to be added."""
        given = self.cleaned_data
        return NewPerson(
            username=given["username"],
            email=given["email"],
            first_name=given["first_name"],
            last_name=given["last_name"],
            phone_number=given["phone_number"],
            role=RoleName(given["role"]),
        )


class AccessForm(forms.ModelForm[User]):
    """What somebody may do; who he is, and his password, are not edited here."""

    class Meta:
        model = User
        fields = ["is_active", "is_staff", "is_superuser", "groups"]

    def change(self) -> AccessChange:
        """Return the access asked for."""
        given = self.cleaned_data
        return AccessChange(
            is_active=given["is_active"],
            is_staff=given["is_staff"],
            is_superuser=given["is_superuser"],
            role_ids=frozenset(given["groups"].values_list("pk", flat=True)),
        )


class RoleForm(forms.ModelForm[Group]):
    """The rights of a role."""

    class Meta:
        model = Group
        fields = ["permissions"]
