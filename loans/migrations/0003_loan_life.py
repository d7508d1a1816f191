"""The life of a loan."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("loans", "0002_products")]

    operations = []
