"""What accounts do when something happens elsewhere: products after migrations, suspension by KYC decisions."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed_apps

from accounts.services import resume_banking, suspend_banking
from accounts.services import ship_products as ship
from core_banking.kernel.events import DomainEvent
from kyc.events import KycApproved, KycRejected


def ship_products(*, apps: Any = installed_apps, **_: object) -> None:
    """Offer the shipped products after migrating, if the tables are there at that point of history.

    `flush` announces itself as a migration too, without naming a point of history.
    """
    try:
        ship(apps.get_model("accounts", "AccountProduct"), apps.get_model("accounts", "ProductFee"))
    except LookupError:
        return


def follow_kyc_decision(*, event: DomainEvent, **_: object) -> None:
    """Suspend a customer's banking when his KYC is rejected, and resume it when it is approved again."""
    if isinstance(event, KycRejected):
        suspend_banking(event.user_id)
    elif isinstance(event, KycApproved):
        resume_banking(event.user_id)
