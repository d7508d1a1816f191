"""What of delivery is under which key, for the rotation: secrets of webhooks, and mail that was not sent yet."""

from __future__ import annotations

from collections.abc import Sequence

from core_banking.kernel.encryption import (
    Purpose,
    decrypt_text,
    encrypt_text,
    key_that_encrypted,
    key_that_sealed,
    seal_once,
    unseal,
)
from core_banking.kernel.key_rotation import SealedRows
from notifications.models import Mail, WebhookSecret
from notifications.services.endpoints import place_of_secret
from notifications.services.mail import place_of_body


def delivery_rows() -> list[SealedRows]:
    """Return what is under DELIVERY_KEYS."""
    unsent = Mail.objects.exclude(sealed_body=b"")
    return [
        SealedRows(
            what="secrets of webhooks",
            rows=WebhookSecret.objects.all,
            waiting=WebhookSecret.objects.all,
            key_of=lambda row: key_that_encrypted(Purpose.DELIVERY, row.sealed_secret.encode()),
            reseal=_reseal_secrets,
            columns=("sealed_secret",),
        ),
        SealedRows(
            what="mail that was not sent yet",
            rows=unsent.all,
            waiting=unsent.all,
            key_of=lambda row: key_that_sealed(
                Purpose.DELIVERY, place_of_body(row.reference), bytes(row.sealed_body)
            ),
            reseal=_reseal_bodies,
            columns=("sealed_body",),
        ),
    ]


def _reseal_secrets(rows: Sequence[WebhookSecret]) -> Sequence[WebhookSecret]:
    for row in rows:
        place = place_of_secret(row.endpoint_id)
        secret = decrypt_text(Purpose.DELIVERY, place, row.sealed_secret)
        row.sealed_secret = encrypt_text(Purpose.DELIVERY, place, secret)
    return rows


def _reseal_bodies(rows: Sequence[Mail]) -> Sequence[Mail]:
    for row in rows:
        place = place_of_body(row.reference)
        row.sealed_body = seal_once(
            Purpose.DELIVERY, place, unseal(Purpose.DELIVERY, place, bytes(row.sealed_body))
        )
    return rows
