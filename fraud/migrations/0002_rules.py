"""Versions of the rules and scores stay as they were written: the database refuses to change or remove them."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY_TABLES = ("fraud_rulebookversion", "fraud_screeningrecord")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION fraud_score_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was written: % is refused', TG_TABLE_NAME, TG_OP;
END $$;
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION fraud_score_stays();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION fraud_score_stays();
"""
SQLITE = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} stays as it was written: {verb} is refused'); END
"""
VERBS = ("update", "delete")


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse changes of both tables, on the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in APPEND_ONLY_TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table), params=None)
            continue
        for verb in VERBS:
            schema_editor.execute(SQLITE.format(table=table, verb=verb), params=None)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the tables go."""
    if schema_editor.connection.vendor == "postgresql":
        for table in APPEND_ONLY_TABLES:
            for name in ("append_only", "no_truncate"):
                schema_editor.execute(f"DROP TRIGGER {table}_{name} ON {table}", params=None)
        schema_editor.execute("DROP FUNCTION fraud_score_stays()", params=None)
        return
    for table in APPEND_ONLY_TABLES:
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("fraud", "0001_initial")]

    operations = [migrations.RunPython(create_triggers, drop_triggers)]
