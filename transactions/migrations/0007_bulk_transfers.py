"""Many transfers in one order, and PostgreSQL's call that posts many lines of one at once.

The rules live in Python (`transactions.bulk_decision`) and are applied under the locks; here only what they rest on
is checked again, and balances and versions run from line to line as they would from transfer to transfer.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POST_BULK = """
CREATE FUNCTION transactions_post_bulk_v1(
    p_bulk bigint, p_from bigint, p_customer bigint, p_from_ledger bigint, p_fee_ledger bigint, p_currency text,
    p_fee bigint, p_initiated_by bigint, p_on_behalf boolean, p_business_date date, p_now timestamptz,
    p_numbers bigint[], p_to bigint[]
) RETURNS bigint LANGUAGE plpgsql AS $$
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
      FROM (SELECT asked.place, ordered.amount_minor AS amount, ordered.transaction_id AS identifier,
                   ordered.description, ordered.reference,
                   account.ledger_account_id AS ledger, account.customer_id AS customer,
                   account.status = 'ACTIVE' AND account.id <> p_from AND account.currency = p_currency
                       AND NOT holder.is_suspended AS is_active,
                   balance.last_posted_at, balance.last_business_date,
                   (sender.balance_minor
                       - sum(ordered.amount_minor + p_fee) OVER (ORDER BY asked.place)
                       + ordered.amount_minor + p_fee)::bigint AS before,
                   (balance.balance_minor
                       + sum(ordered.amount_minor) OVER (PARTITION BY account.id ORDER BY asked.place))::bigint AS after,
                   balance.version + row_number() OVER (PARTITION BY account.id ORDER BY asked.place) AS version
              FROM unnest(p_numbers, p_to) WITH ORDINALITY AS asked(number, account, place)
              JOIN transactions_bulktransferline ordered
                ON ordered.bulk_transfer_id = p_bulk AND ordered.line_number = asked.number
               AND ordered.status = 'PENDING'
              JOIN accounts_account account ON account.id = asked.account
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


def create_function(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the function where the engine has functions."""
    if schema_editor.connection.vendor == "postgresql":
        # Each line is changed once, when its result is known: leave room on the page for that.
        schema_editor.execute("ALTER TABLE transactions_bulktransferline SET (fillfactor = 70)")
        schema_editor.execute(POST_BULK, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0006_reversals"),
        ("accounts", "0001_initial"),
        ("ledger", "0003_posting_function"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkTransfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("ALL_OR_NOTHING", "ALL_OR_NOTHING"), ("BEST_EFFORT", "BEST_EFFORT")],
                        max_length=14,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ACCEPTED", "ACCEPTED"),
                            ("RUNNING", "RUNNING"),
                            ("COMPLETED", "COMPLETED"),
                            ("REJECTED", "REJECTED"),
                            ("FAILED", "FAILED"),
                        ],
                        default="ACCEPTED",
                        max_length=10,
                    ),
                ),
                (
                    "on_behalf",
                    models.BooleanField(default=False, help_text="Ordered by staff for the customer."),
                ),
                ("pin_proven", models.BooleanField(default=False)),
                ("currency", models.CharField(max_length=3)),
                ("total_count", models.PositiveIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("processed_count", models.PositiveIntegerField(default=0)),
                ("succeeded_count", models.PositiveIntegerField(default=0)),
                ("refused_count", models.PositiveIntegerField(default=0)),
                ("succeeded_minor", models.BigIntegerField(default=0)),
                ("fees_minor", models.BigIntegerField(default=0)),
                ("runs", models.PositiveIntegerField(default=0, help_text="How often work on it was begun.")),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("progressed_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("username", models.CharField(blank=True, max_length=150)),
                ("ip_address", models.GenericIPAddressField(null=True)),
                ("user_agent", models.CharField(blank=True, max_length=400)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("idempotency_principal_id", models.BigIntegerField(null=True)),
                ("idempotency_key", models.CharField(max_length=255, null=True)),
                (
                    "from_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "from_customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiated_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkTransferLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_number", models.PositiveIntegerField()),
                ("to_account_number", models.CharField(max_length=12)),
                ("amount_minor", models.BigIntegerField()),
                ("description", models.CharField(blank=True, max_length=255)),
                ("reference", models.CharField(blank=True, max_length=140)),
                ("transaction_id", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "PENDING"),
                            ("POSTED", "POSTED"),
                            ("REFUSED", "REFUSED"),
                            ("NOT_POSTED", "NOT_POSTED"),
                        ],
                        default="PENDING",
                        max_length=10,
                    ),
                ),
                ("error_code", models.CharField(blank=True, max_length=64)),
                ("error", models.CharField(blank=True, max_length=255)),
                ("error_details", models.JSONField(default=dict)),
                (
                    "bulk_transfer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="transactions.bulktransfer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="bulktransfer",
            index=models.Index(fields=["from_customer", "id"], name="transactions_bulk_customer"),
        ),
        migrations.AddIndex(
            model_name="bulktransfer",
            index=models.Index(
                condition=models.Q(("status__in", ["ACCEPTED", "RUNNING"])),
                fields=["progressed_at"],
                name="transactions_bulk_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["ALL_OR_NOTHING", "BEST_EFFORT"])),
                name="transactions_bulk_mode_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["ACCEPTED", "RUNNING", "COMPLETED", "REJECTED", "FAILED"])
                ),
                name="transactions_bulk_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_count__gte", 1), ("total_count__lte", 10000)),
                name="transactions_bulk_count_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("processed_count__lte", models.F("total_count"))),
                name="transactions_bulk_processes_its_lines",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("idempotency_key__isnull", False)),
                fields=("idempotency_principal_id", "idempotency_key"),
                name="transactions_bulk_idempotency_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransferline",
            constraint=models.UniqueConstraint(
                fields=("bulk_transfer", "line_number"), name="transactions_bulk_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransferline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("amount_minor__lte", 1000000000000000)),
                name="transactions_bulk_line_amount_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulktransferline",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["PENDING", "POSTED", "REFUSED", "NOT_POSTED"])),
                name="transactions_bulk_line_status_known",
            ),
        ),
        migrations.RunPython(create_function, migrations.RunPython.noop),
    ]
