"""Application configuration of the notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages from the bank to a person, kept until read and after."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for what people must be warned of."""
        from notifications import receivers  # noqa: F401
