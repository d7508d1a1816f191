"""Movements taken back."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0005_holds")]

    operations = []
