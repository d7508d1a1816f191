"""Holds are resolved once."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_posting_function")]

    operations = []
