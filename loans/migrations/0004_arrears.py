"""Loans in arrears."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("loans", "0003_loan_life")]

    operations = []
