"""What must hold of the settings of statements before the bank starts.

accounts.E001   a key that should sign statements is none
accounts.E002   the bank's BIC is none: no other bank would read the statements
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from accounts.statements.keys import SigningKeys, UnusableKey

# ISO 9362, as the schemas of ISO 20022 write it (BICFIDec2014Identifier).
_BIC: Final = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


@register(Tags.security)
def statement_keys_sign(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The first key of STATEMENT_SIGNING_KEYS can sign, and all of them can be checked against."""
    try:
        SigningKeys.of_seeds(settings.STATEMENT_SIGNING_KEYS)
    except UnusableKey as error:
        return [Error(f"STATEMENT_SIGNING_KEYS: {error}", id="accounts.E001")]
    return []


@register()
def bic_is_one(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """BANK_BIC is empty or a business identifier code."""
    if not settings.BANK_BIC or _BIC.fullmatch(settings.BANK_BIC):
        return []
    return [
        Error(f"BANK_BIC is {settings.BANK_BIC!r}, which is no BIC (8 or 11 characters).", id="accounts.E002")
    ]
