"""The kinds of document a customer may hand in, and the names form fields give them."""

from __future__ import annotations

from enum import StrEnum


class DocumentType(StrEnum):
    """What a document proves; the values are those of the API contract."""

    PASSPORT = "PASSPORT"
    NATIONAL_ID = "NATIONAL_ID"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    AADHAAR = "AADHAAR"
    PAN = "PAN"
    SSN_CARD = "SSN_CARD"
    PROOF_OF_ADDRESS = "PROOF_OF_ADDRESS"
    PHOTO = "PHOTO"
    OTHER = "OTHER"


DOCUMENT_TYPE_OF_FORM_FIELD: dict[str, DocumentType] = {
    "passport": DocumentType.PASSPORT,
    "id_document": DocumentType.NATIONAL_ID,
    "id_proof": DocumentType.NATIONAL_ID,
    "national_id": DocumentType.NATIONAL_ID,
    "driving_licence": DocumentType.DRIVING_LICENCE,
    "driving_license": DocumentType.DRIVING_LICENCE,
    "aadhaar_card": DocumentType.AADHAAR,
    "pan_card": DocumentType.PAN,
    "ssn_card": DocumentType.SSN_CARD,
    "address_proof": DocumentType.PROOF_OF_ADDRESS,
    "proof_of_address": DocumentType.PROOF_OF_ADDRESS,
    "photo": DocumentType.PHOTO,
}
"""A registration form that gives each file a field of its own names the document by that field.

A file in any other field is kept as `OTHER`: a document somebody took the trouble to send is never dropped.
"""
