"""PostgreSQL's posting call for a movement: locks, re-checks, posts and records in one round trip.

The rules live in Python (`transactions.decision`); here only what the decision rested on is checked again,
under the locks. `BK001` says that it no longer holds: the caller decides again on fresh facts.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POST_MOVEMENT = """
CREATE FUNCTION transactions_post_v1(
    p_transaction_id text, p_type text, p_amount bigint, p_fee bigint, p_currency text,
    p_holder bigint, p_from bigint, p_from_customer bigint, p_from_ledger bigint,
    p_to bigint, p_to_customer bigint, p_to_ledger bigint,
    p_counts_against_limit boolean,
    p_description text, p_payee_name text, p_reference text, p_category text,
    p_initiated_by bigint, p_on_behalf boolean, p_business_date date, p_now timestamptz,
    p_principal bigint, p_key text,
    p_accounts bigint[], p_amounts bigint[], p_kinds text[],
    OUT row_id bigint, OUT from_balance bigint, OUT to_balance bigint,
    OUT processed_at timestamptz, OUT posted_on date
) LANGUAGE plpgsql AS $$
DECLARE
    entry record;
    still_holds boolean;
BEGIN
    -- 1. The customer's money row: everything that moves this person's money queues here.
    PERFORM 1 FROM accounts_moneyholder WHERE customer_id = p_holder AND NOT is_suspended FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'banking of customer % is suspended', p_holder USING ERRCODE = 'BK001';
    END IF;

    -- 2. Balances by id, so that movements that cross cannot deadlock. A change of status or limit takes them too.
    PERFORM 1 FROM ledger_balance WHERE account_id IN (p_from_ledger, p_to_ledger)
      ORDER BY account_id FOR NO KEY UPDATE;

    -- 3. What the decision rested on, now that it cannot change any more. A receiver who is suspended this very
    --    moment is seen but not waited for: his money row comes in no order with the sender's.
    SELECT bool_and(account.status = 'ACTIVE' AND NOT holder.is_suspended
                    AND (account.id IS DISTINCT FROM p_from OR NOT p_counts_against_limit
                         OR p_amount <= account.single_limit_minor))
      INTO still_holds
      FROM accounts_account account JOIN accounts_moneyholder holder ON holder.customer_id = account.customer_id
     WHERE account.id IN (p_from, p_to);
    IF NOT still_holds THEN
        RAISE EXCEPTION 'the accounts have changed' USING ERRCODE = 'BK001';
    END IF;

    -- 4. The book. It refuses (BK002, BK003) what the balances no longer cover.
    SELECT * INTO entry FROM ledger_post_entry_v1(
        p_type, p_currency, p_transaction_id, p_description, p_business_date, p_business_date, p_now, NULL,
        p_accounts, p_amounts, p_kinds);
    from_balance := entry.balances_after[array_position(entry.customer_accounts, p_from_ledger)];
    to_balance := entry.balances_after[array_position(entry.customer_accounts, p_to_ledger)];
    processed_at := entry.effective_posted_at;
    posted_on := entry.effective_business_date;

    -- 5. The day's total, never above the day's limit.
    IF p_counts_against_limit THEN
        UPDATE accounts_outgoingtotal spent
           SET total_minor = p_amount + CASE WHEN spent.business_date = posted_on THEN spent.total_minor ELSE 0 END,
               business_date = posted_on
          FROM accounts_account account
         WHERE spent.account_id = p_from AND account.id = p_from
           AND p_amount + CASE WHEN spent.business_date = posted_on THEN spent.total_minor ELSE 0 END
               <= account.daily_limit_minor;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the day''s limit is used up' USING ERRCODE = 'BK001';
        END IF;
    END IF;

    -- 6. The record.
    INSERT INTO transactions_transaction
        (transaction_id, transaction_type, status, amount_minor, fee_minor, currency, from_account_id,
         to_account_id, from_customer_id, to_customer_id, from_balance_after_minor, to_balance_after_minor,
         description, payee_name, reference, category, initiated_by_id, on_behalf, journal_entry_id,
         business_date, transaction_date, processed_date, idempotency_principal_id, idempotency_key)
    VALUES
        (p_transaction_id, p_type, 'COMPLETED', p_amount, p_fee, p_currency, p_from,
         p_to, p_from_customer, p_to_customer, from_balance, to_balance,
         p_description, p_payee_name, p_reference, p_category, p_initiated_by, p_on_behalf, entry.posted_entry_id,
         posted_on, p_now, processed_at, p_principal, p_key)
    RETURNING id INTO row_id;
END $$;
"""


def create_function(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the function where the engine has functions."""
    if schema_editor.connection.vendor == "postgresql":
        for table in ("accounts_moneyholder", "accounts_outgoingtotal"):
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = 50)")
        schema_editor.execute(POST_MOVEMENT, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0001_initial"),
        ("accounts", "0001_initial"),
        ("ledger", "0003_posting_function"),
        ("kernel", "0001_initial"),
    ]

    operations = [migrations.RunPython(create_function, migrations.RunPython.noop)]
