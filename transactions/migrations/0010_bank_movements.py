"""The kinds of movement that loans bring."""

from __future__ import annotations

import importlib

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
    ("LOAN_DISBURSEMENT", "Loan_disbursement"),
    ("LOAN_REPAYMENT", "Loan_repayment"),
]


def restore_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers again that SQLite loses with the table it makes anew for another CHECK."""
    if schema_editor.connection.vendor != "postgresql":
        importlib.import_module("transactions.migrations.0003_terms_stay").create_triggers(
            apps, schema_editor
        )


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0009_bulk_posting"),
        ("ledger", "0006_books"),
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
        migrations.RunPython(restore_triggers, migrations.RunPython.noop),
    ]
