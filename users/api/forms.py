"""The forms of sign-in and of people's own data: presence and types here, the rules in the use cases."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from users.contracts import NewPerson, RoleName
from users.names import PERSON_NAME_MAX_LENGTH, USERNAME_MAX_LENGTH
from users.one_time_codes import LONGEST_CODE
from users.password_rules import PASSWORD_MAX_LENGTH
from users.services import LONGEST_RESET_TOKEN, ProfileChange

_EMAIL_MAX_LENGTH = 254
_LONGEST_TOKEN = 4096
_REQUIRED = "This field is required."


def _password_field(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=PASSWORD_MAX_LENGTH, trim_whitespace=False, write_only=True, **options
    )


class LoginForm(StrictSerializer):
    """User name or e-mail address, the password, and a one-time code where two-factor sign-in is on."""

    username = serializers.CharField(max_length=_EMAIL_MAX_LENGTH, required=False)
    email = serializers.CharField(max_length=_EMAIL_MAX_LENGTH, required=False)
    password = _password_field()
    otp = serializers.CharField(
        max_length=LONGEST_CODE,
        required=False,
        allow_blank=True,
        allow_null=True,
        write_only=True,
        help_text="A code of the authenticator app, or a recovery code.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require one of the two names."""
        if "username" not in attrs and "email" not in attrs:
            raise serializers.ValidationError({"username": [_REQUIRED]})
        return attrs

    def name(self) -> str:
        """Return the name to sign in by."""
        name: str = self.validated_data.get("username") or self.validated_data["email"]
        return name


class RefreshForm(StrictSerializer):
    """A refresh token; left out where a cookie carries it."""

    refresh = serializers.CharField(
        max_length=_LONGEST_TOKEN,
        required=False,
        write_only=True,
        help_text="Required unless `X-Refresh-Token: cookie` is sent.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require the token in exactly one of its two places."""
        if self.context["by_cookie"] and "refresh" in attrs:
            raise serializers.ValidationError(
                {"refresh": ["With `X-Refresh-Token: cookie` the cookie has it."]}
            )
        if not self.context["by_cookie"] and "refresh" not in attrs:
            raise serializers.ValidationError({"refresh": [_REQUIRED]})
        return attrs


class VerifyForm(StrictSerializer):
    """A token of either kind."""

    token = serializers.CharField(max_length=_LONGEST_TOKEN, write_only=True)


class LogoutForm(StrictSerializer):
    """The refresh token of the session to end, beside the one in use."""

    refresh = serializers.CharField(
        max_length=_LONGEST_TOKEN, required=False, allow_null=True, allow_blank=True, write_only=True
    )


class ProfileForm(StrictSerializer):
    """What people change about themselves; what is left out stays as it is."""

    sensitive_fields = frozenset({"username", "email", "date_joined", "last_login"})

    first_name = serializers.CharField(max_length=PERSON_NAME_MAX_LENGTH, required=False)
    last_name = serializers.CharField(max_length=PERSON_NAME_MAX_LENGTH, required=False)
    phone_number = serializers.CharField(max_length=32, required=False)

    def change(self) -> ProfileChange:
        """Return the change asked for."""
        return ProfileChange(**self.validated_data)


class PasswordForm(StrictSerializer):
    """The current password, also under its older name, and the new one twice."""

    current_password = _password_field(required=False)
    old_password = _password_field(required=False, help_text="Another name of `current_password`.")
    new_password = _password_field()
    confirm_password = _password_field()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require the current password under one of its names."""
        current = attrs.get("current_password", attrs.get("old_password"))
        if current is None:
            raise serializers.ValidationError({"current_password": [_REQUIRED]})
        return {**attrs, "current_password": current}


class PinForm(StrictSerializer):
    """A new transaction PIN, and the password that proves who sets it."""

    password = _password_field()
    pin = serializers.CharField(
        max_length=16, trim_whitespace=False, write_only=True, help_text="4 or 6 digits."
    )


class OtpForm(StrictSerializer):
    """A code of the authenticator app."""

    otp = serializers.CharField(max_length=LONGEST_CODE, write_only=True)


class BothFactorsForm(StrictSerializer):
    """The password, and a code of the authenticator app or a recovery code."""

    password = _password_field()
    otp = serializers.CharField(max_length=LONGEST_CODE, write_only=True)


class PasswordResetForm(StrictSerializer):
    """The address of who has lost his password."""

    email = serializers.EmailField(max_length=_EMAIL_MAX_LENGTH, write_only=True)


class PasswordResetConfirmForm(StrictSerializer):
    """The token of the mail, and the new password twice."""

    token = serializers.CharField(max_length=LONGEST_RESET_TOKEN, write_only=True)
    new_password = _password_field()
    confirm_password = _password_field()
    switch_two_factor_off = serializers.BooleanField(
        required=False,
        write_only=True,
        help_text="For who never switched it on: possible in its first days (`TWO_FACTOR_FRESH_HOURS`).",
    )


class BankAdministratorForm(StrictSerializer):
    """A bank administrator to be added."""

    username = serializers.CharField(max_length=USERNAME_MAX_LENGTH)
    email = serializers.CharField(max_length=_EMAIL_MAX_LENGTH)
    password = _password_field()
    confirm_password = _password_field(required=False)
    first_name = serializers.CharField(max_length=PERSON_NAME_MAX_LENGTH, required=False, default="")
    last_name = serializers.CharField(max_length=PERSON_NAME_MAX_LENGTH, required=False, default="")
    phone_number = serializers.CharField(max_length=32, required=False, default="")

    def person(self) -> NewPerson:
        """Return the person to be added."""
        given = self.validated_data
        return NewPerson(
            username=given["username"],
            email=given["email"],
            first_name=given["first_name"],
            last_name=given["last_name"],
            phone_number=given["phone_number"],
            role=RoleName.BANK_ADMIN,
        )
