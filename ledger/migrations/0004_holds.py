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


# What seals an entry, for all entries of a statement at once: a series of a thousand is one call instead of a thousand.
# Entry by entry it still looks up lines by key, however small the tables were when that was planned.
SEALED_AT_ONCE = """
CREATE OR REPLACE FUNCTION ledger_refuse_late_lines() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    PERFORM 1
       FROM (SELECT DISTINCT entry_id FROM added) lined
      CROSS JOIN LATERAL (SELECT 1 FROM ledger_journalentry entry WHERE entry.id = lined.entry_id OFFSET 0) posted;
    IF FOUND THEN
        RAISE EXCEPTION 'a posted entry takes no more lines' USING ERRCODE = 'BK901';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse_unbalanced_entries() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT entry.reference, found.line_count, found.total INTO wrong
      FROM sealed entry
     CROSS JOIN LATERAL (
           SELECT count(*) AS line_count, coalesce(sum(line.amount_minor), 0) AS total,
                  count(*) FILTER (WHERE account.currency <> entry.currency) AS foreign_lines
             FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
            WHERE line.entry_id = entry.id) found
     WHERE found.line_count < 2 OR found.total <> 0 OR found.foreign_lines > 0
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF wrong.line_count < 2 OR wrong.total <> 0 THEN
        RAISE EXCEPTION 'entry % is not balanced: % lines sum to %', wrong.reference, wrong.line_count, wrong.total
            USING ERRCODE = 'BK902';
    END IF;
    RAISE EXCEPTION 'entry % mixes currencies', wrong.reference USING ERRCODE = 'BK903';
END $$;

DROP TRIGGER ledger_entry_balanced ON ledger_journalentry;
CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS sealed FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_unbalanced_entries();
DROP FUNCTION ledger_refuse_unbalanced_entry();
"""


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""
    terms = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in TERMS)
    return f"OLD.status <> 'OPEN' OR NEW.status = 'OPEN' OR {terms}"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(changed=changed("IS DISTINCT FROM")), params=None)
        schema_editor.execute(SEALED_AT_ONCE, params=None)
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
