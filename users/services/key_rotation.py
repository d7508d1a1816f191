"""What of sign-in is under which key, for the rotation: secrets of authenticators, and transaction PINs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.encryption import Purpose, decrypt_text, encrypt_text, key_that_encrypted
from core_banking.kernel.key_lists import key_ids_of
from core_banking.kernel.key_rotation import SealedRows
from users.events import OutdatedPinCleared
from users.models import TransactionPin, TwoFactor
from users.services.second_factor import place_of_secret

_PINS_AT_ONCE = 200


def two_factor_rows() -> list[SealedRows]:
    """Return what is under TWO_FACTOR_KEYS."""
    return [
        SealedRows(
            what="secrets of authenticators",
            rows=TwoFactor.objects.all,
            waiting=TwoFactor.objects.all,
            key_of=lambda row: key_that_encrypted(Purpose.TWO_FACTOR, row.secret.encode()),
            reseal=_reseal_secrets,
            columns=("secret",),
        )
    ]


def pins_by_key() -> Counter[str]:
    """Return how many transaction PINs each key has made; a PIN moves to the newest key when it is next proven."""
    counted = TransactionPin.objects.order_by().values_list("key_id").annotate(number=Count("pk"))
    return Counter(dict(counted))


def clear_outdated_pins(*, actor: Actor) -> int:
    """Clear every PIN that an older key made, and tell its owner to set a new one; return how many were.

    For the end of a rotation: nobody but its owner can move a PIN to another key. Resumable.
    """
    total = cleared = clear_batch_of_pins(actor=actor)
    while cleared:
        cleared = clear_batch_of_pins(actor=actor)
        total += cleared
    return total


@use_case
def clear_batch_of_pins(*, actor: Actor) -> int:
    """Clear some of the PINs that an older key made; return how many, 0 when there are none left."""
    outdated = TransactionPin.objects.exclude(key_id=key_ids_of("PIN_KEYS")[0]).order_by("pk")
    owners = list(outdated.select_for_update().values_list("pk", flat=True)[:_PINS_AT_ONCE])
    if not owners:
        make_dry_run()  # nothing is written, so nothing is announced
        return 0
    TransactionPin.objects.filter(pk__in=owners).delete()
    for user_id in owners:
        emit(OutdatedPinCleared(actor=actor, user_id=user_id))
    return len(owners)


def _reseal_secrets(rows: Sequence[TwoFactor]) -> Sequence[TwoFactor]:
    for row in rows:
        place = place_of_secret(row.user_id)
        row.secret = encrypt_text(
            Purpose.TWO_FACTOR, place, decrypt_text(Purpose.TWO_FACTOR, place, row.secret)
        )
    return rows
