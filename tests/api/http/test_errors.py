"""Errors as callers see them, and as the audit trail hears of them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from pytest_django import Settings

from core_banking.kernel.events import UseCaseRefused

PROBLEM = "application/problem+json"


def failing(kind: str) -> str:
    return f"/api/test/failing/{kind}/"


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("refused", 422,
         {"error": "There is not enough money.", "code": "refused", "available": "1.00"}),
        ("invalid", 400, {"amount": ["Too much."]}),
        ("not-found", 404, {"error": "Not found.", "code": "not_found"}),
        ("conflict", 409, {"error": "This is no longer possible in the present state.", "code": "state_conflict"}),
        ("not-allowed", 403, {"error": "You are not allowed to do this.", "code": "not_allowed"}),
        ("rest-validation", 400, {"non_field_errors": ["One.", "Two."]}),
        ("rest-parse", 400, {"error": "The request cannot be understood.", "code": "bad_request"}),
        ("rest-not-authenticated", 401, {"error": "Sign in first.", "code": "not_signed_in"}),
        ("rest-permission", 403, {"error": "You are not allowed to do this.", "code": "not_allowed"}),
        ("rest-not-found", 404, {"error": "Not found.", "code": "not_found"}),
        ("rest-not-acceptable", 406,
         {"error": "None of the formats you accept is available.", "code": "not_acceptable"}),
        ("rest-media-type", 415,
         {"error": "This content type is not accepted here.", "code": "unsupported_media_type"}),
        ("django-404", 404, {"error": "Not found.", "code": "not_found"}),
        ("django-permission", 403, {"error": "You are not allowed to do this.", "code": "not_allowed"}),
        ("django-suspicious", 400, {"error": "The request cannot be understood.", "code": "bad_request"}),
        ("django-validation", 400, {"name": ["Wrong."], "non_field_errors": ["Whole."]}),
        ("django-validation-list", 400, {"non_field_errors": ["Wrong."]}),
        ("does-not-exist", 404, {"error": "Not found.", "code": "not_found"}),
    ],
)  # fmt: skip
def test_an_exception_becomes(client: Any, kind: str, status: int, body: Any) -> None:
    response = client.get(failing(kind))

    assert (response.status_code, response.json()) == (status, body)
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("kind", "status", "code", "retry_after"),
    [
        ("throttled", 429, "throttled", "17"),
        ("rest-throttled", 429, "throttled", "7"),
        ("unavailable", 503, "temporarily_unavailable", "1"),
        ("contention", 503, "temporarily_unavailable", "1"),
        ("locked", 503, "temporarily_unavailable", "1"),
        ("connection", 503, "temporarily_unavailable", "5"),
        ("interface", 503, "temporarily_unavailable", "5"),
        ("unreadable", 503, "unreadable_value", "1"),
    ],
)
def test_what_may_pass_says_when_to_come_back(
    client: Any, kind: str, status: int, code: str, retry_after: str
) -> None:
    response = client.get(failing(kind))

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Retry-After"] == retry_after
    assert response.json()["retry_after"] == int(retry_after)


@pytest.mark.parametrize("kind", ["bug", "database", "rest-unknown"])
@pytest.mark.parametrize("accept", ["application/json", PROBLEM])
def test_a_fault_of_the_banks_own_says_nothing_and_is_logged(
    client: Any, caplog: pytest.LogCaptureFixture, kind: str, accept: str
) -> None:
    response = client.get(failing(kind), HTTP_ACCEPT=accept, HTTP_X_REQUEST_ID="find-me")

    assert response.status_code == 500
    assert response.json()["code"] == "internal_error"
    assert b"secret" not in response.content
    logged = [record for record in caplog.records if record.name == "core_banking.api.errors"]
    assert [record.levelno for record in logged] == [logging.ERROR]
    assert logged[0].exc_info is not None


@pytest.mark.parametrize("kind", ["connection", "interface", "unreadable"])
def test_an_operators_problem_is_logged_and_not_told(
    client: Any, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    response = client.get(failing(kind))

    assert b"internal" not in response.content
    assert b"table" not in response.content
    assert "core_banking.api.errors" in {record.name for record in caplog.records if record.exc_info}


def test_nobody_signed_in_is_401_with_the_way_to_sign_in(client: Any) -> None:
    response = client.get("/api/test/reviews/")

    assert response.status_code == 401
    assert response.json() == {"error": "Sign in first.", "code": "not_signed_in"}
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Basic abc", "Bearer unknown.1", "x", "Bearer " + "x" * 5000]
)
@pytest.mark.parametrize("path", ["/api/test/echo/", "/api/test/reviews/"])
def test_a_token_that_does_not_hold_is_401_even_where_none_is_needed(
    client: Any, header: str, path: str
) -> None:
    response = client.get(path, HTTP_AUTHORIZATION=header)

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


def test_a_method_that_is_not_there_is_405_and_names_those_that_are(customer: Any) -> None:
    response = customer.delete("/api/test/reviews/")

    assert response.status_code == 403  # who may not come in is not told what there is
    response = customer.delete("/api/test/form/")
    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
    assert response["Allow"] == "POST, OPTIONS"


def test_an_error_is_json_even_where_a_file_was_asked_for(client: Any) -> None:
    assert client.get("/api/test/lines/", HTTP_ACCEPT="text/csv").content == b"a,b"

    response = client.get("/api/test/lines/?fail=1", HTTP_ACCEPT="text/csv")

    assert response["Content-Type"] == "application/json"
    assert response.json() == {"error": "Not found.", "code": "not_found"}


@pytest.mark.parametrize(
    "accept", ["text/html", "*/*", "application/xml", "image/webp,*/*;q=0.1", "nonsense", ""]
)
def test_whatever_is_asked_for_json_is_sent(client: Any, accept: str) -> None:
    response = client.get("/api/test/echo/", HTTP_ACCEPT=accept)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


def test_nested_field_errors_keep_their_shape(customer: Any) -> None:
    response = customer.post(
        "/api/test/form/", {"name": "too long", "lines": [{"amount": "1"}, {"amount": "x"}]}
    )

    assert response.status_code == 400
    assert response.json() == {
        "name": ["Ensure this field has no more than 5 characters."],
        "lines": {"1": {"amount": ["A valid amount is required: digits with an optional decimal point."]}},
    }


def test_an_error_of_the_whole_form_is_under_non_field_errors(customer: Any) -> None:
    response = customer.post("/api/test/form/", {"name": "both"})

    assert response.json() == {"non_field_errors": ["These do not fit together."]}


class TestProblemDetails:
    """`Accept: application/problem+json`."""

    def test_an_error_is_a_problem_document(self, client: Any) -> None:
        response = client.get(failing("refused"), HTTP_ACCEPT=PROBLEM, HTTP_X_REQUEST_ID="r-1")

        assert response["Content-Type"] == PROBLEM
        assert response.json() == {
            "type": "/api/errors/refused/",
            "title": "The bank cannot do this.",
            "status": 422,
            "detail": "There is not enough money.",
            "instance": "/api/test/failing/refused/",
            "code": "refused",
            "request_id": "r-1",
            "available": "1.00",
        }

    def test_a_validation_error_is_one_too(self, customer: Any) -> None:
        response = customer.post(
            "/api/test/form/", {"name": "too long", "lines": [{"amount": "x"}]}, HTTP_ACCEPT=f"{PROBLEM}, */*"
        )

        assert response.status_code == 400
        assert response["Content-Type"] == PROBLEM
        assert response.json()["errors"] == [
            {
                "pointer": "#/name",
                "code": "max_length",
                "detail": "Ensure this field has no more than 5 characters.",
            },
            {
                "pointer": "#/lines/0/amount",
                "code": "invalid_amount",
                "detail": "A valid amount is required: digits with an optional decimal point.",
            },
        ]

    def test_the_type_leads_to_its_meaning(self, client: Any) -> None:
        problem = client.get(failing("not-found"), HTTP_ACCEPT=PROBLEM).json()

        assert client.get(problem["type"]).json() == {
            "code": "not_found",
            "category": "not_found",
            "status": 404,
            "sentence": "Not found.",
        }

    def test_success_is_not_a_problem(self, client: Any) -> None:
        assert client.get("/api/test/echo/", HTTP_ACCEPT=PROBLEM)["Content-Type"] == "application/json"

    @pytest.mark.parametrize("path", ["/api/nowhere", "/api/test/plain-failure", "/api/test/plain-denial"])
    def test_errors_outside_of_views_are_problems_too(self, client: Any, path: str) -> None:
        response = client.get(path, HTTP_ACCEPT=PROBLEM, HTTP_X_REQUEST_ID="r-1")

        assert response["Content-Type"] == PROBLEM
        assert response.json()["request_id"] == "r-1"


class TestAddressesOutsideOfTheFramework:
    """Plain views and unknown addresses."""

    @pytest.mark.parametrize(
        "path", ["/api/nowhere", "/api/nowhere/", "/api/", "/api", "/api/test/windows/x/"]
    )
    @pytest.mark.parametrize("debug", [False, True])
    def test_an_unknown_address_is_404_as_json(
        self, client: Any, settings: Settings, path: str, debug: bool
    ) -> None:
        settings.DEBUG = debug

        response = client.get(path)

        assert response.status_code == 404
        assert response.json() == {"error": "There is nothing at this address.", "code": "not_found"}

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/api/test/plain-failure/", 500, "internal_error"),
            ("/api/test/plain-denial/", 403, "not_allowed"),
            ("/api/test/plain-suspicion/", 400, "bad_request"),
            ("/pages/failure", 500, "internal_error"),
        ],
    )
    def test_a_plain_view_fails_as_json_too(self, client: Any, path: str, status: int, code: str) -> None:
        response = client.get(path)

        assert (response.status_code, response.json()["code"]) == (status, code)
        assert b"secret" not in response.content

    def test_a_nul_character_leads_nowhere(self, client: Any) -> None:
        assert client.get("/api/test/found-by-name/a%00b/").status_code == 404
        assert client.get("/api/test/windows/?scope=a%00b").status_code == 400


class TestAuditTrail:
    """What a signed-in caller was refused is recorded once; what a stranger was refused is not."""

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("refused", "refused"),
            ("invalid", "invalid"),
            ("not-found", "not_found"),
            ("conflict", "state_conflict"),
            ("not-allowed", "not_allowed"),
            ("rest-validation", "invalid_fields"),
            ("rest-media-type", "unsupported_media_type"),
        ],
    )
    def test_a_refused_write_is_recorded(
        self, customer: Any, person: Any, refusals: list[UseCaseRefused], kind: str, code: str
    ) -> None:
        customer.post(failing(kind), HTTP_X_REQUEST_ID="r-1")

        assert [(event.use_case, event.code) for event in refusals] == [("tests.Failing", code)]
        assert (refusals[0].actor.user_id, refusals[0].actor.request_id) == (person.pk, "r-1")

    def test_a_body_that_was_refused_is_recorded(
        self, customer: Any, refusals: list[UseCaseRefused], settings: Settings
    ) -> None:
        settings.JSON_BODY_MAX_BYTES = 10

        customer.post("/api/test/form/", {"name": "x" * 100})
        customer.generic("POST", "/api/test/form/", b"{", content_type="application/json")

        assert [event.code for event in refusals] == ["body_too_large", "malformed_json"]

    def test_a_forbidden_read_is_recorded(self, customer: Any, refusals: list[UseCaseRefused]) -> None:
        customer.get("/api/test/reviews/")

        assert [(event.use_case, event.code) for event in refusals] == [("tests.Reviews", "not_allowed")]

    @pytest.mark.parametrize("kind", ["refused", "invalid", "not-found"])
    def test_another_refused_read_is_not(
        self, customer: Any, refusals: list[UseCaseRefused], kind: str
    ) -> None:
        customer.get(failing(kind))

        assert refusals == []

    @pytest.mark.parametrize(
        "kind", ["bug", "unavailable", "connection", "throttled", "rest-not-authenticated"]
    )
    def test_what_is_no_refusal_of_a_person_is_not(
        self, customer: Any, refusals: list[UseCaseRefused], kind: str
    ) -> None:
        customer.post(failing(kind))

        assert refusals == []

    @pytest.mark.parametrize("kind", ["refused", "invalid", "not-allowed"])
    def test_a_strangers_refusal_is_not(self, client: Any, refusals: list[UseCaseRefused], kind: str) -> None:
        client.post(failing(kind))

        assert refusals == []

    @pytest.mark.django_db(transaction=True)
    def test_a_refusal_that_its_use_case_recorded_is_not_recorded_again(
        self, customer: Any, refusals: list[UseCaseRefused]
    ) -> None:
        response = customer.post("/api/test/payments/", {"amount": "9.99"})

        assert response.status_code == 422
        assert [(event.use_case, event.code) for event in refusals] == [("tests.pay", "refused")]

    def test_a_trail_that_cannot_be_written_does_not_change_the_answer(
        self, customer: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        from django.db import OperationalError

        def fail(*args: Any) -> None:
            raise OperationalError("gone")

        monkeypatch.setattr("core_banking.api.errors.record_refusal", fail)

        assert customer.post(failing("refused")).status_code == 422
        assert "could not be recorded" in caplog.text


def test_who_may_come_in_by_right_and_by_method(client: Any, customer: Any, reviewer: Any) -> None:
    assert [who.get("/api/test/reviews/").status_code for who in (client, customer, reviewer)] == [
        401,
        403,
        200,
    ]
    assert [who.get("/api/test/catalogue/").status_code for who in (client, customer, reviewer)] == [
        200,
        200,
        200,
    ]
    assert [who.post("/api/test/catalogue/").status_code for who in (client, customer, reviewer)] == [
        401,
        403,
        200,
    ]
