"""Application configuration of the people of the bank."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """People: who they are, how they sign in, and which rights their roles give them."""

    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the role synchronisation and the safety nets around tokens."""
        from users import checks, receivers  # noqa: F401
