"""Application configuration of operations."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What an operator runs and watches: the proofs of the books, housekeeping, checks of a deployment."""

    name = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of a deployment."""
        from operations import checks  # noqa: F401
