"""Application configuration of the HTTP layer."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """HTTP habits shared by every app: errors, authentication, pagination, schema. It has no tables."""

    name = "core_banking.api"
    label = "api"
