"""Kinds of entries of lending and of the close of business; what the books' reports need.

A period that is locked, and a day whose totals are rolled up, take no further entry: the database itself refuses one
that is dated in them, whoever writes it.

Triggers fire in order of their names, and the one that knows the business date is to be first: an entry that was only
overtaken by a close of business is tried again with the new date, one that was meant for a locked day is refused.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock

ONLY_ADDED = ("ledger_periodlock", "ledger_dayrollup")

POSTGRESQL = """
CREATE FUNCTION ledger_refuse_locked_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    locked_through date;
BEGIN
    -- Two look-ups at the end of an index; greatest() passes over what is NULL.
    SELECT greatest((SELECT max(lock.locked_through) FROM ledger_periodlock lock),
                    (SELECT max(done.through) FROM ledger_dayrollup done)) INTO locked_through;
    IF locked_through IS NOT NULL AND EXISTS (SELECT 1 FROM dated WHERE dated.business_date <= locked_through) THEN
        RAISE EXCEPTION 'the books are locked through %', locked_through
            USING ERRCODE = 'BK906', DETAIL = locked_through::text;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER period_open_for_entry AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS dated FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_locked_period();
"""

POSTGRESQL_ONLY_ADDED = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

SQLITE = """
CREATE TRIGGER period_open_for_entry BEFORE INSERT ON ledger_journalentry
WHEN NEW.business_date <= (SELECT max(locked_through) FROM ledger_periodlock)
  OR NEW.business_date <= (SELECT max(through) FROM ledger_dayrollup)
BEGIN SELECT RAISE(ABORT, 'BK906: the books of this day are closed'); END
"""

SQLITE_ONLY_ADDED = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'rows are only added here'); END
"""


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        for table in ONLY_ADDED:
            schema_editor.execute(POSTGRESQL_ONLY_ADDED.format(table=table), params=None)
        return
    schema_editor.execute(SQLITE, params=None)
    for table in ONLY_ADDED:
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE_ONLY_ADDED.format(table=table, verb=verb), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_bulk_posting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DEPOSIT", "Deposit"),
                    ("WITHDRAWAL", "Withdrawal"),
                    ("TRANSFER", "Transfer"),
                    ("PAYMENT", "Payment"),
                    ("FEE", "Fee"),
                    ("INTEREST", "Interest"),
                    ("REVERSAL", "Reversal"),
                    ("ACCRUAL", "Interest accrued"),
                    ("TAX", "Tax withheld"),
                    ("LOAN_DISBURSEMENT", "Loan disbursement"),
                    ("LOAN_REPAYMENT", "Loan repayment"),
                    ("LOAN_CHARGE", "Fee or penalty of a loan"),
                    ("WRITE_OFF", "Loan written off"),
                    ("RECOVERY", "Recovery of a written-off loan"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="journalline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DEPOSIT", "Deposit"),
                    ("WITHDRAWAL", "Withdrawal"),
                    ("TRANSFER", "Transfer"),
                    ("PAYMENT", "Payment"),
                    ("FEE", "Fee"),
                    ("INTEREST", "Interest"),
                    ("REVERSAL", "Reversal"),
                    ("ACCRUAL", "Interest accrued"),
                    ("TAX", "Tax withheld"),
                    ("LOAN_DISBURSEMENT", "Loan disbursement"),
                    ("LOAN_REPAYMENT", "Loan repayment"),
                    ("LOAN_CHARGE", "Fee or penalty of a loan"),
                    ("WRITE_OFF", "Loan written off"),
                    ("RECOVERY", "Recovery of a written-off loan"),
                ],
                help_text="What this line is: a transfer, its fee, …",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="BookCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("healthy", models.BooleanField()),
                (
                    "problems",
                    models.JSONField(
                        default=list, help_text="A sentence for each thing wrong, the first of many."
                    ),
                ),
                ("computed_at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="DayRollUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("through", models.DateField(unique=True)),
                ("totals", models.PositiveIntegerField(help_text="How many totals it wrote.")),
                ("rolled_up_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="DailyTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField()),
                (
                    "debits_minor",
                    models.BigIntegerField(help_text="The sum of the day's debits, never negative."),
                ),
                (
                    "credits_minor",
                    models.BigIntegerField(help_text="The sum of the day's credits, never negative."),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "books",
                "indexes": [models.Index(fields=["business_date"], name="ledger_daily_total_date")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "business_date"), name="ledger_daily_total_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credits_minor__gte", 0), ("debits_minor__gte", 0)),
                        name="ledger_daily_total_signs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "locked_through",
                    models.DateField(help_text="The last day of the locked period.", unique=True),
                ),
                ("reason", models.CharField(max_length=255)),
                ("locked_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [
                    (
                        "view_books",
                        "Can read the bank's books: trial balance, balance sheet, profit and loss",
                    ),
                    ("lock_periods", "Can lock accounting periods"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="ledger_period_lock_has_reason",
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
