"""What a customer is told of his money: that staff has moved it for him."""

from __future__ import annotations

from typing import Any

from core_banking.kernel.events import DomainEvent
from notifications.services import notify
from transactions.events import TransactionPosted


def tell_of_movement_on_behalf(*, event: DomainEvent, **_: Any) -> None:
    """Tell a customer what a member of staff has done with his money, in the transaction in which it was done.

    What he ordered himself, and what the bank does on a schedule, he is not told of here: it stands on his statement.
    """
    if not isinstance(event, TransactionPosted) or not event.on_behalf or event.actor.user_id is None:
        return
    kind = event.transaction_type.capitalize()
    accounts = " to ".join(
        number for number in (event.from_account_number, event.to_account_number) if number is not None
    )
    notify(
        actor=event.actor,
        user_id=event.customer_user_id,
        kind="MONEY_MOVED_ON_BEHALF",
        title=f"{kind} of {event.amount} {event.currency} by the bank for you",
        body=f"{kind} of {event.amount} {event.currency} ({accounts}), {event.transaction_id}, was made by a member of"
        " the bank's staff on your behalf. If you did not ask for it, tell the bank now.",
        data={"transaction_id": event.transaction_id},
    )
