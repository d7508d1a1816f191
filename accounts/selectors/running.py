"""What of a customer's accounts is still running: asked before he is erased."""

from __future__ import annotations

from accounts.contracts import AccountStatus
from accounts.models import Account


def running_accounts(user_id: int) -> list[str]:
    """Return a customer's accounts that are not closed, in words for staff. Named by the setting `RUNNING_BUSINESS`."""
    kept = (
        Account.objects.filter(customer_id=user_id).exclude(status=AccountStatus.CLOSED.value).order_by("pk")
    )
    return [
        f"account {number or row} is {status}"
        for row, number, status in kept.values_list("pk", "account_number", "status")
    ]
