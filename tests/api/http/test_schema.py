"""The OpenAPI document: every operation says how it may fail and what it hears."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from core_banking.kernel.errors import ERROR_CODES


@pytest.fixture(scope="module")
def schema() -> Any:
    import tests.api.http.addresses  # noqa: F401

    patterns = sys.modules["tests.api.http.addresses"].urlpatterns
    return SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)


def operation(schema: Any, path: str, method: str = "get") -> Any:
    return schema["paths"][path][method]


def parameters(found: Any) -> set[tuple[str, str]]:
    return {(parameter["in"], parameter["name"]) for parameter in found["parameters"]}


def test_it_is_valid_openapi(schema: Any) -> None:
    validate_schema(schema)


def test_every_operation_has_an_identifier_of_its_own_a_tag_and_the_request_header(schema: Any) -> None:
    found = [each for methods in schema["paths"].values() for each in methods.values()]
    identifiers = [each["operationId"] for each in found]

    assert len(identifiers) == len(set(identifiers))
    assert all(each["tags"] for each in found)
    assert all(("header", "X-Request-ID") in parameters(each) for each in found)


@pytest.mark.parametrize(
    ("path", "method", "errors"),
    [
        ("/", "get", {"400", "401", "404", "503"}),
        ("/api/test/windows/", "get", {"400", "401", "404", "503"}),
        ("/api/test/reviews/", "get", {"400", "401", "403", "404", "503"}),
        ("/api/test/catalogue/", "get", {"400", "401", "404", "503"}),
        (
            "/api/test/catalogue/",
            "post",
            {"400", "401", "403", "404", "409", "411", "413", "415", "422", "429", "503"},
        ),
    ],
)
def test_the_errors_of_an_operation_are(schema: Any, path: str, method: str, errors: set[str]) -> None:
    responses = operation(schema, path, method)["responses"]

    assert {status for status in responses if status >= "4"} == errors


def test_an_error_is_described_in_both_formats(schema: Any) -> None:
    responses = operation(schema, "/api/test/reviews/", "post")["responses"]

    assert responses["422"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Error"}},
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    }
    assert responses["400"]["content"]["application/json"]["schema"]["anyOf"] == [
        {"$ref": "#/components/schemas/ValidationError"},
        {"$ref": "#/components/schemas/Error"},
    ]
    assert "Retry-After" in responses["429"]["headers"]
    assert "Retry-After" in responses["503"]["headers"]


def test_the_codes_are_those_of_the_register(schema: Any) -> None:
    assert schema["components"]["schemas"]["StableErrorCode"]["enum"] == sorted(ERROR_CODES)


def test_who_needs_to_sign_in_is_said(schema: Any) -> None:
    assert operation(schema, "/api/test/reviews/")["security"] == [{"bearer": []}]
    assert operation(schema, "/api/test/catalogue/")["security"] == [{"bearer": []}, {}]
    assert operation(schema, "/api/test/catalogue/", "post")["security"] == [{"bearer": []}]
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_a_movement_of_money_takes_a_key_and_can_be_run_dry(schema: Any) -> None:
    payment = operation(schema, "/api/test/payments/", "post")

    assert {("header", "Idempotency-Key"), ("query", "dry_run")} <= parameters(payment)
    assert set(payment["responses"]) >= {"200", "201", "422"}
    assert "Idempotency-Replayed" in payment["responses"]["201"]["headers"]
    assert "Idempotency-Replayed" in payment["responses"]["422"]["headers"]
    assert ("header", "Idempotency-Key") not in parameters(operation(schema, "/api/test/form/", "post"))


def test_a_list_shows_its_filters_and_its_pages(schema: Any) -> None:
    growing = operation(schema, "/api/test/windows/")
    pages = schema["components"]["schemas"]

    assert {
        ("query", name)
        for name in ["page", "page_size", "cursor", "ordering", "scope", "hits_min", "started_after"]
    } <= parameters(growing)
    assert ("query", "cursor") not in parameters(operation(schema, "/api/test/short-list/"))
    sizes = [each["schema"] for each in growing["parameters"] if each["name"] == "page_size"]
    assert sizes == [{"type": "integer", "minimum": 1, "maximum": 200}]
    assert pages["WindowAnswerPage"]["required"] == ["count", "results"]
    assert set(pages["WindowAnswerPage"]["properties"]) == {"count", "next", "previous", "results"}
    assert set(pages["GrowingListWindowAnswerPage"]["properties"]) == {
        "count", "count_is_exact", "next", "previous", "results",
    }  # fmt: skip


def test_money_is_text(schema: Any) -> None:
    line = schema["components"]["schemas"]["LineRequest"]

    assert line["properties"]["amount"]["type"] == "string"


def test_every_tag_of_the_bank_is_introduced() -> None:
    whole = SchemaGenerator(urlconf="core_banking.urls").get_schema(request=None, public=True)
    used = {tag for methods in whole["paths"].values() for each in methods.values() for tag in each["tags"]}

    assert used <= {tag["name"] for tag in whole["tags"]}


def test_every_operation_of_the_bank_has_a_summary() -> None:
    whole = SchemaGenerator(urlconf="core_banking.urls").get_schema(request=None, public=True)

    assert [each["operationId"] for methods in whole["paths"].values() for each in methods.values()
            if not each.get("summary")] == []  # fmt: skip


def test_every_operation_of_the_bank_shows_what_is_sent_and_what_is_answered() -> None:
    whole = SchemaGenerator(urlconf="core_banking.urls").get_schema(request=None, public=True)
    operations = [each for methods in whole["paths"].values() for each in methods.values()]

    assert [each["operationId"] for each in operations if not _shows_its_body(each)] == []
    assert [each["operationId"] for each in operations if not _shows_its_answer(each)] == []


def _shows_its_body(found: Any) -> bool:
    contents = found["requestBody"]["content"].values() if "requestBody" in found else []
    return not contents or any("examples" in each for each in contents)


def _shows_its_answer(found: Any) -> bool:
    answers = [answer for status, answer in found["responses"].items() if status.startswith("2")]
    pages = [answer["content"]["application/json"] for answer in answers
             if "application/json" in answer.get("content", {})]  # fmt: skip
    return all("examples" in each for each in pages)
