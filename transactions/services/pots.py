"""The money of savings goals: into a pot and back, between two accounts of one customer."""

from __future__ import annotations

from decimal import Decimal

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.money import Currency, format_minor
from transactions.contracts import MovementCommand, TransactionCard, TransactionType
from transactions.services.submission import carry_out


@within_use_case
def move_pot_money(
    *,
    actor: Actor,
    from_account_number: str,
    to_account_number: str,
    amount_minor: int,
    currency: str,
    description: str,
) -> TransactionCard:
    """Move money from an account into a pot of its owner, or back; `amount_minor` in minor units of `currency`.

    Whoever calls has seen to it that the two belong together. It is a transfer like any other of the actor's, but
    without fee, PIN, limit or score: the money stays with its owner. Raises the other refusals of
    `transactions.decision`.
    """
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER,
        amount=Decimal(format_minor(amount_minor, Currency.of(currency).exponent)),
        currency=currency,
        from_account_number=from_account_number,
        to_account_number=to_account_number,
        description=description,
        pin_proven=True,
        moves_pot=True,
    )
    return carry_out(actor=actor, command=command)
