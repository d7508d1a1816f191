"""The refusals of KYC.

StateConflict
├── KycStateConflict          the decision does not fit the present status
├── IdentityErased            the customer's data keys were destroyed: nobody can read who he was
├── ErasureRefused            the customer is not a former one, or his erasure does not wait to be confirmed
└── KycDocumentsMissing       documents the bank requires have not been given
NotAllowed
└── OwnReview                 nobody reviews himself
Refused
└── TooManyDocuments          the customer has handed in as many documents as the bank keeps
DomainError
└── DocumentTooLarge          one file is larger than the bank takes
Unavailable
└── StoredDataUnreadable      a stored value was altered, moved, or made with a lost key
"""

from __future__ import annotations

from core_banking.kernel.errors import (
    DomainError,
    ErrorCategory,
    NotAllowed,
    Refused,
    StateConflict,
    Unavailable,
)


class KycStateConflict(StateConflict):
    """The requested KYC status cannot follow the present one; details carry `kyc_status`."""

    code = "kyc_state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "The customer's KYC status does not allow this."


class IdentityErased(StateConflict):
    """A former customer was erased: what identified him cannot be read by anybody."""

    code = "identity_erased"
    category = ErrorCategory.CONFLICT
    sentence = "This customer's identity was erased. Nobody can read it any more."


class ErasureRefused(StateConflict):
    """A customer is erased only when nothing of his is running; details name what is, in `running`."""

    code = "erasure_refused"
    category = ErrorCategory.CONFLICT
    sentence = "This customer cannot be erased."


class KycDocumentsMissing(StateConflict):
    """Approval needs documents that have not been given; details name them in `missing`."""

    code = "kyc_documents_missing"
    category = ErrorCategory.CONFLICT
    sentence = "Documents that the bank requires are missing."


class OwnReview(NotAllowed):
    """The reviewer is the customer under review."""

    code = "own_review"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "Nobody reviews his own identity."


class TooManyDocuments(Refused):
    """The customer already has as many documents as the bank keeps for one person."""

    code = "too_many_documents"
    category = ErrorCategory.REFUSED
    sentence = "No more documents can be added."


class DocumentTooLarge(DomainError):
    """The file is larger than the bank takes; details carry `maximum_bytes`."""

    code = "document_too_large"
    category = ErrorCategory.TOO_LARGE
    sentence = "The file is too large."


class StoredDataUnreadable(Unavailable):
    """A stored value does not decrypt in its place: it was altered or moved, or its key is missing."""

    code = "stored_data_unreadable"
    category = ErrorCategory.UNAVAILABLE
    sentence = "The bank cannot read this record. Its operators have been told."
    audited = True
