"""PostgreSQL's call for many lines finds them by key, and a movement has no foreign key that its accounts imply.

Only the second step of the function differs from what was there: the rest is repeated, since a function is replaced
as a whole. SQLite keeps the two foreign keys: it would have to copy the table to drop them, and lose its triggers.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POST_BULK = """
CREATE OR REPLACE FUNCTION transactions_post_bulk_v1(
    p_bulk bigint, p_from bigint, p_customer bigint, p_from_ledger bigint, p_fee_ledger bigint, p_currency text,
    p_fee bigint, p_initiated_by bigint, p_on_behalf boolean, p_business_date date, p_now timestamptz,
    p_numbers bigint[], p_to bigint[]
) RETURNS bigint LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    line_count CONSTANT bigint := cardinality(p_numbers);
    lines_each CONSTANT bigint := CASE WHEN p_fee > 0 THEN 2 ELSE 1 END;  -- of the sender, for one transfer
    sender ledger_balance%ROWTYPE;
    terms accounts_account%ROWTYPE;
    found_lines bigint;
    all_active boolean;
    largest bigint;
    total numeric;
    fullest numeric;
    moment timestamptz;
    last_date date;
    entries bigint[];
    amounts bigint[];
    ledgers bigint[];
    customers bigint[];
    before bigint[];
    afters bigint[];
    versions bigint[];
    identifiers text[];
    descriptions text[];
    refs text[];
