"""Reads of KYC. What is encrypted is opened here, and leaves as facts, masks or cards, never as a number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.encryption import Purpose, WrappedKey
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.contracts import DocumentCard, IdentityFacts, KycStanding, MaskedIdentity
from kyc.document_types import DocumentType
from kyc.errors import StoredDataUnreadable
from kyc.identity_numbers import masked_number, masked_ssn
from kyc.models import DataKey, IdentityRecord, KycDecision, KycDocument
from kyc.permissions import REVIEW_KYC, SUBMIT_OWN_KYC, VIEW_CUSTOMERS
from kyc.personal_details import parsed_date
from kyc.rules import RuleBroken
from kyc.sealing import CustomerKeys, identity_indexes, opened_document, opened_identity
from users.contracts import KycStatus, PersonalNumbers, PersonCard
from users.selectors import customer_by_reference, people

_REFERENCE = re.compile(r"[0-9]{1,18}|CUST[0-9]{10}", re.ASCII)
LARGEST_ROW_NUMBER = 2**63 - 1
ERASED = "erased"
"""What stands where an erased customer's number, or the name of his document, stood."""
INDEXED_NUMBERS = {"ssn": "ssn_index", "aadhaar": "aadhaar_index", "pan": "pan_index"}


def identity_facts(user_id: int) -> IdentityFacts:
    """Return what rules may know of a customer's identity.

    Raises `NotFound`, `IdentityErased` and `StoredDataUnreadable`.
    """
    record = identity_record(user_id)
    try:
        date_of_birth = parsed_date(opened_identity(keys_of(user_id), "date_of_birth", record.date_of_birth))
    except RuleBroken:
        raise StoredDataUnreadable from None
    types = KycDocument.objects.filter(user_id=user_id).values_list("document_type", flat=True).distinct()
    return IdentityFacts(date_of_birth, frozenset(types), identity_number_kinds(record))


def personal_numbers(user_id: int) -> PersonalNumbers:
    """Return what must not be a person's PIN: birth date and the ends of identity numbers; nothing of staff.

    Named by the setting `PERSONAL_NUMBERS`. Raises `StoredDataUnreadable`.
    """
    record = records_of(user_id).first()
    if record is None:
        return PersonalNumbers()
    keys = keys_of(user_id)
    numbers = (opened_identity(keys, column, getattr(record, column)) for column in ("ssn", "aadhaar_number"))
    return PersonalNumbers(
        date_of_birth=identity_facts(user_id).date_of_birth,
        numbers=tuple(number[-4:] for number in numbers if number),
    )


def identity_number_kinds(record: IdentityRecord) -> frozenset[str]:
    """Return which identity numbers are on file: some of "SSN", "AADHAAR", "PAN"."""
    given = {"SSN": record.ssn, "AADHAAR": record.aadhaar_number, "PAN": record.pan_number}
    return frozenset(kind for kind, token in given.items() if token)


def identity_record(user_id: int) -> IdentityRecord:
    """Return a customer's record with the person. Raises `NotFound` for somebody who is no customer."""
    record = records_of(user_id).select_related("user").first()
    if record is None:
        raise NotFound
    return record


def records_of(user_id: int) -> QuerySet[IdentityRecord]:
    """Return the record of a customer, as a query of at most one row."""
    # A number from an address may be larger than any column; a key that is a foreign key does not check that.
    known = IdentityRecord.objects.all() if user_id <= LARGEST_ROW_NUMBER else IdentityRecord.objects.none()
    return known.filter(pk=user_id)


def number_is_taken(kind: str, number: str) -> bool:
    """Whether a customer with this identity number exists; `kind` is "ssn", "aadhaar" or "pan"."""
    found = IdentityRecord.objects.filter(**{f"{INDEXED_NUMBERS[kind]}__in": identity_indexes(kind, number)})
    return found.exists()


def keys_of(user_id: int) -> CustomerKeys:
    """Return a customer's data keys, wrapped. Read them after the values: a value may just be moved under them."""
    return keys_of_many([user_id])[user_id]


def keys_of_many(user_ids: Sequence[int]) -> dict[int, CustomerKeys]:
    """Return the data keys of many customers, with one query."""
    wrapped: dict[int, dict[Purpose, WrappedKey | None]] = {user_id: {} for user_id in user_ids}
    rows = DataKey.objects.filter(user_id__in=user_ids).values_list("user_id", "kind", "wrapped", "key_id")
    for user_id, kind, sealed, key_id in rows:
        wrapped[user_id][Purpose(kind)] = None if sealed is None else WrappedKey(bytes(sealed), key_id)
    return {user_id: CustomerKeys(user_id=user_id, wrapped=keys) for user_id, keys in wrapped.items()}


def masked_identity(record: IdentityRecord, keys: CustomerKeys | None = None) -> MaskedIdentity:
    """Return the last four characters of each number on file, and of an erased customer's none.

    Raises `StoredDataUnreadable`.
    """
    keys = keys or keys_of(record.user_id)
    if keys.are_destroyed:
        return MaskedIdentity(ssn=ERASED, aadhaar_number=None, pan_number=None)
    aadhaar_number = opened_identity(keys, "aadhaar_number", record.aadhaar_number)
    pan_number = opened_identity(keys, "pan_number", record.pan_number)
    return MaskedIdentity(
        ssn=masked_ssn(opened_identity(keys, "ssn", record.ssn)),
        aadhaar_number=masked_number(aadhaar_number) if aadhaar_number else None,
        pan_number=masked_number(pan_number) if pan_number else None,
    )


