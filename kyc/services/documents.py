"""Documents: inspected before a transaction opens, stored encrypted, read by few, each reading on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from django.conf import settings

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.encryption import Purpose
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.contracts import DocumentCard, DocumentContent, DocumentUpload
from kyc.document_inspection import (
    EXTENSION_OF_CONTENT_TYPE,
    FileLimits,
    FileTooLarge,
    InspectedFile,
    inspect_file,
)
from kyc.document_types import DocumentType
from kyc.errors import DocumentTooLarge, TooManyDocuments
from kyc.events import DocumentAdded, DocumentDownloaded
from kyc.file_names import safe_file_name
from kyc.models import KycDocument
from kyc.permissions import REVIEW_KYC, SUBMIT_OWN_KYC
from kyc.problems import Problems
from kyc.rules import RuleBroken
from kyc.sealing import CustomerKeys, content_digest, opened_document, sealed_document
from kyc.selectors import customer_number, document_card, keys_of, may_read_documents_of, without_content
from kyc.services.data_keys import keys_for_writing
from kyc.services.identity import locked_record


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedDocument:
    """A document that may be stored: its type is known and its content was written by the bank."""

    document_type: DocumentType
    file_name: str
    file: InspectedFile


def add_document(*, actor: Actor, upload: DocumentUpload, customer: str | None = None) -> DocumentCard:
    """Store a document of the actor, or by a reviewer of a `customer` (number or `CUST…` id); return its card.

    Raises `NotAllowed`, `NotFound`, `DocumentTooLarge`, `InvalidInput` for a file the bank does not take or a
    customer who does not exist, and `TooManyDocuments`.
    """
    owner_id = _owner(actor, customer)
    # A document takes long to decode: that happens before the transaction, not in it.
    return store_document(actor=actor, user_id=owner_id, document=_examined_alone(upload))


@use_case
def store_document(*, actor: Actor, user_id: int, document: ExaminedDocument) -> DocumentCard:
    """Store one examined document of a customer. Raises `NotFound` and `TooManyDocuments`."""
    locked_record(user_id)
    return store_documents(actor=actor, user_id=user_id, documents=[document])[0]


@use_case
def download_document(*, actor: Actor, document_id: int) -> DocumentContent:
    """Return a document in clear, to its owner or to a reviewer, and leave on record who read it.

    Raises `NotFound` for a document that is not the actor's to read, and `StoredDataUnreadable`.
    """
    document = KycDocument.objects.filter(pk=document_id).first()
    if document is None or not may_read_documents_of(actor, document.user_id):
        raise NotFound
    keys = keys_of(document.user_id)
    content = opened_document(keys, "content", str(document.uuid), bytes(document.content))
    emit(
        DocumentDownloaded(
            actor=actor,
            user_id=document.user_id,
            document_id=document.pk,
            document_type=document.document_type,
        )
    )
    return DocumentContent(document_card(document, keys), content)


@within_use_case
def store_documents(
    *, actor: Actor, user_id: int, documents: Sequence[ExaminedDocument]
) -> list[DocumentCard]:
    """Store examined documents of a customer whose record the caller holds. Raises `TooManyDocuments`."""
    limit: int = settings.DOCUMENTS_PER_CUSTOMER
    if documents and without_content().filter(user_id=user_id).count() + len(documents) > limit:
        raise TooManyDocuments(f"A customer can hand in at most {limit} documents.", maximum=limit)
    if not documents:
        return []
    keys = keys_for_writing(user_id, Purpose.DOCUMENTS)
    return [_store(actor, keys, document) for document in documents]


def examine_documents(problems: Problems, uploads: Sequence[DocumentUpload]) -> tuple[ExaminedDocument, ...]:
    """Return the documents that may be stored; what is wrong with the others is noted under `documents`."""
    examined = []
    for number, upload in enumerate(uploads, start=1):
        try:
            examined.append(_examined(upload))
        except RuleBroken as broken:
            problems.add("documents", [f"File {number}: {broken}"])
    return tuple(examined)


def _owner(actor: Actor, customer: str | None) -> int:
    means_himself = customer in {None, str(actor.user_id), actor.customer_id}
    if actor.user_id is not None and actor.may(SUBMIT_OWN_KYC) and means_himself:
        return actor.user_id
    if not actor.may(REVIEW_KYC):
        raise NotFound if actor.may(SUBMIT_OWN_KYC) else NotAllowed
    if customer is None:
        raise InvalidInput({"customer_id": ["Say for which customer."]})
    return customer_number(customer)


def _examined_alone(upload: DocumentUpload) -> ExaminedDocument:
    try:
        return _examined(upload)
    except FileTooLarge as broken:
        raise DocumentTooLarge(str(broken), maximum_bytes=settings.DOCUMENT_MAX_BYTES) from None
    except RuleBroken as broken:
        raise InvalidInput({"file": [str(broken)]}) from None


def _examined(upload: DocumentUpload) -> ExaminedDocument:
    limits = FileLimits(settings.DOCUMENT_MAX_BYTES, settings.DOCUMENT_MAX_PIXELS)
    file = inspect_file(upload.content, limits)
    return ExaminedDocument(
        document_type=upload.document_type,
        file_name=safe_file_name(upload.file_name, EXTENSION_OF_CONTENT_TYPE[file.content_type]),
        file=file,
    )


def _store(actor: Actor, keys: CustomerKeys, examined: ExaminedDocument) -> DocumentCard:
    uuid, user_id = uuid4(), keys.user_id
    content = examined.file.content
    document = KycDocument.objects.create(
        uuid=uuid,
        user_id=user_id,
        document_type=examined.document_type,
        file_name=sealed_document(keys, "file_name", str(uuid), examined.file_name.encode()).decode("ascii"),
        content_type=examined.file.content_type,
        size_bytes=len(content),
        content_digest=content_digest(content),
        content=sealed_document(keys, "content", str(uuid), content),
        uploaded_by_id=actor.user_id,
    )
    emit(
        DocumentAdded(
            actor=actor,
            user_id=user_id,
            document_id=document.pk,
            document_type=document.document_type,
            size_bytes=document.size_bytes,
            content_sha256=sha256(content).hexdigest(),
        )
    )
    return document_card(document, keys)
