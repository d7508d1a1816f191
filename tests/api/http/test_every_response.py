"""What every response carries, and how every address answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.api import readiness
from core_banking.api.request_log import RequestIdFilter, current_request_id


class TestRequestIdentity:
    @pytest.mark.parametrize("offered", ["r-1", "a" * 64, "A.b_c-9"])
    def test_a_well_formed_identifier_is_returned(self, client: Any, offered: str | None) -> None:
        assert client.get("/healthz", HTTP_X_REQUEST_ID=offered)["X-Request-ID"] == offered

    @pytest.mark.parametrize("offered", [None, "", "a" * 65, "a b", "a\n", "<script>", "é", "١"])
    def test_anything_else_is_replaced(self, client: Any, offered: str | None) -> None:
        headers = {} if offered is None else {"HTTP_X_REQUEST_ID": offered}

        assert re.fullmatch("[0-9a-f]{32}", client.get("/healthz", **headers)["X-Request-ID"])

    @pytest.mark.parametrize(
        "path", ["/api/nowhere", "/api/test/failing/bug/", "/api/test/plain-failure/", "/docs"]
    )
    def test_errors_and_redirects_carry_it_too(self, client: Any, path: str) -> None:
        assert client.get(path, HTTP_X_REQUEST_ID="r-1")["X-Request-ID"] == "r-1"

    def test_it_is_on_the_log_lines_of_the_request(
        self, client: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.handler.addFilter(RequestIdFilter())

        client.get("/api/test/failing/bug/", HTTP_X_REQUEST_ID="r-1")

        assert {getattr(record, "request_id", None) for record in caplog.records} == {"r-1"}

    def test_outside_of_a_request_there_is_none(self) -> None:
        token = current_request_id.set("-")
        record = logging.LogRecord("x", logging.INFO, "x", 1, "x", None, None)
        RequestIdFilter().filter(record)
        current_request_id.reset(token)

        assert vars(record)["request_id"] == "-"


class TestHeaders:
    @pytest.mark.parametrize("path", ["/", "/api/nowhere", "/api/test/echo/", "/api/errors/", "/healthz"])
    def test_an_answer_is_kept_by_nobody_and_loads_nothing(self, client: Any, path: str) -> None:
        response = client.get(path)

        assert response["Cache-Control"] == "no-store"
        assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/admin/login/", "/api/docs/swagger/", "/api/docs/redoc/"])
    def test_a_page_runs_no_script_but_our_own(self, client: Any, path: str) -> None:
        policy = dict(part.split(" ", 1) for part in client.get(path)["Content-Security-Policy"].split("; "))

        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["connect-src"] == "'self'"
        assert policy["font-src"] == "'self'"
        assert policy["img-src"] == "'self' data:"
        assert "http" not in " ".join(policy.values())

    def test_static_files_may_be_kept(self, client: Any, db: None) -> None:
        response = client.get("/static/docs/swagger.js")
        response.close()

        assert response.status_code == 200
        assert "no-store" not in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"


class TestFinalSlash:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/test/echo",
            "/api/errors",
            "/api/errors/not_found",
            "/api/schema",
            "/api/docs/swagger",
            "/healthz",
        ],
    )
    def test_an_address_answers_the_same_with_and_without_it(self, client: Any, path: str) -> None:
        without, with_slash = client.get(path), client.get(f"{path}/")

        assert without.status_code == with_slash.status_code == 200
        assert without.content == with_slash.content

    def test_a_body_arrives_either_way(self, client: Any) -> None:
        assert client.post("/api/test/echo", {"a": 1}).json() == {"kind": "dict", "text": "{'a': 1}"}

    @pytest.mark.parametrize("path", ["/docs", "/docs/"])
    def test_docs_lead_to_swagger(self, client: Any, path: str) -> None:
        response = client.get(path)

        assert (response.status_code, response["Location"]) == (302, "/api/docs/swagger/")

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/admin", "/admin/"])
    def test_the_admin_asks_to_sign_in(self, client: Any, path: str) -> None:
        response = client.get(path)

        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")

    @pytest.mark.parametrize("path", ["/nowhere", "/nowhere/", "/admin.php", "/api/test/echo//"])
    def test_an_address_that_is_not_there_is_404_not_a_redirect(self, client: Any, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_every_address_of_the_api_is_declared_with_it(self) -> None:
        from django.urls import get_resolver

        declared = [str(pattern.pattern) for pattern in _flat(get_resolver("core_banking.urls").url_patterns)]

        assert [path for path in declared if path.startswith("api/") and not path.endswith("/")] == []


def _flat(patterns: Any) -> Iterator[Any]:
    for pattern in patterns:
        if not hasattr(pattern, "url_patterns"):
            yield pattern
        elif not str(pattern.pattern):
            yield from _flat(pattern.url_patterns)


class TestHealth:
    @pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
    def test_healthz_asks_no_database(self, client: Any, path: str) -> None:
        # Without the mark for it, any use of the database fails the test.
        response = client.get(path)

        assert (response.status_code, response.json()) == (200, {"status": "alive"})

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/readyz", "/readyz/"])
    def test_readyz_says_ready_when_migrated(
        self, client: Any, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(readiness, "_migrations_of_this_code", frozenset)

        response = client.get(path)

        assert (response.status_code, response.json()) == (200, {"status": "ready"})

    @pytest.mark.django_db
    def test_readyz_is_503_while_a_migration_is_missing(
        self, client: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            readiness, "_migrations_of_this_code", lambda: frozenset({("users", "9999_later")})
        )

        response = client.get("/readyz")

        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert response.json() == {
            "error": "The bank is not ready yet.",
            "code": "not_ready",
            "retry_after": 5,
            "waiting_for": ["migrations"],
        }

    def test_readyz_is_503_without_its_database_and_names_no_secret(
        self, client: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.db import OperationalError

        def fail(self: Any) -> None:
            raise OperationalError("password authentication failed for user bank at db.internal")

        monkeypatch.setattr("django.db.migrations.recorder.MigrationRecorder.applied_migrations", fail)

        response = client.get("/readyz")

        assert response.status_code == 503
        assert response.json()["waiting_for"] == ["database"]
        assert b"internal" not in response.content

    def test_this_code_knows_its_migrations(self) -> None:
        assert ("contenttypes", "0001_initial") in readiness._migrations_of_this_code()


class TestRoot:
    def test_the_root_links_for_people_and_machines(self, client: Any) -> None:
        body = client.get("/").json()

        assert body["people"] == {
            "documentation": "http://testserver/api/docs/swagger/",
            "reference": "http://testserver/api/docs/redoc/",
            "admin": "http://testserver/admin/",
        }
        assert body["machines"]["login"] == "http://testserver/api/auth/login/"
        assert {"register", "login", "accounts", "transactions", "schema"} <= set(body["machines"])

    def test_a_browser_gets_json_it_can_show(self, client: Any) -> None:
        response = client.get("/", HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")

        assert response["Content-Type"] == "application/json"

    def test_the_register_of_codes_lists_every_code_with_its_status(self, client: Any) -> None:
        results = {row["code"]: row for row in client.get("/api/errors/").json()["results"]}

        assert results["throttled"] == {
            "code": "throttled",
            "category": "throttled",
            "status": 429,
            "sentence": "Too many requests. Try again later.",
        }
        assert client.get("/api/errors/no_such_code/").status_code == 404


class TestCookies:
    @pytest.mark.django_db
    def test_a_staff_cookie_is_nobody_to_the_api(self, client: Any, person: Any) -> None:
        client.force_login(person)

        assert client.get("/api/test/echo/").json()["signed_in"] is False
        assert client.get("/api/test/reviews/").status_code == 401

    def test_the_api_sets_none(self, client: Any) -> None:
        assert client.get("/api/test/echo/").cookies == {}

    @pytest.mark.django_db
    def test_the_admin_still_asks_for_its_token(self) -> None:
        response = APIClient(enforce_csrf_checks=True).post(
            "/admin/login/", {"username": "x", "password": "y"}
        )

        assert response.status_code == 403
