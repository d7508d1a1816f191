"""The keys of the settings: which lists there are, and the public name of each key.

A list is rotated from the front: the first key makes what is new, every key of it reads. `key_id` names a key in rows
and in what operators read; the key cannot be found from it.
"""

from __future__ import annotations

import functools
import hmac
from hashlib import sha256
from typing import Final

from django.conf import settings

BLIND_INDEX: Final = "BLIND_INDEX_KEYS"
DIGEST: Final = "DIGEST_KEY"
TOKENS: Final = "TOKEN_SIGNING_KEYS"
KEY_LISTS: Final = (
    "IDENTITY_KEYS",
    "DOCUMENT_KEYS",
    "IDEMPOTENCY_KEYS",
    "TWO_FACTOR_KEYS",
    "DELIVERY_KEYS",
    "PIN_KEYS",
    "AUDIT_KEYS",
    "AUDIT_CHECKPOINT_KEYS",
    "STATEMENT_SIGNING_KEYS",
    TOKENS,
    BLIND_INDEX,
    DIGEST,
)
"""Every setting that holds keys of the bank itself; Django's own secret makes nothing that is stored."""
_NAME_IN_KEY_ID: Final = {"PIN_KEYS": "PIN", TOKENS: "token"}


def keys_of(setting: str) -> tuple[str, ...]:
    """Return the keys of a setting, the one that writes first.

    `BLIND_INDEX_KEY` is read where there is no list; what is digested and never rotated (`DIGEST_KEY`) is, unless it is
    set, under the oldest of those: so a bank that begins to rotate keeps its sessions.
    """
    if setting == BLIND_INDEX:
        return tuple(getattr(settings, BLIND_INDEX, ())) or (settings.BLIND_INDEX_KEY,)
    if setting == DIGEST:
        return (getattr(settings, DIGEST, "") or keys_of(BLIND_INDEX)[-1],)
    return tuple(getattr(settings, setting))


def key_ids_of(setting: str) -> tuple[str, ...]:
    """Return the names of a setting's keys, in their order."""
    return tuple(key_id(setting, key) for key in keys_of(setting))


@functools.lru_cache(maxsize=256)
def key_id(setting: str, key: str) -> str:
    """Return the public name of a key of a setting, from which the key cannot be found: 16 hexadecimal digits."""
    label = f"core-banking {_NAME_IN_KEY_ID.get(setting, setting)} key id"
    return hmac.digest(key.encode(), label.encode(), sha256).hex()[:16]
