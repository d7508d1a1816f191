"""Interest of deposits, day by day: the terms it follows, what accrued in each night, and what was posted.

Both tables are append-only, as the book is: a correction is a new night or a new posting.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock

APPEND_ONLY_TABLES = ("accounts_interestaccrual", "accounts_interestposting")

POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
POSTGRESQL_REVERSE = """
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""
SQLITE = [
    """
    CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'interest is append-only: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'interest is append-only: DELETE is refused'); END
    """,
]
SQLITE_REVERSE = ["DROP TRIGGER {table}_append_only_update", "DROP TRIGGER {table}_append_only_delete"]


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse changes of the two tables, on the engine at hand."""
    _execute(schema_editor, [POSTGRESQL], SQLITE)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the two tables go."""
    _execute(schema_editor, [POSTGRESQL_REVERSE], SQLITE_REVERSE)


def _execute(schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]) -> None:
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for table in APPEND_ONLY_TABLES:
        for statement in statements:
            schema_editor.execute(statement.format(table=table), params=None)


def deposits_are_paid_at_maturity(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fixed deposits go on as they were: their interest is paid at the end of the term."""
    for name in ("AccountProduct", "Account"):
        deposits = apps.get_model("accounts", name).objects.filter(account_type="FIXED_DEPOSIT")
        deposits.update(interest_posting="AT_MATURITY")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_term_deposits")]

    operations = [
        migrations.CreateModel(
            name="InterestAccrual",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("term_started_on", models.DateField(null=True)),
                ("balance_minor", models.BigIntegerField()),
                ("annual_rate_ppm", models.PositiveIntegerField()),
                ("day_count", models.CharField(max_length=20)),
                ("accrued_minor", models.BigIntegerField()),
                ("accrued_part", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("total_part", models.BigIntegerField()),
                ("booked_minor", models.BigIntegerField()),
                ("booked_total_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="InterestPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period_end", models.DateField()),
                ("term_started_on", models.DateField(null=True)),
                ("posted_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("PERIOD", "PERIOD"),
                            ("TERM_END", "TERM_END"),
                            ("CLOSING", "CLOSING"),
                            ("FORGONE", "FORGONE"),
                        ],
                        max_length=10,
                    ),
                ),
                ("gross_minor", models.BigIntegerField()),
                ("beyond_minor", models.BigIntegerField(default=0)),
                ("tax_rate_ppm", models.PositiveIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("transaction_id", models.CharField(blank=True, default="", max_length=20)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="account",
            name="day_count",
            field=models.CharField(
                choices=[
                    ("30/360", "30/360"),
                    ("ACTUAL/365", "ACTUAL/365"),
                    ("ACTUAL/360", "ACTUAL/360"),
                    ("ACTUAL/ACTUAL", "ACTUAL/ACTUAL"),
                ],
                db_default="ACTUAL/365",
                default="ACTUAL/365",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="interest_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="interest_posting",
            field=models.CharField(
                choices=[("MONTHLY", "MONTHLY"), ("QUARTERLY", "QUARTERLY"), ("AT_MATURITY", "AT_MATURITY")],
                db_default="MONTHLY",
                default="MONTHLY",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="day_count",
            field=models.CharField(
                choices=[
                    ("30/360", "30/360"),
                    ("ACTUAL/365", "ACTUAL/365"),
                    ("ACTUAL/360", "ACTUAL/360"),
                    ("ACTUAL/ACTUAL", "ACTUAL/ACTUAL"),
                ],
                default="ACTUAL/365",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="interest_posting",
            field=models.CharField(
                choices=[("MONTHLY", "MONTHLY"), ("QUARTERLY", "QUARTERLY"), ("AT_MATURITY", "AT_MATURITY")],
                default="MONTHLY",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="withholding_tax_ppm",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(deposits_are_paid_at_maturity, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("day_count__in", ["30/360", "ACTUAL/365", "ACTUAL/360", "ACTUAL/ACTUAL"])
                ),
                name="accounts_day_count_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("interest_posting__in", ["MONTHLY", "QUARTERLY", "AT_MATURITY"]),
                    models.Q(
                        ("account_type", "FIXED_DEPOSIT"),
                        models.Q(("interest_posting", "AT_MATURITY"), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="accounts_posting_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("day_count__in", ["30/360", "ACTUAL/365", "ACTUAL/360", "ACTUAL/ACTUAL"])
                ),
                name="accounts_product_day_count_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("interest_posting__in", ["MONTHLY", "QUARTERLY", "AT_MATURITY"]),
                    models.Q(
                        ("account_type", "FIXED_DEPOSIT"),
                        models.Q(("interest_posting", "AT_MATURITY"), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="accounts_product_posting_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("withholding_tax_ppm__gte", 0), ("withholding_tax_ppm__lte", 500000)),
                name="accounts_product_tax_in_range",
            ),
        ),
        migrations.AddField(
            model_name="interestaccrual",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="interestaccrual",
            name="journal_entry",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="interestposting",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="interestposting",
            name="journal_entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.journalentry"
            ),
        ),
        migrations.AddField(
            model_name="interestposting",
            name="paid_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestaccrual",
            constraint=models.UniqueConstraint(
                fields=("account", "date"), name="accounts_accrual_once_a_night"
            ),
        ),
        migrations.AddConstraint(
            model_name="interestaccrual",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accrued_part__gte", 0),
                    ("accrued_part__lt", 1603080000000),
                    ("total_part__gte", 0),
                    ("total_part__lt", 1603080000000),
                ),
                name="accounts_accrual_parts_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestaccrual",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance_minor__gte", 0), ("total_minor__gte", 0)),
                name="accounts_accrual_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestaccrual",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("day_count__in", ["30/360", "ACTUAL/365", "ACTUAL/360", "ACTUAL/ACTUAL"])
                ),
                name="accounts_accrual_day_count_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestaccrual",
            constraint=models.CheckConstraint(
                condition=models.Q(("booked_minor", 0), ("journal_entry__isnull", False), _connector="OR"),
                name="accounts_accrual_booked_by_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestposting",
            constraint=models.UniqueConstraint(
                fields=("account", "period_end", "how"), name="accounts_interest_posted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="interestposting",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["PERIOD", "TERM_END", "CLOSING", "FORGONE"])),
                name="accounts_posting_how_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestposting",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_minor__gte", 0)), name="accounts_posting_tax_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="interestposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "FORGONE"), ("paid_into__isnull", True), ("transaction_id", "")),
                    models.Q(
                        models.Q(("how", "FORGONE"), _negated=True),
                        models.Q(("transaction_id", ""), _negated=True),
                        ("paid_into__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="accounts_posting_paid_or_forgone",
            ),
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
