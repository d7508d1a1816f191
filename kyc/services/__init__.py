"""Writes of KYC: registration, documents, identity numbers, review."""

from kyc.services.documents import add_document, download_document
from kyc.services.erasure import confirm_erasure, request_erasure
from kyc.services.identity import add_identity_numbers, hold_identity, read_standing
from kyc.services.key_rotation import blind_index_rows, document_rows, identity_rows
from kyc.services.registration import register_customer
from kyc.services.resubmission import resubmit_kyc
from kyc.services.reviews import approve_kyc, decide_kyc, reject_kyc

__all__ = [
    "add_document",
    "add_identity_numbers",
    "approve_kyc",
    "blind_index_rows",
    "confirm_erasure",
    "decide_kyc",
    "document_rows",
    "download_document",
    "hold_identity",
    "identity_rows",
    "read_standing",
    "register_customer",
    "reject_kyc",
    "request_erasure",
    "resubmit_kyc",
]
