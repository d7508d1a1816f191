"""What this step adds is written with it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fraud", "0003_alerts")]

    operations = []
