"""History does not change: refused by the model, and by the database for everybody who forgets the model."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import AppendOnly, AuditLog
from audit.receivers import write_audit_row
from core_banking.kernel.actors import system_actor
from core_banking.kernel.events import UseCaseRefused

pytestmark = pytest.mark.django_db

DROP_TRIGGERS = {
    "postgresql": [
        "DROP TRIGGER audit_auditlog_append_only ON audit_auditlog",
        "DROP TRIGGER audit_auditlog_no_truncate ON audit_auditlog",
    ],
    "sqlite": ["DROP TRIGGER audit_auditlog_no_update", "DROP TRIGGER audit_auditlog_no_delete"],
}
CHANGES = [
    "UPDATE audit_auditlog SET description = 'nothing happened'",
    "UPDATE audit_auditlog SET description = description",
    "DELETE FROM audit_auditlog",
    pytest.param("TRUNCATE audit_auditlog", marks=pytest.mark.postgresql),
]
# A change in the clothes of an insert, as each engine knows it.
DISGUISED_CHANGE = {
    "postgresql": (
        "INSERT INTO audit_auditlog SELECT * FROM audit_auditlog"
        " ON CONFLICT (id) DO UPDATE SET description = 'nothing happened'"
    ),
    "sqlite": "INSERT OR REPLACE INTO audit_auditlog SELECT * FROM audit_auditlog",
}


@pytest.fixture
def entry() -> AuditLog:
    event = UseCaseRefused(actor=system_actor("test"), use_case="test", code="refused", sentence="No.")
    write_audit_row(event=event)
    connection.check_constraints()  # PostgreSQL truncates no table that has foreign keys to check
    return AuditLog.objects.get()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses(entry: AuditLog, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(change)

    kept = AuditLog.objects.get()
    assert (kept.pk, kept.log_id, kept.description) == (entry.pk, entry.log_id, "No.")


def test_the_database_refuses_a_change_disguised_as_an_insert(entry: AuditLog) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(DISGUISED_CHANGE[connection.vendor])

    assert AuditLog.objects.get().description == entry.description


@pytest.mark.parametrize("change", CHANGES)
def test_without_the_triggers_the_same_statement_passes(entry: AuditLog, change: str) -> None:
    for statement in DROP_TRIGGERS[connection.vendor]:
        execute(statement)

    execute(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditLog().save(),
        lambda entry: AuditLog.objects.create(),
        lambda entry: AuditLog.objects.get_or_create(log_id="LOG1"),
        lambda entry: AuditLog.objects.bulk_create([AuditLog()]),
        lambda entry: AuditLog.objects.bulk_update([entry], ["code"]),
        lambda entry: AuditLog.objects.update(code=""),
        lambda entry: AuditLog.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditLog.objects.all().delete(),
    ],
)
def test_the_model_refuses(entry: AuditLog, change: Callable[[AuditLog], object]) -> None:
    with pytest.raises(AppendOnly):
        change(entry)

    assert AuditLog.objects.get().description == "No."
