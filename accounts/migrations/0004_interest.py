"""Interest of deposits, day by day."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_term_deposits")]

    operations = []
