"""What support does when something happens elsewhere: the catalogue is filled after migrations."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed_apps

from support.services import ship_services as ship


def ship_services(*, apps: Any = installed_apps, **_: object) -> None:
    """Offer the shipped services after migrating, if the table is there at that point of history.

    `flush` announces itself as a migration too, without naming a point of history.
    """
    try:
        ship(apps.get_model("support", "Service"))
    except LookupError:
        return
