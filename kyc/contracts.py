"""The frozen values that cross KYC's threshold: applications in, facts and cards out.

What identifies a person is left out of their `repr`, which ends up in logs and tracebacks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kyc.document_types import DocumentType

__all__ = [
    "CustomerApplication",
    "DocumentCard",
    "DocumentContent",
    "DocumentType",
    "DocumentUpload",
    "IdentityFacts",
    "KycStanding",
    "MaskedIdentity",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentUpload:
    """A file as it came in: nothing about it has been checked yet."""

    document_type: DocumentType
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerApplication:
    """What somebody who wants to become a customer tells the bank; nothing about it has been checked yet.

    `confirm_password` is None when the door does not ask for the password twice. `date_of_birth` may still be
    the text the person wrote (`YYYY-MM-DD`).
    """

    username: str
    email: str
    password: str = field(repr=False)
    first_name: str
    last_name: str
    phone_number: str
    date_of_birth: dt.date | str = field(repr=False)
    ssn: str = field(repr=False)
    address: str = field(repr=False)
    confirm_password: str | None = field(default=None, repr=False)
    aadhaar_number: str | None = field(default=None, repr=False)
    pan_number: str | None = field(default=None, repr=False)
    documents: tuple[DocumentUpload, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What a rule may know about a customer's identity: never a number, only that it was given.

    `identity_numbers` holds some of "SSN", "AADHAAR", "PAN".
    """

    date_of_birth: dt.date
    document_types: frozenset[str]
    identity_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class MaskedIdentity:
    """A customer's identity numbers with all but the last four characters hidden; None where none was given."""

    ssn: str
    aadhaar_number: str | None
    pan_number: str | None


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A stored document without its content. `size_bytes` is the size of what is stored and served.

    `customer_id` is the `CUST…` identifier of the customer it belongs to.
    """

    id: int
    customer_id: str
    document_type: DocumentType
    file_name: str
    content_type: str
    size_bytes: int
    uploaded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A stored document, decrypted, ready to be served."""

    card: DocumentCard
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KycStanding:
    """Where a customer stands: status, what is missing for approval, and the reason if rejected."""

    user_id: int
    username: str
    customer_id: str | None
    kyc_status: str
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
    reason: str | None
    required_documents: tuple[str, ...]
    missing: tuple[str, ...]
    identity: MaskedIdentity
    documents: tuple[DocumentCard, ...]
