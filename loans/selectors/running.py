"""What of a customer's loans is still running: asked before he is erased."""

from __future__ import annotations

from loans.contracts import LIVE_STATUSES
from loans.models import Loan


def running_loans(user_id: int) -> list[str]:
    """Return a customer's applications and loans that have not ended, in words for staff.

    Named by the setting `RUNNING_BUSINESS`.
    """
    live = Loan.objects.filter(customer_id=user_id, status__in=[status.value for status in LIVE_STATUSES])
    return [f"loan {row} is {status}" for row, status in live.order_by("pk").values_list("pk", "status")]
