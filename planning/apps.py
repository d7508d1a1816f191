"""Application configuration of planning."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlanningConfig(AppConfig):
    """What people do with their money: categories, budgets, spending, forecasts and savings goals."""

    name = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ship the bank's categories after every migration."""
        from planning.receivers import ship_categories

        post_migrate.connect(ship_categories, sender=self, dispatch_uid="planning.ship_categories")
