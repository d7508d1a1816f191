"""What the staff's searches find a movement of a loan by."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loans", "0003_arrears"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="loanmovement",
            index=models.Index(
                condition=models.Q(("transaction_id", ""), _negated=True),
                fields=["transaction_id"],
                name="loans_movement_transaction",
            ),
        ),
    ]
