"""Customers' data keys: made with the first value, moved to, and numbers held while two keys index them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from core_banking.kernel.db import within_use_case
from core_banking.kernel.encryption import Purpose
from core_banking.kernel.key_lists import BLIND_INDEX, key_ids_of
from core_banking.kernel.statements import engine, fetch_row
from kyc.models import DataKey, IdentityRecord
from kyc.sealing import (
    CustomerKeys,
    identity_index,
    identity_indexes,
    is_under_data_key,
    new_data_key,
    opened_identity,
    sealed_identity,
    wrapped_data_key,
)
from kyc.selectors import keys_of_many

ENCRYPTED_COLUMNS: Final = ("ssn", "aadhaar_number", "pan_number", "date_of_birth", "address")
COLUMN_OF_INDEX: Final = {"ssn": "ssn", "aadhaar": "aadhaar_number", "pan": "pan_number"}
_HOLD: Final = "SELECT pg_advisory_xact_lock(%s)"


@within_use_case
def keys_for_writing(user_id: int, kind: Purpose) -> CustomerKeys:
    """Return a customer's keys with the one of a kind, made now if there was none.

    The caller holds the customer's record, or has just made the customer, so that two do not make one each. Raises
    `IdentityErased` for a customer whose keys were destroyed.
    """
    keys = keys_for_writing_to([user_id], kind)[user_id]
    keys.opened(kind)
    return keys


@within_use_case
def keys_for_writing_to(user_ids: Sequence[int], kind: Purpose) -> dict[int, CustomerKeys]:
    """Return the keys of many customers, each with one of a kind or with a destroyed one; as `keys_for_writing`."""
    known = keys_of_many(user_ids)
    made = {
        user_id: CustomerKeys(
            user_id=user_id,
            wrapped={**keys.wrapped, kind: wrapped_data_key(kind, user_id, new_data_key())},
        )
        for user_id, keys in known.items()
        if kind not in keys.wrapped
    }
    DataKey.objects.bulk_create(
        DataKey(user_id=user_id, kind=kind.value, wrapped=wrapped.sealed, key_id=wrapped.key_id)
        for user_id, keys in made.items()
        if (wrapped := keys.wrapped[kind]) is not None
    )
    return known | made


def moved_under_data_key(record: IdentityRecord, keys: CustomerKeys) -> bool:
    """Encrypt a record's values under the data key, in place; return False where they were already.

    The caller holds the row. Raises `StoredDataUnreadable`.
    """
    direct = [column for column in ENCRYPTED_COLUMNS if not is_under_data_key(getattr(record, column))]
    for column in direct:
        text = opened_identity(keys, column, getattr(record, column))
        setattr(record, column, sealed_identity(keys, column, text))
    return bool(direct)


def with_new_indexes(record: IdentityRecord, keys: CustomerKeys) -> None:
    """Make a record's blind indexes anew under the newest key, in place. Raises `StoredDataUnreadable`."""
    for kind, column in COLUMN_OF_INDEX.items():
        number = opened_identity(keys, column, getattr(record, column))
        setattr(record, f"{kind}_index", identity_index(kind, number) if number else None)
    record.index_key_id = newest_index_key_id()


def newest_index_key_id() -> str:
    """Return the name of the key that makes blind indexes."""
    return key_ids_of(BLIND_INDEX)[0]


@within_use_case
def hold_numbers(numbers: Mapping[str, str]) -> bool:
    """Let nobody else put these numbers on file until the use case ends, while there are two keys to index them by.

    Return whether that was needed; the caller then looks whether they are taken.


    With one key the unique index alone decides. While keys are changed, one server may write an index under the old
    key and another under the new one: two rows that no index finds equal. Both know both keys, so both ask for the
    same locks (PostgreSQL; SQLite has one writer), and whoever comes second looks again and finds the first.
    """
    if engine() != "postgresql" or len(key_ids_of(BLIND_INDEX)) == 1:
        return False
    digests = {digest for kind, number in numbers.items() for digest in identity_indexes(kind, number)}
    for lock in sorted(int.from_bytes(digest[:8], signed=True) for digest in digests):
        fetch_row(_HOLD, [lock])
    return bool(digests)
