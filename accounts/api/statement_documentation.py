"""What the API's documentation says of statements and their check."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from accounts.api.statement_serializers import (
    PublicKeysSerializer,
    StatementPageSerializer,
    StatementQuery,
    StatementToCheck,
    VerdictSerializer,
)

_SIGNATURE = "eyJhbGciOiJFZERTQSIsImtpZCI6Ijk4ZGE0Yzc2NGU0Y2IxYmEifQ.eyJzdGF0ZW1lbnRfaWQiOiJTVE0…fQ.Q0Rn…"
_FIGURES = {
    "from": "2024-01-01",
    "to": "2024-01-31",
    "opening_balance": "0.00",
    "closing_balance": "1000.00",
    "total_credits": "1000.00",
    "total_debits": "0.00",
    "line_count": 1,
    "statement_id": "STMQ7K2M4X9PA3TB6WC",
    "issued_at": "2024-02-01T09:30:00Z",
    "currency": "USD",
}
_PAGE = OpenApiExample(
    "January",
    value={
        **_FIGURES,
        "account_number": "SAV120045675",
        "account_type": "SAVINGS",
        "bank": "Core Bank",
        "account_holder": "Ada Lovelace",
        "next": None,
        "previous": None,
        "lines": [
            {
                "date": "2024-01-15",
                "value_date": "2024-01-15",
                "posted_at": "2024-01-15T12:00:00Z",
                "type": "DEPOSIT",
                "description": "Initial deposit",
                "reference": "TXN12345ABC",
                "transaction_id": "TXN12345ABC",
                "debit": None,
                "credit": "1000.00",
                "amount": "1000.00",
                "running_balance": "1000.00",
            }
        ],
        "signature": _SIGNATURE,
    },
    response_only=True,
    media_type="application/json",
)

SHOW_STATEMENT = extend_schema(
    operation_id="accounts_statement_retrieve",
    summary="Show a statement",
    description=(
        "The lines of business dates, both inclusive, oldest first, with the running balance after each. "
        "Opening balance plus credits less debits is the closing balance. As JSON the lines come in pages; all "
        "else is of the whole range. All other formats are files with every line, to be kept as they are: each "
        "carries the bank's signature of every other byte of it, also in `X-Statement-Signature`."
    ),
    tags=["Accounts"],
    parameters=[
        StatementQuery,
        OpenApiParameter("page", int, description="JSON only: a page of the lines, by number."),
        OpenApiParameter("page_size", int, description="JSON only: lines on a page, 1 to 200."),
        OpenApiParameter("cursor", str, description="JSON only: send it empty to start, then follow `next`."),
    ],
    responses={
        (200, "application/json"): StatementPageSerializer,
        (200, "text/csv"): OpenApiTypes.BINARY,
        (200, "application/pdf"): OpenApiTypes.BINARY,
        (200, "application/xml"): OpenApiTypes.BINARY,
        (200, "application/x-ofx"): OpenApiTypes.BINARY,
    },
    filters=False,
    examples=[_PAGE],
)

CHECK_STATEMENT = extend_schema(
    operation_id="statements_verify",
    summary="Check a statement",
    description=(
        "Whether a statement that somebody shows is this bank's and was not changed. Send the file as it was "
        "received, or the signature that the code on a printed statement holds: a file is vouched for byte by "
        "byte, a signature alone for account, holder, period, balances and totals, to be compared with the paper. A "
        "file that is too large to be sent is checked by the command `verify_statement`."
    ),
    tags=["Accounts"],
    request={
        "multipart/form-data": StatementToCheck,
        "application/json": StatementToCheck,
    },
    responses=VerdictSerializer,
    examples=[
        OpenApiExample("The code of a printed statement", value={"signature": _SIGNATURE}, request_only=True),
        OpenApiExample(
            "It is genuine",
            value={
                "valid": True,
                "reason": "genuine",
                "message": "The bank signed this, and nothing in it was changed since.",
                "key_id": "98da4c764e4cb1ba",
                "bank": "Core Bank",
                "format": "pdf",
                "statement": {
                    **_FIGURES,
                    "account_number": "********5675",
                    "account_holder": "A** L*******",
                },
            },
            response_only=True,
        ),
        OpenApiExample(
            "Somebody changed it",
            value={
                "valid": False,
                "reason": "altered",
                "message": "The bank signed another file: something in this one was changed.",
                "key_id": "98da4c764e4cb1ba",
                "bank": None,
                "format": None,
                "statement": None,
            },
            response_only=True,
        ),
    ],
)

LIST_KEYS = extend_schema(
    operation_id="statements_keys",
    summary="List the keys of statements",
    description=(
        "The public keys against which a statement can be checked without asking the bank, as a JSON Web Key Set "
        "(RFC 7517). A signature is a compact JSON Web Signature with EdDSA (RFC 7515, RFC 8037)."
    ),
    tags=["Accounts"],
    responses=PublicKeysSerializer,
    examples=[
        OpenApiExample(
            "One key",
            value={
                "keys": [
                    {
                        "kty": "OKP",
                        "crv": "Ed25519",
                        "use": "sig",
                        "alg": "EdDSA",
                        "kid": "98da4c764e4cb1ba",
                        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                    }
                ]
            },
            response_only=True,
        )
    ],
)
