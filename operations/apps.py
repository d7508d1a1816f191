"""Application configuration of operations."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What an operator runs and watches: the proofs of the books, housekeeping, checks of a deployment."""

    name = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of a deployment, and what the bank shows of itself."""
        from operations import checks, metrics  # noqa: F401 - checks register themselves

        metrics.begin()
