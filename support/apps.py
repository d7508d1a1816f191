"""Application configuration of support."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """The catalogue of the bank's services, and messages from people to the bank."""

    name = "support"
    default_auto_field = "django.db.models.BigAutoField"
