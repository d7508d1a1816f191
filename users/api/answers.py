"""How people and their sign-ins are written in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from users.contracts import KycStatus, RiskProfile
from users.models import Session

_KYC_STATUSES = [(status.value, status.value) for status in KycStatus]
_RISK_PROFILES = [(profile.value, profile.value) for profile in RiskProfile]


class SignedInUser(serializers.Serializer[Any]):
    """The person who signed in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    customer_id = serializers.CharField(allow_null=True)
    kyc_status = serializers.ChoiceField(_KYC_STATUSES)
    risk_profile = serializers.ChoiceField(_RISK_PROFILES)


_IN_COOKIE = "Left out where it was asked for as a cookie."


class _TokenAnswer(serializers.Serializer[Any]):
    """An answer with tokens; with `by_cookie` in its context it leaves the refresh token out."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Write the tokens that belong into the body."""
        body: dict[str, Any] = super().to_representation(instance)
        if self.context.get("by_cookie"):
            del body["refresh"]
        return body


class LoginAnswer(_TokenAnswer):
    """A pair of tokens and whose they are."""

    access = serializers.CharField(source="tokens.access")
    refresh = serializers.CharField(source="tokens.refresh", required=False, help_text=_IN_COOKIE)
    user = SignedInUser(source="person")


class TokenPairAnswer(_TokenAnswer):
    """A pair of tokens."""

    access = serializers.CharField()
    refresh = serializers.CharField(required=False, help_text=_IN_COOKIE)


class HeldRole(serializers.Serializer[Any]):
    """A role of the person."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()


class Profile(serializers.Serializer[Any]):
    """A person as he sees himself."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    phone_number = serializers.CharField()
    customer_id = serializers.CharField(allow_null=True)
    kyc_status = serializers.ChoiceField(_KYC_STATUSES)
    risk_profile = serializers.ChoiceField(_RISK_PROFILES)
    is_account_verified = serializers.BooleanField()
    two_factor_enabled = serializers.BooleanField()
    pin_set = serializers.BooleanField(help_text="Whether a transaction PIN is set.")
    roles = HeldRole(many=True)
    date_joined = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)


class PersonListing(Profile):
    """A person as staff sees him in a list."""

    is_active = serializers.BooleanField()


class BankAdministrator(serializers.Serializer[Any]):
    """A bank administrator."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    phone_number = serializers.CharField()
    is_active = serializers.BooleanField()
    roles = HeldRole(many=True)
    date_joined = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)


class SessionAnswer(serializers.Serializer[Any]):
    """A place where the caller is signed in; `last_used_at` is the last time its tokens were renewed."""

    id = serializers.IntegerField()
    ip_address = serializers.CharField(allow_null=True)
    device = serializers.CharField(source="user_agent", help_text="The user agent of the device.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="When it ends unless it is renewed before.")
    current = serializers.SerializerMethodField(help_text="Whether this very request came by it.")

    def get_current(self, session: Session) -> bool:
        """Return whether the session is the caller's present one."""
        return bool(session.pk == self.context["current_session_id"])


class Done(serializers.Serializer[Any]):
    """A sentence about what was done."""

    message = serializers.CharField()


class TwoFactorSetUp(serializers.Serializer[Any]):
    """The secret for an authenticator app, also as an address to show as a QR code."""

    secret = serializers.CharField()
    otpauth_url = serializers.CharField()


class RecoveryCodes(serializers.Serializer[Any]):
    """Codes that stand in for the authenticator, each once; they are shown this one time."""

    recovery_codes = serializers.ListField(child=serializers.CharField())
