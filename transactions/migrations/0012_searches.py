"""What the staff's searches find orders and payees by: the account on the other side."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0011_screening"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="beneficiary",
            index=models.Index(fields=["account"], name="transactions_payee_account"),
        ),
        migrations.AddIndex(
            model_name="bulktransfer",
            index=models.Index(fields=["from_account"], name="transactions_bulk_payer"),
        ),
        migrations.AddIndex(
            model_name="standingorder",
            index=models.Index(fields=["to_account"], name="transactions_standing_payee"),
        ),
    ]
