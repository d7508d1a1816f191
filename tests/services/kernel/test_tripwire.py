"""Whoever writes a table of the bank outside of any use case is reported, and in tests stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as bank_settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from audit.events import AuditTrailRead
from audit.models import AuditLog
from core_banking.kernel.actors import system_actor
from core_banking.kernel.db import emit, short_transaction, use_case
from core_banking.kernel.tripwire import (
    EXEMPT_TABLES,
    WriteOutsideUseCase,
    _write_in,
    expected_write,
    watched_tables,
)
from operations.metrics import WRITES_OUTSIDE
from support.models import Service

pytestmark = pytest.mark.django_db

_PLANTED = """
def write(model, statement, connection):
    if statement is None:
        return model.objects.update(description="Changed past the bank.")
    with connection.cursor() as cursor:
        cursor.execute(statement)
"""


@pytest.fixture(autouse=True)
def nobody_is_expected_to_write(settings: Settings) -> None:
    """These tests are what the tripwire watches; all others may arrange rows as they like."""
    settings.WRITES_EXPECTED_FROM = ()


def planted(path: str = "support/planted.py") -> Callable[..., Any]:
    """Return a function that writes, as if it stood in a file of the bank."""
    names: dict[str, Any] = {"__name__": "planted"}
    exec(compile(_PLANTED, str(Path(bank_settings.BASE_DIR) / path), "exec"), names)
    write: Callable[..., Any] = names["write"]
    return write


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE ONLY public.support_service SET name = ''", "support_service"),
        ('INSERT INTO "public"."support_service" VALUES (1)', "support_service"),
        ("REPLACE INTO support_service VALUES (1)", "support_service"),
        ("UPDATE OR IGNORE support_service SET name = ''", "support_service"),
        ("WITH x AS (SELECT 1 FOR UPDATE) SELECT 1", None),
        ("SELECT 'UPDATE support_service'", None),
        ("UPDATE django_session SET session_data = ''", None),
        ("UPDATE audit_auditseal SET seq = 1", None),
    ],
)
def test_a_write_is_told_from_a_reading_by_its_statement(statement: str, table: str | None) -> None:
    found = _write_in(statement)

    assert (found[2] if found else None) == table


def reports() -> list[dict[str, Any]]:
    rows = AuditLog.objects.filter(action_type="WRITE_OUTSIDE_USE_CASE").order_by("id")
    return [row.details for row in rows]


@pytest.mark.parametrize(
    ("statement", "verb"),
    [
        (None, "UPDATE"),
        ("UPDATE support_service SET description = 'x'", "UPDATE"),
        ('  delete FROM "support_service" WHERE id < 0', "DELETE"),
        ("INSERT INTO support_service SELECT * FROM support_service WHERE id < 0", "INSERT"),
        ("-- a note\n/* and more */ UPDATE support_service SET name = name WHERE id < 0", "UPDATE"),
        (
            "WITH old AS (SELECT id FROM support_service) DELETE FROM support_service"
            " WHERE id < 0 AND id IN (SELECT id FROM old)",
            "DELETE",
        ),
    ],
)
def test_a_write_outside_is_reported_with_table_and_line(
    statement: str | None, verb: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WRITES_OUTSIDE_USE_CASES = "report"
    counted = WRITES_OUTSIDE.labels("support_service")
    before = counted._value.get()

    with caplog.at_level(logging.WARNING, "core_banking.kernel.tripwire"):
        planted()(Service, statement, connection)

    line = 4 if statement is None else 6
    caller = f"support/planted.py:{line} in write"
    assert reports() == [{"verb": verb, "table": "support_service", "caller": caller}]
    assert caplog.messages == [f"{verb} of support_service outside of any use case, by {caller}"]
    assert counted._value.get() == before + 1


def test_in_tests_it_is_an_error_and_nothing_is_written() -> None:
    before = list(Service.objects.values_list("description", flat=True))

    expected = r"UPDATE of support_service .* support/planted.py:4"
    with pytest.raises(WriteOutsideUseCase, match=expected), transaction.atomic():
        planted()(Service, None, connection)

    assert list(Service.objects.values_list("description", flat=True)) == before
    assert reports() == []


def test_a_view_that_a_test_asks_is_watched_like_any_other(settings: Settings) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        planted()(Service, None, connection)
        return HttpResponse()

    settings.ROOT_URLCONF = (path("planted/", view),)

    with pytest.raises(WriteOutsideUseCase, match=r"support/planted.py:4"):
        Client().get("/planted/")


def test_a_use_case_a_short_transaction_and_a_stated_reason_pass(settings: Settings) -> None:
    write = planted()

    @use_case
    def change(*, actor: Any) -> None:
        write(Service, None, connection)
        emit(AuditTrailRead(actor=actor, filters={}))

    change(actor=system_actor("tests"))
    with short_transaction():
        write(Service, None, connection)
    with expected_write("a test of the tripwire"):
        write(Service, None, connection)

    assert set(Service.objects.values_list("description", flat=True)) == {"Changed past the bank."}
    assert reports() == []


def test_reading_and_tables_of_others_pass() -> None:
    write = planted()

    write(Service, "SELECT 'UPDATE support_service'", connection)
    write(Service, "DELETE FROM django_session WHERE session_key = ''", connection)


def test_a_shell_is_somebody_too(settings: Settings) -> None:
    settings.WRITES_OUTSIDE_USE_CASES = "report"
    names: dict[str, Any] = {"Service": Service, "__name__": "__main__"}

    exec(compile("Service.objects.update(description='typed')", "<console>", "single"), names)

    assert [row["caller"] for row in reports()] == ["<console>:1"]


@pytest.mark.parametrize(
    ("program", "name"),
    [("/srv/lib/granian/__main__.py", "granian"), ("/srv/bank/manage.py", "manage.py"), ("", "python")],
)
def test_the_writer_is_the_program_that_runs(
    program: str, name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WRITES_OUTSIDE_USE_CASES = "report"
    monkeypatch.setattr("sys.argv", [program])

    planted()(Service, None, connection)

    assert AuditLog.objects.order_by("-id")[0].username == name


def test_every_table_of_the_bank_is_watched_but_for_those_with_a_reason() -> None:
    assert {
        "users_user",
        "ledger_journalline",
        "auth_group_permissions",
        "users_user_groups",
    } <= watched_tables()
    assert all(EXEMPT_TABLES.values())
    with pytest.raises(ValueError, match="Say why"), expected_write(""):
        pass
