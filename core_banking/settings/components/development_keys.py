"""Keys for a developer's machine: made once, at random, kept in a file that git ignores."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from pathlib import Path

KEY_SETTINGS = (
    "DJANGO_SECRET_KEY",
    "IDENTITY_KEYS",
    "DOCUMENT_KEYS",
    "IDEMPOTENCY_KEYS",
    "PIN_KEYS",
    "TWO_FACTOR_KEYS",
    "DELIVERY_KEYS",
    "STATEMENT_SIGNING_KEYS",
    "AUDIT_KEYS",
    "AUDIT_CHECKPOINT_KEYS",
    "TOKEN_SIGNING_KEYS",
    "BLIND_INDEX_KEY",
)


def load_or_make_keys(path: Path) -> dict[str, list[str]]:
    """Return the kept keys, making them at first use.

    Two processes that start at once agree: the file is linked into place whole, and the loser reads the
    winner's. A file that cannot be read stops the start, since other keys would make the data unreadable.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({name: [_new_key()] for name in KEY_SETTINGS}, indent=1))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    keys: dict[str, list[str]] = json.loads(path.read_text())
    return keys if keys.keys() >= set(KEY_SETTINGS) else _with_new_names(path)


def _with_new_names(path: Path) -> dict[str, list[str]]:
    """Add keys for settings that came after the file was made; one process at a time, the file replaced whole."""
    with path.with_suffix(".lock").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        keys: dict[str, list[str]] = json.loads(path.read_text())
        keys |= {name: [_new_key()] for name in KEY_SETTINGS if name not in keys}
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(keys, indent=1))
        draft.replace(path)
    return keys


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
