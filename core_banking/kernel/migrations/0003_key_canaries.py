"""What this step adds is written with it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_business_day")]

    operations = []
