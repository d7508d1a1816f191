"""Application configuration of accounts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts and products; ships its products after every migration and follows KYC decisions."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from accounts import receivers

        post_migrate.connect(receivers.ship_products, sender=self, dispatch_uid="accounts.ship_products")
