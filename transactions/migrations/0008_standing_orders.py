"""Payments ordered in advance."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0007_bulk_transfers")]

    operations = []
