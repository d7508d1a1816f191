"""PostgreSQL: what a line refers to is seen to once for each statement and each entry, no longer for each line.

Two foreign keys of a line were two look-ups for each line at each commit, eight for a transfer with its fee. What they
promised is kept by the triggers that look at the entry anyway:

- a line names an account that is there: looked up for all lines of a statement, and accounts of the book are never
  deleted and never get another number or currency, so what was looked up stays true;
- a line has its entry when the transaction commits: asked once for each entry, for its line at the first place, and
  no line comes without that one. Posted entries are never deleted (0002).

SQLite keeps both foreign keys: it would have to copy the table to drop them, and lose its triggers.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE FUNCTION ledger_refuse_change_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an account of the book stays, with its number and its currency: % is refused', TG_OP
        USING ERRCODE = 'BK900';
END $$;
CREATE TRIGGER ledger_ledgeraccount_stays BEFORE DELETE ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change_of_account();
CREATE TRIGGER ledger_ledgeraccount_keeps_its_number BEFORE UPDATE ON ledger_ledgeraccount
    FOR EACH ROW WHEN (OLD.id <> NEW.id OR OLD.currency <> NEW.currency)
    EXECUTE FUNCTION ledger_refuse_change_of_account();
CREATE TRIGGER ledger_ledgeraccount_no_truncate BEFORE TRUNCATE ON ledger_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_of_account();

CREATE OR REPLACE FUNCTION ledger_refuse_late_lines() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    wrong bigint;
BEGIN
    -- By key, entry by entry and account by account, however small the tables were when this was planned.
    PERFORM 1
       FROM (SELECT DISTINCT entry_id FROM added) lined
      CROSS JOIN LATERAL (SELECT 1 FROM ledger_journalentry entry WHERE entry.id = lined.entry_id OFFSET 0) posted;
    IF FOUND THEN
        RAISE EXCEPTION 'a posted entry takes no more lines' USING ERRCODE = 'BK901';
    END IF;
    SELECT lined.entry_id INTO wrong
      FROM (SELECT added.entry_id FROM added GROUP BY added.entry_id HAVING min(added.position) <> 1) lined
     WHERE NOT EXISTS (SELECT 1 FROM ledger_journalline line
                        WHERE line.entry_id = lined.entry_id AND line.position = 1 OFFSET 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % has no line at its first place', wrong USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT named.account_id INTO wrong
      FROM (SELECT DISTINCT account_id FROM added) named
     WHERE NOT EXISTS (SELECT 1 FROM ledger_ledgeraccount account WHERE account.id = named.account_id OFFSET 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the book has no account %', wrong USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse_lines_without_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_journalentry entry WHERE entry.id = NEW.entry_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lines without their entry %', NEW.entry_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_line_has_its_entry AFTER INSERT ON ledger_journalline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.position = 1)
    EXECUTE FUNCTION ledger_refuse_lines_without_entry();

DO $$
DECLARE
    named text;
BEGIN
    FOR named IN SELECT conname FROM pg_constraint
                  WHERE conrelid = 'ledger_journalline'::regclass AND contype = 'f' LOOP
        EXECUTE format('ALTER TABLE ledger_journalline DROP CONSTRAINT %I', named);
    END LOOP;
END $$;
"""


def replace_foreign_keys(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put triggers in the place of the foreign keys where the engine checks them line by line at the commit."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_holds")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(replace_foreign_keys, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="journalline",
                    name="entry",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.journalentry",
                    ),
                ),
                migrations.AlterField(
                    model_name="journalline",
                    name="account",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.ledgeraccount",
                    ),
                ),
            ],
        )
    ]
