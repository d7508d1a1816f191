"""Application configuration of loans."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LoansConfig(AppConfig):
    """Lending: products, applications, and a loan's life on the ledger; ships its products after migrations."""

    name = "loans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from loans.receivers import ship_loan_products

        post_migrate.connect(ship_loan_products, sender=self, dispatch_uid="loans.ship_products")
