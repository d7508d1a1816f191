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
