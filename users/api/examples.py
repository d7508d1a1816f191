"""Examples of the API of people and sign-in, shown in its documentation. The people in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

PASSWORD_RESET_SENT = "If the bank knows this address, a mail with the next step is on its way."  # noqa: S105
PASSWORD_WAS_RESET = "Your password was changed. Every session has ended; sign in again."  # noqa: S105

_PASSWORD = "Harbour7Lights"  # noqa: S105 - an example
_TOKEN = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjFmMGMiLCJ0eXAiOiJKV1QifQ.eyJ1c2VyX2lkIjoiNyJ9.c2lnbmF0dXJl"  # noqa: S105
_PAIR = {"access": _TOKEN, "refresh": _TOKEN}
_PROFILE: dict[str, Any] = {
    "id": 7,
    "username": "mira_okafor",
    "email": "mira.okafor@example.org",
    "first_name": "Mira",
    "last_name": "Okafor",
    "phone_number": "+15550100200",
    "customer_id": "CUST5550001234",
    "kyc_status": "APPROVED",
    "risk_profile": "LOW",
    "is_account_verified": True,
    "two_factor_enabled": False,
    "pin_set": True,
    "roles": [{"id": 1, "name": "CUSTOMER", "description": "Bank Customer"}],
    "date_joined": "2024-01-15T10:30:00Z",
    "last_login": "2024-01-15T12:45:00Z",
}
_SIGNED_IN = ("id", "username", "email", "customer_id", "kyc_status", "risk_profile")
_NEW_ADMINISTRATOR = {
    "username": "jonas_berg",
    "email": "jonas.berg@example.org",
    "password": _PASSWORD,
    "confirm_password": _PASSWORD,
    "first_name": "Jonas",
    "last_name": "Berg",
    "phone_number": "+15550100300",
}
_ADMINISTRATOR = {
    "id": 3,
    **{name: value for name, value in _NEW_ADMINISTRATOR.items() if "password" not in name},
    "is_active": True,
    "roles": [{"id": 2, "name": "BANK_ADMIN", "description": "Bank Administrator"}],
    "date_joined": "2024-01-15T10:30:00Z",
    "last_login": None,
}


def _sent(name: str, value: object) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _answered(name: str, value: object, status: int = 200) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[str(status)])


LOGIN = [
    _sent("By user name", {"username": "mira_okafor", "password": _PASSWORD}),
    _sent("By e-mail address", {"email": "mira.okafor@example.org", "password": _PASSWORD}),
    _sent("With a second factor", {"username": "mira_okafor", "password": _PASSWORD, "otp": "492039"}),
    _answered("Signed in", {**_PAIR, "user": {name: _PROFILE[name] for name in _SIGNED_IN}}),
]
REFRESH = [
    _sent("A refresh token", {"refresh": _TOKEN}),
    _sent("A refresh token in its cookie", {}),
    _answered("A new pair", _PAIR),
    _answered("With the refresh token in its cookie", {"access": _TOKEN}),
]
VERIFY = [_sent("A token", {"token": _TOKEN}), _answered("It is good", {})]
LOGOUT = [_sent("This session", {}), _sent("Another of my sessions too", {"refresh": _TOKEN})]
PROFILE = [_answered("A profile", _PROFILE)]
PROFILE_CHANGE = [
    _sent("A change", {"first_name": "Mira", "last_name": "Okafor Lind", "phone_number": "+15550100200"}),
    _answered("The profile", {**_PROFILE, "last_name": "Okafor Lind"}),
]
PASSWORD_CHANGE = [
    _sent(
        "A change",
        {"current_password": _PASSWORD, "new_password": "Lanterns9Quay", "confirm_password": "Lanterns9Quay"},
    ),
    _answered("Changed", {"message": "Your password was changed. Your other sessions have ended."}),
]
_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - an example
_RECOVERY_CODES = ["q3mk-7wpa-x2nd", "h8ct-v4ze-9rjs"]
TWO_FACTOR_SETUP = [
    _answered(
        "A secret",
        {
            "secret": _SECRET,
            "otpauth_url": f"otpauth://totp/Core%20Bank:mira_okafor?secret={_SECRET}&issuer=Core%20Bank",
        },
    )
]
TWO_FACTOR_CONFIRM = [
    _sent("The first code", {"otp": "492039"}),
    _answered("Switched on", {"recovery_codes": _RECOVERY_CODES}),
]
TWO_FACTOR_DISABLE = [
    _sent("Password and code", {"password": _PASSWORD, "otp": "492039"}),
    _answered("Switched off", {"message": "Two-factor sign-in is off."}),
]
RECOVERY_CODES = [
    _sent("Password and code", {"password": _PASSWORD, "otp": "492039"}),
    _answered("New codes", {"recovery_codes": _RECOVERY_CODES}),
]
PASSWORD_RESET = [
    _sent("An address", {"email": "mira.okafor@example.org"}),
    _answered("Whether or not it is known", {"message": PASSWORD_RESET_SENT}),
]
PASSWORD_RESET_CONFIRM = [
    _sent(
        "The token of the mail",
        {
            "token": "0f9wYcVbS1m3Qq7Zk4nXh2LrTjUeAaPdGvRsBoIyWtE",
            "new_password": "Lanterns9Quay",
            "confirm_password": "Lanterns9Quay",
        },
    ),
    _answered("Changed", {"message": PASSWORD_WAS_RESET}),
]
PIN_SET = [
    _sent("A PIN", {"password": _PASSWORD, "pin": "739264"}),
    _answered("Set", {"message": "Your transaction PIN is set."}),
]
SESSIONS = [
    _answered(
        "A session",
        {
            "id": 12,
            "ip_address": "198.51.100.7",
            "device": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "created_at": "2024-01-15T12:45:00Z",
            "last_used_at": "2024-01-16T08:00:00Z",
            "expires_at": "2024-01-23T08:00:00Z",
            "current": True,
        },
    )
]
PEOPLE = [_answered("A person", {**_PROFILE, "is_active": True})]
ADMINISTRATOR = [_answered("A bank administrator", _ADMINISTRATOR)]
NEW_ADMINISTRATOR = [
    _sent("A new bank administrator", _NEW_ADMINISTRATOR),
    _answered("Added", _ADMINISTRATOR, 201),
]
