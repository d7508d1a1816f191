"""Application configuration of the people of the bank."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class UsersConfig(AppConfig):
    """People: who they are, how they sign in, and which rights their roles give them."""

    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the role synchronisation and the safety nets around tokens."""
        from users import checks, receivers  # noqa: F401

        # The sign-in itself keeps when it was, in its use case; Django's own would write it again past every use case.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
