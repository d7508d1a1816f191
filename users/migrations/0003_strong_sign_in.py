"""Second factors, password resets and known devices."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_transaction_pin")]

    operations = [
        migrations.AddField(
            model_name="transactionpin",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
