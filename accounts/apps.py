"""Application configuration of accounts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts and products; ships its products after every migration and follows KYC decisions."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers and register the checks."""
        from accounts import checks  # noqa: F401
        from accounts.receivers import follow_kyc_decision, ship_products
        from core_banking.kernel.events import domain_event

        post_migrate.connect(ship_products, sender=self, dispatch_uid="accounts.ship_products")
        domain_event.connect(follow_kyc_decision, dispatch_uid="accounts.follow_kyc_decision")
