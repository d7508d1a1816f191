"""Application configuration of loans."""

from django.apps import AppConfig


class LoansConfig(AppConfig):
    """Lending: products, applications, and a loan's life on the ledger."""

    name = "loans"
    default_auto_field = "django.db.models.BigAutoField"
