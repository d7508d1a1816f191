"""Secrets for a process that lives for minutes: random each time, so nobody can come to depend on them."""

import base64
import secrets

SECRET_NAMES = (
    "DJANGO_SECRET_KEY",
    "IDENTITY_KEYS",
    "DOCUMENT_KEYS",
    "BLIND_INDEX_KEY",
    "TOKEN_SIGNING_KEYS",
    "IDEMPOTENCY_KEYS",
    "PIN_KEYS",
    "TWO_FACTOR_KEYS",
    "DELIVERY_KEYS",
    "STATEMENT_SIGNING_KEYS",
    "AUDIT_KEYS",
    "AUDIT_CHECKPOINT_KEYS",
)


def throwaway_secrets() -> dict[str, str]:
    """Environment variables with every secret the bank needs; a list of keys holds one key."""
    return {name: _key(64 if name == "DJANGO_SECRET_KEY" else 32) for name in SECRET_NAMES}


def _key(length_bytes: int) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(length_bytes)).decode()


if __name__ == "__main__":
    for name, value in throwaway_secrets().items():
        print(f"{name}={value}")
