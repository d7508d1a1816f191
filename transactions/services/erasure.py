"""What of a person goes from orders and other people's payees when he is erased; movements stay as they are."""

from __future__ import annotations

from core_banking.kernel.db import within_use_case
from transactions.models import Beneficiary, BulkTransfer


@within_use_case
def forget_orderer(*, user_id: int, email: str) -> None:
    """Take a person's name from the payees that others saved, and where he came from out of what he ordered."""
    Beneficiary.objects.filter(account__customer_id=user_id).update(nickname="", holder_name="")
    BulkTransfer.objects.filter(initiated_by_id=user_id).update(
        username=f"erased-{user_id}", ip_address=None, user_agent=""
    )
