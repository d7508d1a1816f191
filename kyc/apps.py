"""Application configuration of KYC."""

from django.apps import AppConfig


class KycConfig(AppConfig):
    """Who the customers are: identity, documents, and the bank's decision about them."""

    name = "kyc"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Know your customer"

    def ready(self) -> None:
        """Check the bank's own rules about documents when it starts."""
        from kyc import checks  # noqa: F401
