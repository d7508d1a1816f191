"""Saved payees, and what a customer has paid whom."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0003_terms_stay"), ("users", "0002_transaction_pin")]

    operations = []
