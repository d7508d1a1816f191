"""What products ask of applicants."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="accountproduct", name="kyc_required", field=models.BooleanField(default=True)
        ),
    ]
