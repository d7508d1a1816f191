"""How a movement that is in the book is announced."""

from __future__ import annotations

from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Currency, format_minor
from transactions.contracts import TransactionCard
from transactions.events import TransactionPosted


def announcement_of(
    actor: Actor, card: TransactionCard, *, customer_user_id: int, on_behalf: bool
) -> TransactionPosted:
    """Return what is announced of a movement that is in the book."""
    exponent = Currency.of(card.currency).exponent
    return TransactionPosted(
        actor=actor,
        transaction_id=card.transaction_id,
        transaction_type=card.transaction_type,
        amount=format_minor(card.amount_minor, exponent),
        fee=format_minor(card.fee_minor, exponent),
        currency=card.currency,
        from_account_number=card.from_account.account_number if card.from_account else None,
        to_account_number=card.to_account.account_number if card.to_account else None,
        customer_user_id=customer_user_id,
        on_behalf=on_behalf,
    )
