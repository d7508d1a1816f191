"""What posting many entries at once needs."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_holds")]

    operations = []
