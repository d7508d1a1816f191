"""What of KYC is under which key, for the rotation: data keys, values from before them, and blind indexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar

from django.db.models import Count, Q, QuerySet

from core_banking.kernel import key_rotation
from core_banking.kernel.encryption import Purpose, WrappedKey, newest_key_id
from core_banking.kernel.key_lists import BLIND_INDEX, key_ids_of
from core_banking.kernel.key_rotation import SealedRows
from kyc.errors import StoredDataUnreadable
from kyc.models import DataKey, IdentityRecord, KycDocument
from kyc.sealing import (
    UNDER_DATA_KEY,
    CustomerKeys,
    opened_document,
    rewrapped,
    sealed_document,
)
from kyc.selectors import keys_of_many
from kyc.services.data_keys import (
    COLUMN_OF_INDEX,
    ENCRYPTED_COLUMNS,
    keys_for_writing_to,
    moved_under_data_key,
    newest_index_key_id,
    with_new_indexes,
)

Row = TypeVar("Row")

DIRECT: Final = "no data key yet"
"""The name under which values are counted that were encrypted before there were data keys."""
ERASED_INDEX: Final = "erased"
"""What stands for the key of an erased customer's indexes, which are random."""
_DOCUMENTS_AT_ONCE: Final = 10
"""A document has megabytes."""


def identity_rows() -> list[SealedRows]:
    """Return what is under IDENTITY_KEYS: values that are to be moved under data keys, and data keys."""
    return [_direct_identities(), _data_keys(Purpose.IDENTITY)]


def document_rows() -> list[SealedRows]:
    """Return what is under DOCUMENT_KEYS: documents that are to be moved under data keys, and data keys."""
    return [_direct_documents(), _data_keys(Purpose.DOCUMENTS)]


def blind_index_rows() -> list[SealedRows]:
    """Return what is under BLIND_INDEX_KEYS: the three indexes of each customer's numbers."""
    known = key_ids_of(BLIND_INDEX)
    rows = IdentityRecord.objects.exclude(index_key_id=ERASED_INDEX)
    return [
        SealedRows(
            what="blind indexes of customers",
            rows=lambda: rows,
            waiting=lambda: rows.exclude(index_key_id=newest_index_key_id()),
            # A row from before keys were named is under one of them, and so is one whose key has gone: its numbers
            # are made into indexes anew, for which the old key is not needed.
            key_of=lambda row: row.index_key_id or known[-1],
            reseal=_reindex,
            columns=(*(f"{kind}_index" for kind in COLUMN_OF_INDEX), "index_key_id"),
            counted=lambda: _counts(rows, "index_key_id", None, known[-1]),
        )
    ]


def _data_keys(kind: Purpose) -> SealedRows:
    rows = DataKey.objects.filter(kind=kind.value, destroyed_at=None)
    return SealedRows(
        what=f"data keys under {kind.value}",
        rows=lambda: rows,
        waiting=lambda: rows.exclude(key_id=newest_key_id(kind)),
        key_of=lambda row: row.key_id if row.key_id in key_ids_of(kind.value) else None,
        reseal=partial(_rewrap, kind),
        columns=("wrapped", "key_id"),
        counted=lambda: _counts(rows, "key_id", key_ids_of(kind.value)),
    )


def _direct_identities() -> SealedRows:
    direct = Q()
    for column in ENCRYPTED_COLUMNS:
        direct |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": UNDER_DATA_KEY})
    rows = IdentityRecord.objects.filter(direct)
    return SealedRows(
        what="identities without a data key",
        rows=lambda: rows,
        waiting=lambda: rows,
        key_of=lambda row: DIRECT,
        reseal=_move_identities,
        columns=ENCRYPTED_COLUMNS,
        counted=lambda: Counter({DIRECT: count} if (count := rows.count()) else {}),
    )


def _direct_documents() -> SealedRows:
    rows = KycDocument.objects.exclude(file_name__startswith=UNDER_DATA_KEY)
    return SealedRows(
        what="documents without a data key",
        rows=lambda: rows,
        waiting=lambda: rows,
        key_of=lambda row: DIRECT,
        reseal=_move_documents,
        columns=("file_name", "content"),
        largest_batch=_DOCUMENTS_AT_ONCE,
        counted=lambda: Counter({DIRECT: count} if (count := rows.count()) else {}),
    )


def _counts(
    rows: QuerySet[Any], column: str, readable: Sequence[str] | None, unnamed: str = key_rotation.UNKNOWN
) -> Counter[str]:
    """Count rows by the name in a column; what is under none of the readable keys counts as unknown."""
    counted: Counter[str] = Counter()
    for name, number in rows.order_by().values_list(column).annotate(number=Count("pk")):
        is_readable = readable is None or name in readable
        counted[(name or unnamed) if is_readable else key_rotation.UNKNOWN] += number
    return counted


def _rewrap(kind: Purpose, rows: Sequence[DataKey]) -> list[DataKey]:
    def anew(row: DataKey) -> None:
        assert row.wrapped is not None
        kept = WrappedKey(bytes(row.wrapped), row.key_id)
        wrapped = rewrapped(CustomerKeys(user_id=row.user_id, wrapped={kind: kept}), kind)
        row.wrapped, row.key_id = wrapped.sealed, wrapped.key_id

    return _changed(rows, anew)


def _move_identities(rows: Sequence[IdentityRecord]) -> list[IdentityRecord]:
    keys = keys_for_writing_to([row.user_id for row in rows], Purpose.IDENTITY)

    def move(row: IdentityRecord) -> None:
        moved_under_data_key(row, keys[row.user_id])

    return _changed(rows, move)


def _move_documents(rows: Sequence[KycDocument]) -> list[KycDocument]:
    # Whoever hands in a document holds the customer's record while he makes a data key: so does this.
    owners = sorted({row.user_id for row in rows})
    list(IdentityRecord.objects.select_for_update().filter(pk__in=owners).order_by("pk"))
    keys_of_owner = keys_for_writing_to(owners, Purpose.DOCUMENTS)

    def move(row: KycDocument) -> None:
        keys, uuid = keys_of_owner[row.user_id], str(row.uuid)
        name = opened_document(keys, "file_name", uuid, row.file_name.encode("ascii"))
        content = opened_document(keys, "content", uuid, bytes(row.content))
        row.file_name = sealed_document(keys, "file_name", uuid, name).decode("ascii")
        row.content = sealed_document(keys, "content", uuid, content)

    return _changed(rows, move)


def _reindex(rows: Sequence[IdentityRecord]) -> list[IdentityRecord]:
    keys = keys_of_many([row.user_id for row in rows])

    def index(row: IdentityRecord) -> None:
        with_new_indexes(row, keys[row.user_id])

    return _changed(rows, index)


def _changed(rows: Sequence[Row], change: Callable[[Row], None]) -> list[Row]:
    """Change rows in place; return those that could be read."""
    changed = []
    for row in rows:
        with suppress(StoredDataUnreadable):
            change(row)
            changed.append(row)
    return changed
