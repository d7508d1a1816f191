"""Application configuration of transactions."""

from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    """Every movement of customers' money that a person or the bank orders."""

    name = "transactions"
    default_auto_field = "django.db.models.BigAutoField"
