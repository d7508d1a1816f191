"""Application configuration of support."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SupportConfig(AppConfig):
    """The catalogue of the bank's services, and messages from people to the bank."""

    name = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ship the catalogue after every migration."""
        from support.receivers import ship_services

        post_migrate.connect(ship_services, sender=self, dispatch_uid="support.ship_services")
