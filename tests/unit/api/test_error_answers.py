"""What is said about an error, in both formats."""

from __future__ import annotations

import pytest
from rest_framework.exceptions import ErrorDetail

from core_banking.api import http_errors
from core_banking.api.error_answers import (
    STATUS_OF_CATEGORY,
    answer_of_refusal,
    field_problems,
    status_of_code,
)
from core_banking.kernel.errors import (
    ERROR_CODES,
    DomainError,
    ErrorCategory,
    InvalidInput,
    NotSignedIn,
    Refused,
    Throttled,
    Unavailable,
)
from core_banking.kernel.idempotency import IdempotencyInProgress


def test_every_category_has_a_status() -> None:
    assert set(STATUS_OF_CATEGORY) == set(ErrorCategory)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("invalid", 400),
        ("malformed_json", 400),
        ("not_signed_in", 401),
        ("not_allowed", 403),
        ("not_found", 404),
        ("method_not_allowed", 405),
        ("not_acceptable", 406),
        ("state_conflict", 409),
        ("idempotency_in_progress", 409),
        ("length_required", 411),
        ("body_too_large", 413),
        ("unsupported_media_type", 415),
        ("refused", 422),
        ("idempotency_key_reused", 422),
        ("throttled", 429),
        ("internal_error", 500),
        ("temporarily_unavailable", 503),
        ("outcome_unknown", 503),
        ("unreadable_value", 503),
    ],
)
def test_the_status_of_a_code_is(code: str, status: int) -> None:
    assert status_of_code(code) == status


def test_every_registered_code_has_a_status_of_an_error() -> None:
    assert all(400 <= status_of_code(code) < 600 for code in ERROR_CODES)


def test_a_refusal_says_sentence_code_and_details() -> None:
    answer = answer_of_refusal(Refused("Too little.", available="1.00", requested="2.00"))

    assert answer.status == 422
    assert answer.body() == {
        "error": "Too little.",
        "code": "refused",
        "available": "1.00",
        "requested": "2.00",
    }


def test_a_validation_error_says_its_fields_and_nothing_else() -> None:
    answer = answer_of_refusal(InvalidInput({"amount": ["Too much."]}))

    assert answer.status == 400
    assert answer.body() == {"amount": ["Too much."]}


def test_a_validation_error_of_the_whole_body_is_under_non_field_errors() -> None:
    answer = answer_of_refusal(InvalidInput({}, "These do not fit together."))

    assert answer.body() == {"non_field_errors": ["These do not fit together."]}


@pytest.mark.parametrize(
    ("refusal", "headers"),
    [
        (Throttled(retry_after=17), {"Retry-After": "17"}),
        (Unavailable(), {"Retry-After": "1"}),
        (http_errors.UnreadableValue(), {"Retry-After": "1"}),
        (IdempotencyInProgress(), {"Retry-After": "1"}),
        (NotSignedIn(), {"WWW-Authenticate": 'Bearer realm="api"'}),
        (Refused(), {}),
    ],
)
def test_the_headers_of_a_refusal_are(refusal: DomainError, headers: dict[str, str]) -> None:
    assert answer_of_refusal(refusal).headers == headers


def test_a_problem_document_has_every_member_of_the_standard() -> None:
    answer = answer_of_refusal(Throttled(retry_after=17))

    assert answer.problem(instance="/api/things/", request_id="r-1") == {
        "type": "/api/errors/throttled/",
        "title": "Too many requests. Try again later.",
        "status": 429,
        "detail": "Too many requests. Try again later.",
        "instance": "/api/things/",
        "code": "throttled",
        "request_id": "r-1",
        "retry_after": 17,
    }


def test_details_never_replace_a_member_of_the_standard() -> None:
    problem = answer_of_refusal(Refused("No.", status="FROZEN", type="x", detail="y")).problem(
        instance="/", request_id="r"
    )

    assert (problem["status"], problem["type"], problem["detail"]) == (422, "/api/errors/refused/", "No.")


def test_nested_field_errors_are_pointed_at() -> None:
    fields = {
        "amount": [ErrorDetail("Too much.", code="invalid_amount"), "Not today."],
        "lines": [{}, {"to/account": ["Unknown."]}],
        "address": {"zip": ["Missing."], "non_field_errors": ["Incomplete."]},
        "files": {0: ["Empty."]},
        "non_field_errors": ["These do not fit together."],
    }

    problems = field_problems(fields)

    assert {(problem["pointer"], problem["code"], problem["detail"]) for problem in problems} == {
        ("#/amount", "invalid_amount", "Too much."),
        ("#/amount", "invalid", "Not today."),
        ("#/lines/1/to~1account", "invalid", "Unknown."),
        ("#/address/zip", "invalid", "Missing."),
        ("#/address", "invalid", "Incomplete."),
        ("#/files/0", "invalid", "Empty."),
        ("#", "invalid", "These do not fit together."),
    }
