"""What planning does when something happens elsewhere: the bank's categories are there after migrations."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed_apps

from planning.services import ship_categories as ship


def ship_categories(*, apps: Any = installed_apps, **_: object) -> None:
    """Add the bank's categories after migrating, if the table is there at that point of history.

    `flush` announces itself as a migration too, without naming a point of history.
    """
    try:
        ship(apps.get_model("planning", "Category"))
    except LookupError:
        return
