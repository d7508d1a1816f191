"""Deposits for a fixed term."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_requirements")]

    operations = []
