"""PostgreSQL's posting call: locks, checks and writes one entry in a single round trip.

SQLite needs none: there `ledger.posting` runs the same steps as plain statements, alone in the database.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POST_ENTRY = """
CREATE FUNCTION ledger_post_entry_v1(
    p_kind text, p_currency text, p_reference text, p_description text,
    p_business_date date, p_value_date date, p_posted_at timestamptz, p_reverses bigint,
    p_accounts bigint[], p_amounts bigint[], p_kinds text[],
    OUT posted_entry_id bigint, OUT effective_posted_at timestamptz, OUT effective_business_date date,
    OUT customer_accounts bigint[], OUT balances_after bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    short_account bigint;
    full_account bigint;
BEGIN
    -- Customers' balances, always in order of id: two movements that cross cannot deadlock.
    SELECT greatest(p_posted_at, max(locked.last_posted_at)),
           greatest(p_business_date, max(locked.last_business_date)),
           max(locked.account_id) FILTER (
               WHERE change.total < 0
                 AND locked.balance_minor + change.total < locked.floor_minor + locked.held_minor),
           max(locked.account_id) FILTER (WHERE locked.balance_minor + change.total > 1000000000000000)
      INTO effective_posted_at, effective_business_date, short_account, full_account
      FROM (SELECT * FROM ledger_balance WHERE account_id = ANY (p_accounts)
             ORDER BY account_id FOR NO KEY UPDATE) locked
      JOIN (SELECT line.account, -sum(line.amount)::bigint AS total
              FROM unnest(p_accounts, p_amounts) AS line(account, amount) GROUP BY line.account) change
        ON change.account = locked.account_id;
    IF short_account IS NOT NULL THEN
        RAISE EXCEPTION 'ledger account % has too little available', short_account USING ERRCODE = 'BK002';
    END IF;
    IF full_account IS NOT NULL THEN
        RAISE EXCEPTION 'ledger account % would hold too much', full_account USING ERRCODE = 'BK003';
    END IF;

    posted_entry_id := nextval('ledger_journalentry_id_seq');
    INSERT INTO ledger_journalline
        (entry_id, account_id, position, kind, amount_minor, balance_after_minor, version, posted_at, business_date)
    SELECT posted_entry_id, line.account, line.position, line.kind, line.amount,
           balance.balance_minor - sum(line.amount) OVER account_so_far,
           balance.version + row_number() OVER account_so_far,
           effective_posted_at, effective_business_date
      FROM unnest(p_accounts, p_amounts, p_kinds) WITH ORDINALITY AS line(account, amount, kind, position)
      LEFT JOIN ledger_balance balance ON balance.account_id = line.account
    WINDOW account_so_far AS (PARTITION BY line.account ORDER BY line.position);
    INSERT INTO ledger_journalentry
        (id, kind, currency, reference, description, business_date, value_date, posted_at, reverses_id)
    VALUES (posted_entry_id, p_kind, p_currency, p_reference, p_description, effective_business_date, p_value_date,
            effective_posted_at, p_reverses);
    WITH moved AS (
        UPDATE ledger_balance balance
           SET balance_minor = balance.balance_minor + change.total,
               version = balance.version + change.line_count,
               last_posted_at = effective_posted_at,
               last_business_date = effective_business_date
          FROM (SELECT line.account, -sum(line.amount)::bigint AS total, count(*) AS line_count
                  FROM unnest(p_accounts, p_amounts) AS line(account, amount) GROUP BY line.account) change
         WHERE balance.account_id = change.account
        RETURNING balance.account_id, balance.balance_minor)
    SELECT array_agg(moved.account_id), array_agg(moved.balance_minor)
      INTO customer_accounts, balances_after FROM moved;
END $$;
"""


def create_function(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the function where the engine has functions."""
    if schema_editor.connection.vendor == "postgresql":
        # Balance rows change with every movement: leave room on the page for the new version of the row.
        schema_editor.execute("ALTER TABLE ledger_balance SET (fillfactor = 50)")
        schema_editor.execute(POST_ENTRY, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only_and_balanced")]

    operations = [migrations.RunPython(create_function, migrations.RunPython.noop)]
