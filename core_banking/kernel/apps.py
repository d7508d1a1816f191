"""Application configuration of the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel is an app only because two of its tables (idempotency, throttling) belong to no banking noun."""

    name = "core_banking.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch every connection for writes outside of use cases."""
        from django.db.backends.signals import connection_created

        from core_banking.kernel.tripwire import stretch

        connection_created.connect(stretch, dispatch_uid="kernel.tripwire")
