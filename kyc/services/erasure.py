"""Erasing a former customer: his keys are destroyed, so that nobody can read who he was, and the books stay.

One member of staff asks for it, another does it. What is destroyed here is destroyed for good: a trigger of the
database refuses to put a key back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.errors import ErasureRefused, IdentityErased
from kyc.events import CustomerErased, ErasureRequested
from kyc.models import BLIND_INDEX_BYTES, DataKey, Erasure, IdentityRecord, KycDocument
from kyc.permissions import REVIEW_KYC
from kyc.sealing import DATA_KEY_KINDS, UNDER_DATA_KEY
from kyc.selectors import keys_of
from kyc.services.data_keys import COLUMN_OF_INDEX, ENCRYPTED_COLUMNS
from kyc.services.identity import locked_record
from kyc.services.key_rotation import ERASED_INDEX
from users.selectors import person_card
from users.services import pseudonymise_person

LONGEST_REASON: Final = 500


@use_case
def request_erasure(*, actor: Actor, user_id: int, reason: str) -> None:
    """Ask that a former customer be erased; another member of staff does it (`confirm_erasure`).

    Raises `NotAllowed` without the right, `NotFound` for somebody who is no customer, `InvalidInput` without a reason,
    `ErasureRefused` while anything of his is running, and `IdentityErased`.
    """
    reason = reason.strip()
    asked_by = _member_of_staff(actor)
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": [f"Give a reason of at most {LONGEST_REASON} characters."]})
    locked_record(user_id)
    _refuse_unless_former(user_id)
    Erasure.objects.update_or_create(
        user_id=user_id,
        defaults={"reason": reason, "requested_by_id": asked_by, "requested_at": clock.now()},
    )
    emit(ErasureRequested(actor=actor, user_id=user_id, reason=reason))


@use_case
def confirm_erasure(*, actor: Actor, user_id: int) -> None:
    """Erase a customer for whom somebody else has asked it. It cannot be undone.

    His data keys are destroyed, his encrypted values and the digests by which his numbers and documents are found are
    overwritten, his name, addresses and ways to sign in are taken, and so is what other apps keep of his name
    (`FORGETS_PERSON`). Accounts, entries and the audit trail stay. Raises
    `NotAllowed` without the right and for who has asked, `NotFound`, `ErasureRefused` and `IdentityErased`.
    """
    done_by = _member_of_staff(actor)
    record = locked_record(user_id)
    _refuse_unless_former(user_id)
    erasure = Erasure.objects.select_for_update().filter(pk=user_id).first()
    if erasure is None:
        raise ErasureRefused("Nobody has asked for this customer's erasure.")
    if erasure.requested_by_id == done_by:
        raise NotAllowed("Who asks for an erasure does not confirm it.")
    erasure.confirmed_by_id, erasure.confirmed_at = done_by, clock.now()
    erasure.save(update_fields=["confirmed_by", "confirmed_at"])
    _destroy_keys(user_id)
    _overwrite_identity(record)
    _overwrite_documents(user_id)
    _forget_elsewhere(user_id)
    pseudonymise_person(actor=actor, user_id=user_id)
    emit(CustomerErased(actor=actor, user_id=user_id, requested_by=erasure.requested_by_id))


def _member_of_staff(actor: Actor) -> int:
    if actor.user_id is None or not actor.may(REVIEW_KYC):
        raise NotAllowed
    return actor.user_id


def _refuse_unless_former(user_id: int) -> None:
    if keys_of(user_id).are_destroyed:
        raise IdentityErased
    running: list[str] = []
    for name in settings.RUNNING_BUSINESS:
        ask: Callable[[int], list[str]] = import_string(name)
        running += ask(user_id)
    if running:
        raise ErasureRefused("This customer still has business with the bank.", running=running)


def _forget_elsewhere(user_id: int) -> None:
    email = person_card(user_id).email
    for name in settings.FORGETS_PERSON:
        forget: Callable[..., None] = import_string(name)
        forget(user_id=user_id, email=email)


def _destroy_keys(user_id: int) -> None:
    now = clock.now()
    kept = DataKey.objects.filter(user_id=user_id)
    kept.update(wrapped=None, destroyed_at=now)
    never_made = {kind.value for kind in DATA_KEY_KINDS} - set(kept.values_list("kind", flat=True))
    # A key that was never made is never to be made.
    DataKey.objects.bulk_create(
        DataKey(user_id=user_id, kind=kind, wrapped=None, key_id="", destroyed_at=now)
        for kind in sorted(never_made)
    )


def _overwrite_identity(record: IdentityRecord) -> None:
    for column in ENCRYPTED_COLUMNS:
        if getattr(record, column):
            setattr(record, column, UNDER_DATA_KEY)
    for kind in COLUMN_OF_INDEX:
        if getattr(record, f"{kind}_index") is not None:
            setattr(record, f"{kind}_index", secrets.token_bytes(BLIND_INDEX_BYTES))
    record.index_key_id = ERASED_INDEX
    record.save()


def _overwrite_documents(user_id: int) -> None:
    for document in KycDocument.objects.filter(user_id=user_id).defer("content"):
        KycDocument.objects.filter(pk=document.pk).update(
            file_name=UNDER_DATA_KEY,
            content=UNDER_DATA_KEY.encode(),
            content_digest=secrets.token_bytes(BLIND_INDEX_BYTES),
        )
