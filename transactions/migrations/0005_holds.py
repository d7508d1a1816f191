"""Payments in two steps."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0004_payees")]

    operations = []
