"""Saved payees, what has gone to whom while it mattered, and the posting call that keeps it.

The posting call of PostgreSQL is that of the first version with four things more: it looks that the sending account is
still in the state it was found in (it may have matured), that a fixed deposit is funded once, that nothing changed
between customer and payee, and it keeps what has gone to the payee. The first version stays for processes that still
run the code before.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POST_MOVEMENT = """
CREATE FUNCTION transactions_post_v2(
    p_transaction_id text, p_type text, p_amount bigint, p_fee bigint, p_currency text,
    p_holder bigint, p_from bigint, p_from_customer bigint, p_from_ledger bigint,
    p_to bigint, p_to_customer bigint, p_to_ledger bigint,
    p_counts_against_limit boolean,
    p_description text, p_payee_name text, p_reference text, p_category text,
    p_initiated_by bigint, p_on_behalf boolean, p_business_date date, p_now timestamptz,
    p_principal bigint, p_key text,
    p_accounts bigint[], p_amounts bigint[], p_kinds text[],
    p_from_status text, p_fills_once boolean,
    p_to_payee boolean, p_payee_version bigint, p_payee_keeps boolean, p_payee_first_paid_at timestamptz,
    p_payee_paid_while_new bigint, p_payee_paid_on date, p_payee_paid bigint,
    OUT row_id bigint, OUT from_balance bigint, OUT to_balance bigint,
    OUT processed_at timestamptz, OUT posted_on date
) LANGUAGE plpgsql AS $$
DECLARE
    entry record;
    still_holds boolean;
    payee_version bigint;
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
    SELECT bool_and(account.status = CASE WHEN account.id = p_from THEN p_from_status ELSE 'ACTIVE' END
                    AND NOT holder.is_suspended
                    AND (account.id IS DISTINCT FROM p_from OR NOT p_counts_against_limit
                         OR p_amount <= account.single_limit_minor))
      INTO still_holds
      FROM accounts_account account JOIN accounts_moneyholder holder ON holder.customer_id = account.customer_id
     WHERE account.id IN (p_from, p_to);
    IF NOT still_holds THEN
        RAISE EXCEPTION 'the accounts have changed' USING ERRCODE = 'BK001';
    END IF;
    -- How the customer stands with his payee changes under his money row alone, so that here it stands still.
    IF p_to_payee THEN
        SELECT payee.version INTO payee_version FROM transactions_beneficiary payee
         WHERE payee.owner_id = p_holder AND payee.account_id = p_to;
        IF payee_version IS DISTINCT FROM p_payee_version THEN
            RAISE EXCEPTION 'what the payee may get has changed' USING ERRCODE = 'BK001';
        END IF;
    END IF;

    -- 4. The book. It refuses (BK002, BK003) what the balances no longer cover.
    SELECT * INTO entry FROM ledger_post_entry_v1(
        p_type, p_currency, p_transaction_id, p_description, p_business_date, p_business_date, p_now, NULL,
        p_accounts, p_amounts, p_kinds);
    from_balance := entry.balances_after[array_position(entry.customer_accounts, p_from_ledger)];
    to_balance := entry.balances_after[array_position(entry.customer_accounts, p_to_ledger)];
    IF p_fills_once AND to_balance <> p_amount THEN
        RAISE EXCEPTION 'the deposit is funded already' USING ERRCODE = 'BK001';
    END IF;
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

    -- 6. What has gone to a payee who is new, or for whom the customer has set a limit of the day.
    IF p_payee_keeps THEN
        IF p_payee_paid_on = p_business_date AND posted_on <> p_business_date THEN
            RAISE EXCEPTION 'the payee is paid on another day' USING ERRCODE = 'BK001';
        END IF;
        INSERT INTO transactions_beneficiary AS payee
            (owner_id, account_id, version, nickname, holder_name, first_paid_at, paid_while_new_minor, paid_on,
             paid_minor)
        VALUES (p_holder, p_to, 1, '', '', p_payee_first_paid_at, p_payee_paid_while_new, p_payee_paid_on,
                p_payee_paid)
        ON CONFLICT (owner_id, account_id) DO UPDATE
           SET version = payee.version + 1, first_paid_at = excluded.first_paid_at,
               paid_while_new_minor = excluded.paid_while_new_minor, paid_on = excluded.paid_on,
               paid_minor = excluded.paid_minor;
    END IF;

    -- 7. The record.
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

# Whoever was paid before there were payees is known since then.
KNOWN_SO_FAR = """
INSERT INTO transactions_beneficiary
    (owner_id, account_id, version, nickname, holder_name, first_paid_at, paid_while_new_minor, paid_minor)
SELECT from_customer_id, to_account_id, 1, '', '', min(transaction_date), sum(amount_minor), 0
  FROM transactions_transaction
 WHERE transaction_type = 'TRANSFER' AND from_customer_id <> to_customer_id AND journal_entry_id IS NOT NULL
 GROUP BY from_customer_id, to_account_id
"""


def create_function(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the function where the engine has functions."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POST_MOVEMENT, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0003_terms_stay"),
        ("accounts", "0001_initial"),
        ("users", "0002_transaction_pin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Beneficiary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(default=1)),
                ("nickname", models.CharField(blank=True, max_length=60)),
                (
                    "holder_name",
                    models.CharField(
                        blank=True,
                        help_text="Masked, as the customer was shown it when he saved the payee.",
                        max_length=200,
                    ),
                ),
                ("saved_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("payment_limit_minor", models.BigIntegerField(null=True)),
                ("daily_limit_minor", models.BigIntegerField(null=True)),
                (
                    "first_paid_at",
                    models.DateTimeField(
                        help_text="The first payment while a new payee's limit held.", null=True
                    ),
                ),
                ("paid_while_new_minor", models.BigIntegerField(default=0)),
                (
                    "paid_on",
                    models.DateField(
                        help_text="The business date of the sum, kept while there is a daily limit.",
                        null=True,
                    ),
                ),
                ("paid_minor", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "beneficiaries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "account"), name="transactions_one_row_per_payee"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("saved_at__isnull", False),
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("daily_limit_minor__isnull", True),
                                ("payment_limit_minor__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transactions_payee_terms_while_saved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("payment_limit_minor__isnull", True),
                                models.Q(
                                    ("payment_limit_minor__gt", 0),
                                    ("payment_limit_minor__lte", 1000000000000000),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("daily_limit_minor__isnull", True),
                                models.Q(
                                    ("daily_limit_minor__gt", 0), ("daily_limit_minor__lte", 1000000000000000)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="transactions_payee_limits_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_minor__gte", 0), ("paid_while_new_minor__gte", 0)),
                        name="transactions_payee_sums_not_negative",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KNOWN_SO_FAR, migrations.RunSQL.noop),
        migrations.RunPython(create_function, migrations.RunPython.noop),
    ]
