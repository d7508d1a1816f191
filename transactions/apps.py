"""Application configuration of transactions."""

from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    """Every movement of customers' money that a person or the bank orders."""

    name = "transactions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks and connect the receivers."""
        from core_banking.kernel.events import domain_event
        from transactions import checks  # noqa: F401
        from transactions.receivers import begin_funded_term
        from transactions.services.notices import tell_of_movement_on_behalf

        domain_event.connect(
            tell_of_movement_on_behalf, dispatch_uid="transactions.tell_of_movement_on_behalf"
        )
        domain_event.connect(begin_funded_term, dispatch_uid="transactions.begin_funded_term")
