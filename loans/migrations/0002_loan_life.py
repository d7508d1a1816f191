"""The life of a loan: what happened to it stays as it was written, and a request is decided once."""

from __future__ import annotations

from typing import Final

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STATUSES: Final = ["PENDING", "APPROVED", "ACTIVE", "CLOSED", "REJECTED", "WITHDRAWN", "WRITTEN_OFF"]

APPEND_ONLY_TABLES: Final = ("loans_loanmovement", "loans_interestaccrual", "loans_scheduledinstallment")

# What was asked for stays, and what was decided is decided.
REQUEST_TERMS: Final = ("id", "loan_id", "kind", "reason", "requested_by_id", "requested_at")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION loans_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was written: % is refused', TG_TABLE_NAME, TG_OP;
END $$;
"""

POSTGRESQL_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION loans_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION loans_refuse_change();
"""

POSTGRESQL_REQUESTS = """
CREATE TRIGGER loans_request_decided_once BEFORE UPDATE ON loans_loanrequest
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION loans_refuse_change();
CREATE TRIGGER loans_request_no_delete BEFORE DELETE ON loans_loanrequest
    FOR EACH ROW EXECUTE FUNCTION loans_refuse_change();
CREATE TRIGGER loans_request_no_truncate BEFORE TRUNCATE ON loans_loanrequest
    FOR EACH STATEMENT EXECUTE FUNCTION loans_refuse_change();
"""

SQLITE_APPEND_ONLY = [
    """
    CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'what happened to a loan stays: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'what happened to a loan stays: DELETE is refused'); END
    """,
]

SQLITE_REQUESTS = [
    """
    CREATE TRIGGER loans_request_decided_once BEFORE UPDATE ON loans_loanrequest WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'a request is decided once: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER loans_request_no_delete BEFORE DELETE ON loans_loanrequest
    BEGIN SELECT RAISE(ABORT, 'a request stays: DELETE is refused'); END
    """,
]


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""
    terms = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in REQUEST_TERMS)
    return f"OLD.status <> 'PENDING' OR NEW.status = 'PENDING' OR {terms}"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for table in APPEND_ONLY_TABLES:
            schema_editor.execute(POSTGRESQL_APPEND_ONLY.format(table=table), params=None)
        schema_editor.execute(POSTGRESQL_REQUESTS.format(changed=changed("IS DISTINCT FROM")), params=None)
        return
    for table in APPEND_ONLY_TABLES:
        for statement in SQLITE_APPEND_ONLY:
            schema_editor.execute(statement.format(table=table), params=None)
    for statement in SQLITE_REQUESTS:
        schema_editor.execute(statement.format(changed=changed("IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="loanmovement",
            name="status_before",
            field=models.CharField(
                choices=[(status, status) for status in STATUSES], default="ACTIVE", max_length=12
            ),
        ),
        migrations.AddField(
            model_name="loanmovement",
            name="terms_before",
            field=models.JSONField(
                blank=True, default=dict, help_text="Of a reschedule: the terms that held before it."
            ),
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
