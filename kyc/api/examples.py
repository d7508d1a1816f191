"""Examples of KYC's API, shown in its documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_APPLICATION: dict[str, Any] = {
    "username": "mira_okafor",
    "email": "mira.okafor@example.org",
    "password": "Harbour7Lights",
    "confirm_password": "Harbour7Lights",
    "first_name": "Mira",
    "last_name": "Okafor",
    "phone_number": "+15550100200",
    "date_of_birth": "1991-04-12",
    "ssn": "900-12-3456",
    "address": "12 Quay Street, Port Ellery, PE 40213",
}
_CUSTOMER: dict[str, Any] = {
    "id": 7,
    "username": "mira_okafor",
    "email": "mira.okafor@example.org",
    "first_name": "Mira",
    "last_name": "Okafor",
    "customer_id": "CUST5550001234",
    "kyc_status": "PENDING",
    "risk_profile": "LOW",
    "is_account_verified": False,
}
_PERSON: dict[str, Any] = {
    **_CUSTOMER,
    "phone_number": "+15550100200",
    "kyc_status": "APPROVED",
    "is_account_verified": True,
    "two_factor_enabled": False,
    "is_active": True,
    "roles": [{"id": 1, "name": "CUSTOMER", "description": "Bank Customer"}],
    "date_joined": "2024-01-15T10:30:00Z",
    "last_login": None,
}
_STANDING: dict[str, Any] = {
    "id": 7,
    "username": "mira_okafor",
    "customer_id": "CUST5550001234",
    "kyc_status": "REJECTED",
    "submitted_at": "2024-01-15T10:30:00Z",
    "decided_at": "2024-01-16T09:00:00Z",
    "reason": "The passport has expired.",
    "required_documents": ["PASSPORT"],
    "missing": [],
    "identity": {"ssn": "***-**-3456", "aadhaar_number": None, "pan_number": None},
    "documents": [
        {
            "id": 3,
            "customer_id": "CUST5550001234",
            "document_type": "PASSPORT",
            "file_name": "passport.jpg",
            "content_type": "image/jpeg",
            "size_bytes": 182044,
            "uploaded_at": "2024-01-15T10:30:00Z",
        }
    ],
}

_REQUEST = OpenApiExample("A registration", value=_APPLICATION, request_only=True)

REGISTRATION = [
    _REQUEST,
    OpenApiExample("The new customer", value=_CUSTOMER, response_only=True, status_codes=["201"]),
    OpenApiExample(
        "Everything that is wrong, at once",
        value={
            "username": ["A user with that username already exists."],
            "email": ["Enter a valid email address."],
            "confirm_password": ["Password fields didn't match."],
        },
        response_only=True,
        status_codes=["400"],
    ),
]

RECEIPT = [
    _REQUEST,
    OpenApiExample(
        "The receipt",
        value={
            "customer_id": "7",
            "username": "mira_okafor",
            "email": "mira.okafor@example.org",
            "status": "Pending KYC Approval",
            "message": "Registration successful. KYC verification in progress.",
        },
        response_only=True,
        status_codes=["201"],
    ),
]

PERSON = [OpenApiExample("A customer", value=_PERSON, response_only=True)]

KYC_DECISION = [
    OpenApiExample("Approve", value={"kyc_status": "APPROVED"}, request_only=True),
    OpenApiExample(
        "Reject", value={"kyc_status": "REJECTED", "reason": "The passport has expired."}, request_only=True
    ),
    *PERSON,
]

REJECTION = [
    OpenApiExample("A reason", value={"reason": "The passport has expired."}, request_only=True),
    OpenApiExample(
        "The rejected customer",
        value={**_PERSON, "kyc_status": "REJECTED", "is_account_verified": False},
        response_only=True,
    ),
]

STANDING = [OpenApiExample("Rejected", value=_STANDING, response_only=True)]

_WAITING = {**_STANDING, "kyc_status": "PENDING", "decided_at": None, "reason": None}
REVIEW = [OpenApiExample("Waiting for a review", value=_WAITING, response_only=True)]

RESUBMISSION = [
    OpenApiExample("With a number never given before", value={"pan_number": "ABCPE1234F"}, request_only=True),
    OpenApiExample("Waiting again", value=_WAITING, response_only=True),
]

DOCUMENTS = [OpenApiExample("A passport", value=_STANDING["documents"][0], response_only=True)]

DOCUMENT = [
    OpenApiExample(
        "A passport",
        value={"document_type": "PASSPORT", "file": "(the picture's bytes)"},
        request_only=True,
        media_type="multipart/form-data",
    ),
    OpenApiExample(
        "The stored document", value=_STANDING["documents"][0], response_only=True, status_codes=["201"]
    ),
]
