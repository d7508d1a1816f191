"""What the staff's searches find a match with a listed name by."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fraud", "0005_learned"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="namematch",
            index=models.Index(fields=["entry_id"], name="fraud_name_match_entry"),
        ),
    ]
