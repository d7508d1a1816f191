"""Application configuration of fraud."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.db.models.signals import post_migrate


class FraudConfig(AppConfig):
    """Scores movements, holds or blocks what looks wrong, and has people decide."""

    name = "fraud"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ship the rules after every migration, and hear what happens around secrets."""
        from core_banking.kernel.events import domain_event
        from fraud.receivers import watch_names, watch_secrets

        domain_event.connect(watch_secrets, dispatch_uid="fraud.watch_secrets")
        domain_event.connect(watch_names, dispatch_uid="fraud.watch_names")
        post_migrate.connect(ship_rules, sender=self, dispatch_uid="fraud.ship_rules")


def ship_rules(*, apps: Any = installed_apps, **_: object) -> None:
    """Ship the rules after migrating, if their table is there at that point of history.

    `flush` announces itself as a migration too, without naming a point of history.
    """
    from fraud.services import ship_rule_book

    try:
        ship_rule_book(apps.get_model("fraud", "RuleBookVersion"))
    except LookupError:
        return
