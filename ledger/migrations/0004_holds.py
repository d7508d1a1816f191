"""Holds are resolved once: their terms stay, an open one becomes one of three, and none goes away."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TERMS = ("id", "account_id", "amount_minor", "reference", "description", "created_at", "expires_at")

POSTGRESQL = """
CREATE FUNCTION ledger_refuse_hold_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a hold is resolved once and stays: % is refused', TG_OP USING ERRCODE = 'BK905';
END $$;
CREATE TRIGGER ledger_hold_resolved_once BEFORE UPDATE ON ledger_hold
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION ledger_refuse_hold_change();
CREATE TRIGGER ledger_hold_no_delete BEFORE DELETE ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_hold_change();
CREATE TRIGGER ledger_hold_no_truncate BEFORE TRUNCATE ON ledger_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_hold_change();
"""

SQLITE = [
    """
    CREATE TRIGGER ledger_hold_resolved_once BEFORE UPDATE ON ledger_hold WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'a hold is resolved once and stays: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER ledger_hold_no_delete BEFORE DELETE ON ledger_hold
    BEGIN SELECT RAISE(ABORT, 'a hold is resolved once and stays: DELETE is refused'); END
    """,
]


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""
    terms = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in TERMS)
    return f"OLD.status <> 'OPEN' OR NEW.status = 'OPEN' OR {terms}"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(changed=changed("IS DISTINCT FROM")), params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement.format(changed=changed("IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_posting_function")]

    operations = [
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["OPEN", "CAPTURED", "VOIDED", "EXPIRED"])),
                name="ledger_hold_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("captured_minor__gt", 0), ("status", "CAPTURED")),
                    models.Q(models.Q(("status", "CAPTURED"), _negated=True), ("captured_minor", 0)),
                    _connector="OR",
                ),
                name="ledger_hold_captured_is_some",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("status", "OPEN")), fields=["expires_at"], name="ledger_hold_open_expiry"
            ),
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
