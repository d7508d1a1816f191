"""Loans in arrears."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loans", "0002_loan_life")]

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
        migrations.AddField(
            model_name="loan",
            name="look_again_on",
            field=models.DateField(
                blank=True,
                help_text="When they are to be looked at next; None for the next morning.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("status", "ACTIVE")),
                fields=["look_again_on", "id"],
                name="loans_to_look_at",
            ),
        ),
    ]
