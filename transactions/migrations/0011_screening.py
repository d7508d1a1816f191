"""Payments that fraud scoring holds, and the posting call that keeps what scoring found.

The posting call of PostgreSQL is the one before with three things more, in its transaction and after it, so that the
locks are taken already: what the account's own movement teaches its profile, refused (`BK001`) when the profile is not
the one that was scored; what came into the receiving account, which `fraud.windows.added` defines; and the score with
its facts. The version before stays for what is not scored, and for processes that still run the code before.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Of one window: `{w}` is `hour` or `day`. A bucket that has passed is taken for the running one.
WINDOW = """
           {w}_previous_count = CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_previous_count
                                     WHEN p_{w} = profile.{w}_bucket + 1 THEN profile.{w}_count ELSE 0 END,
           {w}_previous_sum_minor = CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_previous_sum_minor
                                         WHEN p_{w} = profile.{w}_bucket + 1 THEN profile.{w}_sum_minor ELSE 0 END,
           {w}_previous_senders = CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_previous_senders
                                       WHEN p_{w} = profile.{w}_bucket + 1 THEN profile.{w}_senders ELSE 0 END,
           {w}_count = 1 + CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_count ELSE 0 END,
           {w}_sum_minor = p_amount + CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_sum_minor ELSE 0 END,
           {w}_senders = p_sender_bit | CASE WHEN p_{w} <= profile.{w}_bucket THEN profile.{w}_senders ELSE 0 END,
           {w}_bucket = greatest(p_{w}, profile.{w}_bucket)"""

RECEIVED = f"""
CREATE FUNCTION fraud_received_v1(
    p_account bigint, p_amount bigint, p_sender_bit bigint, p_hour bigint, p_day bigint, p_now timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fraud_accountprofile AS profile
        (account_id, version, state,
         hour_bucket, hour_count, hour_sum_minor, hour_senders,
         hour_previous_count, hour_previous_sum_minor, hour_previous_senders,
         day_bucket, day_count, day_sum_minor, day_senders,
         day_previous_count, day_previous_sum_minor, day_previous_senders, received_at)
    VALUES (p_account, 0, '', p_hour, 1, p_amount, p_sender_bit, 0, 0, 0,
            p_day, 1, p_amount, p_sender_bit, 0, 0, 0, p_now)
    ON CONFLICT (account_id) DO UPDATE SET
           received_at = greatest(p_now, profile.received_at),{WINDOW.format(w="hour")},{WINDOW.format(w="day")};
END $$;
"""  # noqa: S608 - built from constants

LEARN = """
CREATE FUNCTION fraud_learn_v1(p_account bigint, p_version bigint, p_state text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fraud_accountprofile AS profile
        (account_id, version, state,
         hour_bucket, hour_count, hour_sum_minor, hour_senders,
         hour_previous_count, hour_previous_sum_minor, hour_previous_senders,
         day_bucket, day_count, day_sum_minor, day_senders,
         day_previous_count, day_previous_sum_minor, day_previous_senders)
    VALUES (p_account, 1, p_state, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (account_id) DO UPDATE SET state = p_state, version = profile.version + 1
     WHERE profile.version = p_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the profile of account % has changed', p_account USING ERRCODE = 'BK001';
    END IF;
END $$;
"""

POST_MOVEMENT = """
CREATE FUNCTION transactions_post_v3(
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
    p_profile_version bigint, p_state text,
    p_received boolean, p_sender_bit bigint, p_hour bigint, p_day bigint,
    p_screening_id text, p_origin text, p_score bigint, p_verdict text, p_book_version bigint,
    p_facts text, p_hits text,
    OUT row_id bigint, OUT from_balance bigint, OUT to_balance bigint,
    OUT processed_at timestamptz, OUT posted_on date
) LANGUAGE plpgsql AS $$
BEGIN
    -- 1. The movement. It takes the holder's money row, under which alone his accounts' profiles learn, and the locks
    --    of both balances, under which what came in is counted.
    SELECT * INTO row_id, from_balance, to_balance, processed_at, posted_on FROM transactions_post_v2(
        p_transaction_id, p_type, p_amount, p_fee, p_currency, p_holder, p_from, p_from_customer, p_from_ledger,
        p_to, p_to_customer, p_to_ledger, p_counts_against_limit, p_description, p_payee_name, p_reference,
        p_category, p_initiated_by, p_on_behalf, p_business_date, p_now, p_principal, p_key,
        p_accounts, p_amounts, p_kinds, p_from_status, p_fills_once,
        p_to_payee, p_payee_version, p_payee_keeps, p_payee_first_paid_at,
        p_payee_paid_while_new, p_payee_paid_on, p_payee_paid);

    -- 2. What the own side learns, unless it has learnt since: two payments at once then see each other.
    PERFORM fraud_learn_v1(coalesce(p_from, p_to), p_profile_version, p_state);

    -- 3. What the other side received, from somebody else.
    IF p_received THEN
        PERFORM fraud_received_v1(p_to, p_amount, p_sender_bit, p_hour, p_day, p_now);
    END IF;

    -- 4. The score, with all that it rests on.
    INSERT INTO fraud_screeningrecord
        (screening_id, transaction_id, account_id, user_id, origin, score, verdict, book_version, facts, hits,
         screened_at)
    VALUES
        (p_screening_id, p_transaction_id, coalesce(p_from, p_to), p_holder, p_origin, p_score, p_verdict,
         p_book_version, p_facts::jsonb, p_hits::jsonb, p_now);
END $$;
"""


def create_functions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the functions where the engine has functions, and leave room in rows that change in place."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE fraud_accountprofile SET (fillfactor = 50)")
        for function in (RECEIVED, LEARN, POST_MOVEMENT):
            schema_editor.execute(function, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0010_bank_movements"),
        ("fraud", "0001_initial"),
        ("ledger", "0006_books"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldPayment",
            fields=[
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="held",
                        serialize=False,
                        to="transactions.transaction",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.hold",
                    ),
                ),
                ("origin", models.CharField(max_length=16)),
                ("device", models.CharField(blank=True, default="", max_length=64)),
                ("network", models.CharField(blank=True, default="", max_length=64)),
                ("new_payee_minor", models.BigIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("RELEASED", "Released"), ("DECLINED", "Declined")],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, default="", max_length=1000)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", "")
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["RELEASED", "DECLINED"]),
                            ),
                            _connector="OR",
                        ),
                        name="transactions_held_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_payee_minor__gte", 0)),
                        name="transactions_held_counts_no_debt",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                condition=models.Q(("status", "HELD")), fields=["id"], name="transactions_held"
            ),
        ),
        migrations.RunPython(create_functions, migrations.RunPython.noop),
    ]