BEGIN
    -- 1. The locks of single movements in their order; whoever calls has taken them before it decided.
    PERFORM 1 FROM accounts_moneyholder WHERE customer_id = p_customer AND NOT is_suspended FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'banking of customer % is suspended', p_customer USING ERRCODE = 'BK001';
    END IF;
    SELECT * INTO sender FROM ledger_balance WHERE account_id = p_from_ledger FOR NO KEY UPDATE;
    SELECT * INTO terms FROM accounts_account WHERE id = p_from;

    -- 2. Every line with its receiver, and the balances as they run from line to line, as arrays in order of line.
    --    The lines by their own key, and each receiver by his: joined to the asked numbers instead, with a planner that
    --    takes the new lines for few, each of a thousand numbers would be compared with each of ten thousand lines.
    SELECT count(*), bool_and(line.is_active), max(line.amount), sum(line.amount), max(line.after),
           greatest(p_now, sender.last_posted_at, max(line.last_posted_at)),
           greatest(p_business_date, sender.last_business_date, max(line.last_business_date)),
           array_agg(nextval('ledger_journalentry_id_seq') ORDER BY line.place),
           array_agg(line.amount ORDER BY line.place), array_agg(line.ledger ORDER BY line.place),
           array_agg(line.customer ORDER BY line.place), array_agg(line.before ORDER BY line.place),
           array_agg(line.after ORDER BY line.place), array_agg(line.version ORDER BY line.place),
           array_agg(line.identifier ORDER BY line.place), array_agg(line.description ORDER BY line.place),
           array_agg(line.reference ORDER BY line.place)
      INTO found_lines, all_active, largest, total, fullest, moment, last_date,
           entries, amounts, ledgers, customers, before, afters, versions, identifiers, descriptions, refs
      FROM (SELECT ordered.place, ordered.amount_minor AS amount, ordered.transaction_id AS identifier,
                   ordered.description, ordered.reference,
                   account.ledger_account_id AS ledger, account.customer_id AS customer,
                   account.status = 'ACTIVE' AND account.id <> p_from AND account.currency = p_currency
                       AND NOT holder.is_suspended AS is_active,
                   balance.last_posted_at, balance.last_business_date,
                   (sender.balance_minor
                       - sum(ordered.amount_minor + p_fee) OVER (ORDER BY ordered.place)
                       + ordered.amount_minor + p_fee)::bigint AS before,
                   (balance.balance_minor
                       + sum(ordered.amount_minor) OVER (PARTITION BY account.id ORDER BY ordered.place))::bigint AS after,
                   balance.version + row_number() OVER (PARTITION BY account.id ORDER BY ordered.place) AS version
              FROM (SELECT ordered.*, row_number() OVER (ORDER BY ordered.line_number) AS place
                      FROM transactions_bulktransferline ordered
                     WHERE ordered.bulk_transfer_id = p_bulk AND ordered.line_number = ANY (p_numbers)
                       AND ordered.status = 'PENDING') ordered
              JOIN accounts_account account ON account.id = p_to[ordered.place]
               AND account.account_number = ordered.to_account_number
              JOIN accounts_moneyholder holder ON holder.customer_id = account.customer_id
              JOIN ledger_balance balance ON balance.account_id = account.ledger_account_id) line;

    -- 3. What the decision rested on.
    IF found_lines <> line_count OR NOT all_active OR last_date <> p_business_date OR largest > terms.single_limit_minor
    THEN
        RAISE EXCEPTION 'the lines are not as they were decided on' USING ERRCODE = 'BK001';
    END IF;
    IF sender.balance_minor - total - p_fee * line_count < sender.floor_minor + sender.held_minor THEN
        RAISE EXCEPTION 'ledger account % has too little available', p_from_ledger USING ERRCODE = 'BK002';
    END IF;
    IF fullest > 1000000000000000 THEN
        RAISE EXCEPTION 'a receiver would hold too much' USING ERRCODE = 'BK003';
    END IF;
    UPDATE accounts_outgoingtotal spent
       SET total_minor = total + CASE WHEN spent.business_date = p_business_date THEN spent.total_minor ELSE 0 END,
           business_date = p_business_date
     WHERE spent.account_id = p_from
       AND total + CASE WHEN spent.business_date = p_business_date THEN spent.total_minor ELSE 0 END
           <= terms.daily_limit_minor;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the day''s limit is used up' USING ERRCODE = 'BK001';
    END IF;

    -- 4. The book: for each transfer its lines and then its entry, which seals them; then each balance, once.
    INSERT INTO ledger_journalline
        (entry_id, account_id, position, kind, amount_minor, balance_after_minor, version, posted_at, business_date)
    SELECT transfer.entry, line.account, line.position, line.kind, line.amount, line.balance_after, line.version,
           moment, p_business_date
      FROM unnest(entries, amounts, ledgers, before, afters, versions)
           WITH ORDINALITY AS transfer(entry, amount, ledger, before, after, version, place)
     CROSS JOIN LATERAL (VALUES
           (1, 'TRANSFER', p_from_ledger, transfer.amount, transfer.before - transfer.amount,
            sender.version + (transfer.place - 1) * lines_each + 1),
           (2, 'TRANSFER', transfer.ledger, -transfer.amount, transfer.after, transfer.version),
           (3, 'FEE', p_from_ledger, p_fee, transfer.before - transfer.amount - p_fee,
            sender.version + transfer.place * lines_each),
           (4, 'FEE', p_fee_ledger, -p_fee, NULL, NULL)
           ) AS line(position, kind, account, amount, balance_after, version)
     WHERE line.amount <> 0;
    INSERT INTO ledger_journalentry
        (id, kind, currency, reference, description, business_date, value_date, posted_at)
    SELECT transfer.entry, 'TRANSFER', p_currency, transfer.identifier, transfer.description, p_business_date,
           p_business_date, moment
      FROM unnest(entries, identifiers, descriptions) AS transfer(entry, identifier, description);
    UPDATE ledger_balance balance
       SET balance_minor = last.after, version = last.version, last_posted_at = moment,
           last_business_date = p_business_date
      FROM (SELECT credited.ledger, max(credited.after) AS after, max(credited.version) AS version
              FROM unnest(ledgers, afters, versions) AS credited(ledger, after, version) GROUP BY credited.ledger
             UNION ALL
            SELECT p_from_ledger, before[line_count] - amounts[line_count] - p_fee,
                   sender.version + line_count * lines_each) last
     WHERE balance.account_id = last.ledger;

    -- 5. The records, and the lines' results.
    INSERT INTO transactions_transaction
        (transaction_id, transaction_type, status, amount_minor, fee_minor, currency, from_account_id,
         to_account_id, from_customer_id, to_customer_id, from_balance_after_minor, to_balance_after_minor,
         description, payee_name, reference, category, initiated_by_id, on_behalf, journal_entry_id,
         business_date, transaction_date, processed_date)
    SELECT transfer.identifier, 'TRANSFER', 'COMPLETED', transfer.amount, p_fee, p_currency, p_from,
           transfer.account, p_customer, transfer.customer, transfer.before - transfer.amount - p_fee, transfer.after,
           transfer.description, '', transfer.reference, '', p_initiated_by, p_on_behalf, transfer.entry,
           p_business_date, p_now, moment
      FROM unnest(identifiers, amounts, p_to, customers, before, afters, descriptions, refs, entries)
           AS transfer(identifier, amount, account, customer, before, after, description, reference, entry);
    UPDATE transactions_bulktransferline SET status = 'POSTED'
     WHERE bulk_transfer_id = p_bulk AND line_number = ANY (p_numbers);
    RETURN line_count;
END $$;
"""

DROP_IMPLIED = """
DO $$
DECLARE
    named text;
BEGIN
    FOR named IN SELECT k.conname FROM pg_constraint k
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]
                  WHERE k.conrelid = 'transactions_transaction'::regclass AND k.contype = 'f'
                    AND a.attname IN ('from_customer_id', 'to_customer_id') LOOP
        EXECUTE format('ALTER TABLE transactions_transaction DROP CONSTRAINT %I', named);
    END LOOP;
END $$;
"""


def change_postgresql(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Replace the function and drop the foreign keys, where the engine has functions."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POST_BULK, params=None)
        schema_editor.execute(DROP_IMPLIED, params=None)


def _party() -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0008_standing_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(change_postgresql, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(model_name="transaction", name="from_customer", field=_party()),
                migrations.AlterField(model_name="transaction", name="to_customer", field=_party()),
            ],
        )
    ]
