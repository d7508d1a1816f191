"""What must hold before the bank starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_SIGNING_KEY_BYTES = 32


@register(Tags.security)
def signing_keys_are_long_enough(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tokens are signed with HMAC-SHA256, whose key must be as long as its output (RFC 7518, section 3.2)."""
    keys: list[str] = settings.TOKEN_SIGNING_KEYS
    if not keys:
        return [Error("TOKEN_SIGNING_KEYS is empty: nobody could sign in.", id="users.E001")]
    if any(len(key.encode()) < SHORTEST_SIGNING_KEY_BYTES for key in keys):
        return [
            Error(
                f"Each of TOKEN_SIGNING_KEYS must be at least {SHORTEST_SIGNING_KEY_BYTES} bytes long.",
                id="users.E002",
            )
        ]
    return []


@register(Tags.security)
def pin_keys_are_long_enough(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A PIN has so few digits that only the key protects it: without one, or with a short one, nothing does."""
    keys: list[str] = settings.PIN_KEYS
    if not keys or any(len(key.encode()) < SHORTEST_SIGNING_KEY_BYTES for key in keys):
        return [
            Error(
                f"PIN_KEYS needs at least one key, each of {SHORTEST_SIGNING_KEY_BYTES} bytes or more.",
                id="users.E003",
            )
        ]
    return []


@register(Tags.security)
def limits_of_sign_in_make_sense(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nought here would lock every PIN at once, or mail tokens that have expired."""
    names = ("PIN_ATTEMPTS", "PASSWORD_RESET_MINUTES", "KNOWN_DEVICE_DAYS", "ENDED_SESSIONS_KEPT_DAYS")
    return [
        Error(f"{name} must be at least 1.", id="users.E004") for name in names if getattr(settings, name) < 1
    ]
