"""What the staff's searches find people by: their family name, in any case."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0004_key_rotation"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(Upper("last_name"), name="users_last_name"),
        ),
    ]