def documents_of(user_id: int) -> QuerySet[KycDocument]:
    """Return a customer's documents without their content, the oldest first."""
    return without_content().filter(user_id=user_id)


def without_content() -> QuerySet[KycDocument]:
    """Return all documents, the oldest first; their content stays in the database until it is asked for."""
    return KycDocument.objects.select_related("user").defer("content").order_by("id")


def document_card(document: KycDocument, keys: CustomerKeys | None = None) -> DocumentCard:
    """Return a document without its content; an erased customer's without its name. Raises `StoredDataUnreadable`."""
    keys = keys or keys_of(document.user_id)
    name = ERASED.encode()
    if not keys.are_destroyed:
        name = opened_document(keys, "file_name", str(document.uuid), document.file_name.encode("ascii"))
    return DocumentCard(
        id=document.pk,
        customer_id=document.user.customer_id or "",
        document_type=DocumentType(document.document_type),
        file_name=name.decode(),
        content_type=document.content_type,
        size_bytes=document.size_bytes,
        uploaded_at=document.uploaded_at,
    )


def standing_of(user_id: int) -> KycStanding:
    """Return where a customer stands. Raises `NotFound` and `StoredDataUnreadable`."""
    return standings([identity_record(user_id)])[0]


def standings(records: Sequence[IdentityRecord]) -> list[KycStanding]:
    """Return where each of many customers stands, with three queries for all of them together."""
    user_ids = [record.user_id for record in records]
    documents: dict[int, list[KycDocument]] = defaultdict(list)
    for document in without_content().filter(user_id__in=user_ids):
        documents[document.user_id].append(document)
    last_steps = _last_steps(user_ids)
    keys = keys_of_many(user_ids)
    return [
        _standing(record, documents[record.user_id], last_steps.get(record.user_id), keys[record.user_id])
        for record in records
    ]


def review_queue() -> QuerySet[IdentityRecord]:
    """Return the customers who wait for a review, who has waited longest first; never one who was erased."""
    erased = DataKey.objects.filter(user_id=OuterRef("user_id"), destroyed_at__isnull=False)
    waiting = IdentityRecord.objects.filter(~Exists(erased), user__kyc_status=KycStatus.PENDING)
    return waiting.select_related("user").order_by("submitted_at", "user_id")


def missing_documents(given: Iterable[str]) -> tuple[str, ...]:
    """Return the required document types (`KYC_REQUIRED_DOCUMENTS`) that are not among the given ones."""
    present = set(given)
    return tuple(kind for kind in settings.KYC_REQUIRED_DOCUMENTS if kind not in present)


def _last_steps(user_ids: Sequence[int]) -> dict[int, KycDecision]:
    steps = KycDecision.objects.filter(user_id__in=user_ids).order_by("id")
    return {step.user_id: step for step in steps}


def _standing(
    record: IdentityRecord,
    documents: Sequence[KycDocument],
    last_step: KycDecision | None,
    keys: CustomerKeys,
) -> KycStanding:
    decided = last_step if last_step is not None and last_step.status != KycStatus.PENDING else None
    return KycStanding(
        user_id=record.user_id,
        username=record.user.username,
        customer_id=record.user.customer_id,
        kyc_status=record.user.kyc_status,
        submitted_at=record.submitted_at,
        decided_at=decided.decided_at if decided else None,
        reason=decided.reason or None if decided else None,
        required_documents=tuple(settings.KYC_REQUIRED_DOCUMENTS),
        missing=missing_documents(document.document_type for document in documents),
        identity=masked_identity(record, keys),
        documents=tuple(document_card(document, keys) for document in documents),
    )


def visible_documents(actor: Actor, customer: str | None) -> QuerySet[KycDocument]:
    """Return the documents the actor may see: his own, or as a reviewer everybody's or one customer's.

    `customer` is a number or `CUST…` id. Raises `InvalidInput` for one who does not exist and `NotFound` for
    somebody else's.
    """
    if actor.may(REVIEW_KYC):
        return without_content() if customer is None else documents_of(customer_number(customer))
    if actor.user_id is None or customer not in {None, str(actor.user_id), actor.customer_id}:
        raise NotFound
    return documents_of(actor.user_id)


def may_read_documents_of(actor: Actor, user_id: int) -> bool:
    """Whether the actor may see a customer's documents: his own, or everybody's as a reviewer."""
    return actor.user_id == user_id or actor.may(REVIEW_KYC)


def customers() -> QuerySet[Any]:
    """Return the bank's customers with their roles, by number."""
    return people().filter(customer_id__isnull=False).order_by("id")


def customer_for(actor: Actor, reference: str) -> PersonCard:
    """Return a customer by number or `CUST…` id, to staff and to the customer himself.

    Raises `NotFound` for one who is not there or not the actor, and `NotAllowed` to whom may see no customer.
    """
    if not (actor.may(VIEW_CUSTOMERS) or actor.may(SUBMIT_OWN_KYC)):
        raise NotAllowed
    customer = _customer(reference)
    if customer is None or not (actor.may(VIEW_CUSTOMERS) or customer.id == actor.user_id):
        raise NotFound
    return customer


def customer_number(reference: str) -> int:
    """Return the number of a customer named by number or `CUST…` id in a form. Raises `InvalidInput`."""
    customer = _customer(reference)
    if customer is None:
        raise InvalidInput({"customer_id": ["There is no such customer."]})
    return customer.id


def _customer(reference: str) -> PersonCard | None:
    """Return a customer by number or `CUST…` id; other text is not even looked up (it may hold a NUL)."""
    return customer_by_reference(reference) if _REFERENCE.fullmatch(reference) else None
