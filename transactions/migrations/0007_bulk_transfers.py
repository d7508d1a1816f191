"""Many transfers in one order."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0006_reversals")]

    operations = []
