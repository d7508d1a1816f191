"""What the database itself refuses: changing what a movement was, changing where it was booked, deleting one.

Its status moves on, and before it is posted so do fee and dates; what was asked for stays as it was.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ALWAYS = (
    "id",
    "transaction_id",
    "transaction_type",
    "amount_minor",
    "currency",
    "from_account_id",
    "to_account_id",
    "from_customer_id",
    "to_customer_id",
    "initiated_by_id",
    "on_behalf",
    "transaction_date",
    "idempotency_principal_id",
    "idempotency_key",
)
ONCE_POSTED = (
    "journal_entry_id",
    "fee_minor",
    "from_balance_after_minor",
    "to_balance_after_minor",
    "business_date",
    "processed_date",
)

POSTGRESQL = """
CREATE FUNCTION transactions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a movement stays as it was: % is refused', TG_OP USING ERRCODE = 'BK904';
END $$;
CREATE TRIGGER transactions_terms_stay BEFORE UPDATE ON transactions_transaction
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions_transaction
    FOR EACH ROW EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_no_truncate BEFORE TRUNCATE ON transactions_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION transactions_refuse_change();
"""

SQLITE = [
    """
    CREATE TRIGGER transactions_terms_stay BEFORE UPDATE ON transactions_transaction WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'a movement stays as it was: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions_transaction
    BEGIN SELECT RAISE(ABORT, 'a movement stays as it was: DELETE is refused'); END
    """,
]


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""

    def any_of(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)

    return f"{any_of(ALWAYS)} OR (OLD.journal_entry_id IS NOT NULL AND ({any_of(ONCE_POSTED)}))"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(changed=changed("IS DISTINCT FROM")), params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement.format(changed=changed("IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [("transactions", "0002_posting_function")]

    operations = [migrations.RunPython(create_triggers, migrations.RunPython.noop)]
