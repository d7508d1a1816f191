"""Loans in arrears."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loans", "0003_loan_life")]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="aged_on",
            field=models.DateField(
                blank=True,
                help_text="The business date on which its arrears were last looked at.",
                null=True,
            ),
        ),
    ]
