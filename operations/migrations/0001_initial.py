"""The close of business; and the book takes no entry of a day that is over.

The business date moves on (`core_banking.kernel.business_day.roll_to`) under an advisory lock that every posting shares
from the moment it writes its entry until it commits. So whoever read the old date and posts after the move is refused
with `BK904` and runs again, and nothing dated before the business date can appear once the date has moved on. Interest
that accrues for the night of the day (kind ACCRUAL) is dated with that day, until it is closed for good.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE FUNCTION operations_refuse_past_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date;
    closed date;
BEGIN
    -- First the lock, then a look at the row: each statement of the function sees what was committed before it.
    PERFORM pg_advisory_xact_lock_shared(4270001);
    SELECT day.date, day.closed_through INTO today, closed FROM kernel_businessday day WHERE day.id = 1;
    IF today IS NOT NULL AND EXISTS (
        SELECT 1 FROM added
         WHERE added.business_date < today AND (added.kind <> 'ACCRUAL' OR added.business_date <= closed))
    THEN
        RAISE EXCEPTION 'the business date is %, days through % are closed', today, closed USING ERRCODE = 'BK904';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER operations_entry_of_open_day AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION operations_refuse_past_day();
"""

SQLITE = """
CREATE TRIGGER operations_entry_of_open_day BEFORE INSERT ON ledger_journalentry
WHEN EXISTS (SELECT 1 FROM kernel_businessday day
              WHERE day.id = 1 AND NEW.business_date < day.date
                AND (NEW.kind <> 'ACCRUAL' OR NEW.business_date <= day.closed_through))
BEGIN SELECT RAISE(ABORT, 'BK904: the business date has moved on'); END
"""


def create_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the trigger of the engine at hand."""
    statement = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0002_business_day"), ("ledger", "0006_books")]

    operations = [migrations.RunPython(create_trigger, migrations.RunPython.noop)]
