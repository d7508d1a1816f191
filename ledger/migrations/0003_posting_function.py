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
    line_count CONSTANT integer := cardinality(p_accounts);
    line_balances bigint[] := array_fill(NULL::bigint, ARRAY[line_count]);
    line_versions bigint[] := array_fill(NULL::bigint, ARRAY[line_count]);
    versions_after bigint[] := '{}';
    candidate bigint;
    locked ledger_balance%ROWTYPE;
    running bigint;
    short_account bigint;
    full_account bigint;
BEGIN
    effective_posted_at := p_posted_at;
    effective_business_date := p_business_date;
    customer_accounts := '{}';
    balances_after := '{}';

    -- Customers' balances, always in order of id: two movements that cross cannot deadlock. One look-up by key
    -- for each, so that no plan ever reads the table from end to end.
    FOR candidate IN SELECT DISTINCT account FROM unnest(p_accounts) account ORDER BY account LOOP
        SELECT * INTO locked FROM ledger_balance WHERE account_id = candidate FOR NO KEY UPDATE;
        CONTINUE WHEN NOT FOUND;  -- an account of the bank
        running := locked.balance_minor;
        FOR position IN 1..line_count LOOP
            IF p_accounts[position] = candidate THEN
                running := running - p_amounts[position];
                locked.version := locked.version + 1;
                line_balances[position] := running;
                line_versions[position] := locked.version;
            END IF;
        END LOOP;
        IF running < locked.balance_minor AND running < locked.floor_minor + locked.held_minor THEN
            short_account := candidate;
        ELSIF running > 1000000000000000 THEN
            full_account := candidate;
        END IF;
        effective_posted_at := greatest(effective_posted_at, locked.last_posted_at);
        effective_business_date := greatest(effective_business_date, locked.last_business_date);
        customer_accounts := customer_accounts || candidate;
        balances_after := balances_after || running;
        versions_after := versions_after || locked.version;
    END LOOP;
    IF short_account IS NOT NULL THEN
        RAISE EXCEPTION 'ledger account % has too little available', short_account USING ERRCODE = 'BK002';
    END IF;
    IF full_account IS NOT NULL THEN
        RAISE EXCEPTION 'ledger account % would hold too much', full_account USING ERRCODE = 'BK003';
    END IF;

    posted_entry_id := nextval('ledger_journalentry_id_seq');
    INSERT INTO ledger_journalline
        (entry_id, account_id, position, kind, amount_minor, balance_after_minor, version, posted_at, business_date)
    SELECT posted_entry_id, line.account, line.position, line.kind, line.amount, line.balance_after, line.version,
           effective_posted_at, effective_business_date
      FROM unnest(p_accounts, p_amounts, p_kinds, line_balances, line_versions)
           WITH ORDINALITY AS line(account, amount, kind, balance_after, version, position);
    INSERT INTO ledger_journalentry
        (id, kind, currency, reference, description, business_date, value_date, posted_at, reverses_id)
    VALUES (posted_entry_id, p_kind, p_currency, p_reference, p_description, effective_business_date, p_value_date,
            effective_posted_at, p_reverses);
    FOR position IN 1..cardinality(customer_accounts) LOOP
        UPDATE ledger_balance
           SET balance_minor = balances_after[position], version = versions_after[position],
               last_posted_at = effective_posted_at, last_business_date = effective_business_date
         WHERE account_id = customer_accounts[position];
    END LOOP;
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
