"""Movements that the bank makes by itself."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0009_bulk_posting")]

    operations = []
