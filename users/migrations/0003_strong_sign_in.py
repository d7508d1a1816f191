"""Second factors, password resets and known devices."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("users", "0002_transaction_pin")]

    operations = []
