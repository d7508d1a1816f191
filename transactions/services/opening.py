"""The first money of an account that is being opened: a movement like any other, in the opening's transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from transactions.contracts import MovementCommand, TransactionCard, TransactionType
from transactions.services.submission import carry_out

_DESCRIPTION: Final = "Opening deposit"


@within_use_case
def carry_opening_deposit(
    *,
    actor: Actor,
    account_number: str,
    amount: Decimal,
    from_account_number: str | None,
    pin_proven: bool,
) -> TransactionCard:
    """Pay the opening deposit, in major units, into a new account: from another account, or else in cash.

    Raises the refusals of any movement; the account is then not opened.
    """
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER if from_account_number else TransactionType.DEPOSIT,
        amount=amount,
        from_account_number=from_account_number,
        to_account_number=account_number,
        description=_DESCRIPTION,
        pin_proven=pin_proven,
    )
    return carry_out(actor=actor, command=command)
