"""Application configuration of the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel is an app only because two of its tables (idempotency, throttling) belong to no banking noun."""

    name = "core_banking.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
