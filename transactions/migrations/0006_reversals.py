"""Movements taken back: once, and above an amount by two members of staff.

SQLite changes a constraint by making the table anew, without its triggers: so those of the movements are made again.
"""

from __future__ import annotations

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TYPES = [
    ("DEPOSIT", "Deposit"),
    ("WITHDRAWAL", "Withdrawal"),
    ("TRANSFER", "Transfer"),
    ("PAYMENT", "Payment"),
    ("FEE", "Fee"),
    ("INTEREST", "Interest"),
    ("REVERSAL", "Reversal"),
]

# What was asked for stays, and what was decided is decided.
REQUEST_TERMS = ("id", "transaction_id", "reason", "requested_by_id", "requested_at")

POSTGRESQL = """
CREATE TRIGGER transactions_reversal_stays BEFORE UPDATE OR DELETE ON transactions_reversal
    FOR EACH ROW EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_reversal_no_truncate BEFORE TRUNCATE ON transactions_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_request_decided_once BEFORE UPDATE ON transactions_reversalrequest
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_request_no_delete BEFORE DELETE ON transactions_reversalrequest
    FOR EACH ROW EXECUTE FUNCTION transactions_refuse_change();
CREATE TRIGGER transactions_request_no_truncate BEFORE TRUNCATE ON transactions_reversalrequest
    FOR EACH STATEMENT EXECUTE FUNCTION transactions_refuse_change();
"""

SQLITE = [
    """
    CREATE TRIGGER transactions_reversal_no_update BEFORE UPDATE ON transactions_reversal
    BEGIN SELECT RAISE(ABORT, 'a reversal stays as it was: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER transactions_reversal_no_delete BEFORE DELETE ON transactions_reversal
    BEGIN SELECT RAISE(ABORT, 'a reversal stays as it was: DELETE is refused'); END
    """,
    """
    CREATE TRIGGER transactions_request_decided_once BEFORE UPDATE ON transactions_reversalrequest WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'a request is decided once: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER transactions_request_no_delete BEFORE DELETE ON transactions_reversalrequest
    BEGIN SELECT RAISE(ABORT, 'a request stays: DELETE is refused'); END
    """,
]


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""
    terms = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in REQUEST_TERMS)
    return f"OLD.status <> 'PENDING' OR NEW.status = 'PENDING' OR {terms}"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(changed=changed("IS DISTINCT FROM")), params=None)
        return
    importlib.import_module("transactions.migrations.0003_terms_stay").create_triggers(apps, schema_editor)
    for statement in SQLITE:
        schema_editor.execute(statement.format(changed=changed("IS NOT")), params=None)


def person(*, null: bool = False) -> models.ForeignKey:
    """Return a reference to somebody who did something."""
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0005_holds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="transaction",
            name="transaction_type",
            field=models.CharField(choices=TYPES, max_length=20),
        ),
        migrations.RemoveConstraint(model_name="transaction", name="transactions_type_known"),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("transaction_type__in", [value for value, _ in TYPES])),
                name="transactions_type_known",
            ),
        ),
        migrations.CreateModel(
            name="ReversalRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=255)),
                (
                    "status",
                    models.CharField(
                        choices=[("PENDING", "Pending"), ("APPROVED", "Approved"), ("REJECTED", "Rejected")],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=255)),
                ("requested_by", person()),
                ("decided_by", person(null=True)),
                (
                    "transaction",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal_requests",
                        to="transactions.transaction",
                    ),
                ),
            ],
            options={
                "permissions": [("reverse_transaction", "Can reverse a customer's movement")],
                "indexes": [models.Index(fields=["transaction", "id"], name="transactions_reversal_request")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="transactions_reversal_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "PENDING"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["APPROVED", "REJECTED"]),
                            ),
                            _connector="OR",
                        ),
                        name="transactions_reversal_request_decided",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "PENDING")),
                        fields=("transaction",),
                        name="transactions_reversal_pending_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "reversal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="undoing",
                        serialize=False,
                        to="transactions.transaction",
                    ),
                ),
                (
                    "original",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="transactions.transaction",
                    ),
                ),
                ("reason", models.CharField(max_length=255)),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="transactions.reversalrequest",
                    ),
                ),
                ("ordered_by", person(null=True)),
                ("approved_by", person(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("ordered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="transactions_reversal_not_self_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reversal", models.F("original")), _negated=True),
                        name="transactions_reversal_of_another",
                    ),
                ],
            },
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
