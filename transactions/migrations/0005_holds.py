"""Payments in two steps: what was ordered and how it ended. Neither row ever changes or goes away."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("transactions_holdorder", "transactions_holdresolution")

POSTGRESQL = """
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION transactions_refuse_change();
"""

SQLITE = [
    """
    CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'a hold stays as it was: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'a hold stays as it was: DELETE is refused'); END
    """,
]


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    statements = [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table in TABLES:
        for statement in statements:
            schema_editor.execute(statement.format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0004_payees"),
        ("ledger", "0004_holds"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoldOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "on_behalf",
                    models.BooleanField(default=False, help_text="Ordered by staff for the customer."),
                ),
                (
                    "pin_proven",
                    models.BooleanField(
                        default=False,
                        help_text="The customer's transaction PIN was proven for setting the money aside.",
                    ),
                ),
                ("idempotency_principal_id", models.BigIntegerField(null=True)),
                ("idempotency_key", models.CharField(max_length=255, null=True)),
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.hold"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "id"], name="transactions_hold_customer"),
                    models.Index(fields=["account", "id"], name="transactions_hold_account"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key__isnull", False)),
                        fields=("idempotency_principal_id", "idempotency_key"),
                        name="transactions_hold_idempotency_key_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldResolution",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="resolution",
                        serialize=False,
                        to="transactions.holdorder",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("CAPTURED", "Captured"), ("VOIDED", "Voided"), ("EXPIRED", "Expired")],
                        max_length=8,
                    ),
                ),
                ("resolved_at", models.DateTimeField()),
                (
                    "resolved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="captured_hold",
                        to="transactions.transaction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["CAPTURED", "VOIDED", "EXPIRED"])),
                        name="transactions_hold_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "CAPTURED"), ("transaction__isnull", False)),
                            models.Q(
                                models.Q(("outcome", "CAPTURED"), _negated=True),
                                ("transaction__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transactions_hold_captured_by_one",
                    ),
                ],
            },
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
