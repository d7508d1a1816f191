"""What the staff's searches find a message by."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contactmessage",
            index=models.Index(fields=["email"], name="support_messages_by_email"),
        ),
        migrations.AddIndex(
            model_name="contactmessage",
            index=models.Index(fields=["name"], name="support_messages_by_name"),
        ),
    ]
