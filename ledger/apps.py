"""Application configuration of the ledger."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The general ledger: below every product that moves money, above nothing but people."""

    name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the chart of accounts made after each migration."""
        from ledger.receivers import create_chart

        post_migrate.connect(create_chart, sender=self, dispatch_uid="ledger.create_chart")
