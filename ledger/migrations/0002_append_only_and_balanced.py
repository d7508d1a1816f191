"""What the database itself refuses: changing the book, and an entry that does not balance.

The lines of an entry are written first and the entry last. The entry seals them: it is refused unless at
least two lines are there, sum to zero and are in its currency; once it exists no line can be added. Lines
that never get their entry are refused by their foreign key when the transaction commits.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY_TABLES = ("ledger_journalentry", "ledger_journalline")

POSTGRESQL = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the book is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'BK900';
END $$;

CREATE FUNCTION ledger_refuse_late_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lined_entry bigint;
BEGIN
    -- By key, entry by entry: a join would be planned once, on a small book, and then read all of a large one.
    FOR lined_entry IN SELECT DISTINCT added.entry_id FROM added LOOP
        PERFORM 1 FROM ledger_journalentry entry WHERE entry.id = lined_entry;
        IF FOUND THEN
            RAISE EXCEPTION 'a posted entry takes no more lines' USING ERRCODE = 'BK901';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse_unbalanced_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line_count bigint;
    total numeric;
    foreign_lines bigint;
BEGIN
    SELECT count(*), coalesce(sum(line.amount_minor), 0), count(*) FILTER (WHERE account.currency <> NEW.currency)
      INTO line_count, total, foreign_lines
      FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
     WHERE line.entry_id = NEW.id;
    IF line_count < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'entry % is not balanced: % lines sum to %', NEW.reference, line_count, total
            USING ERRCODE = 'BK902';
    END IF;
    IF foreign_lines > 0 THEN
        RAISE EXCEPTION 'entry % mixes currencies', NEW.reference USING ERRCODE = 'BK903';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unbalanced_entry();
CREATE TRIGGER ledger_line_not_late AFTER INSERT ON ledger_journalline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_late_lines();
"""

POSTGRESQL_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

SQLITE = [
    """
    CREATE TRIGGER ledger_line_not_late BEFORE INSERT ON ledger_journalline
    WHEN EXISTS (SELECT 1 FROM ledger_journalentry entry WHERE entry.id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'a posted entry takes no more lines'); END
    """,
    """
    CREATE TRIGGER ledger_entry_balanced BEFORE INSERT ON ledger_journalentry
    WHEN (SELECT count(*) < 2 OR coalesce(sum(line.amount_minor), 0) <> 0
            FROM ledger_journalline line WHERE line.entry_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the entry is not balanced'); END
    """,
    """
    CREATE TRIGGER ledger_entry_one_currency BEFORE INSERT ON ledger_journalentry
    WHEN EXISTS (SELECT 1 FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
                  WHERE line.entry_id = NEW.id AND account.currency <> NEW.currency)
    BEGIN SELECT RAISE(ABORT, 'the entry mixes currencies'); END
    """,
]

SQLITE_APPEND_ONLY = [
    """
    CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'the book is append-only: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'the book is append-only: DELETE is refused'); END
    """,
]


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        for table in APPEND_ONLY_TABLES:
            schema_editor.execute(POSTGRESQL_APPEND_ONLY.format(table=table), params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement, params=None)
    for table in APPEND_ONLY_TABLES:
        for statement in SQLITE_APPEND_ONLY:
            schema_editor.execute(statement.format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(create_triggers, migrations.RunPython.noop)]
