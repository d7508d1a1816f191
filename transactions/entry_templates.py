"""How each kind of movement is booked: one named function for each, and no money is posted any other way.

Debits and credits are from the bank's books: a customer's account is a liability, so crediting it raises it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledger.contracts import Line, credit, debit
from ledger.services import ChartRole, bank_account_id
from transactions.contracts import ApprovedMovement, PartyFacts, TransactionType


def deposit_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """Cash comes in: debit cash, credit the customer."""
    return (
        debit(_bank(ChartRole.CASH, movement), movement.amount_minor, TransactionType.DEPOSIT.value),
        credit(_account(movement.receiver), movement.amount_minor, TransactionType.DEPOSIT.value),
    )


def withdrawal_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """Cash goes out: debit the customer, credit cash; the fee, if any, to fee income."""
    return (
        debit(_account(movement.sender), movement.amount_minor, TransactionType.WITHDRAWAL.value),
        credit(_bank(ChartRole.CASH, movement), movement.amount_minor, TransactionType.WITHDRAWAL.value),
        *_fee_lines(movement),
    )


def transfer_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """From customer to customer: debit the sender, credit the receiver; the sender pays the fee on top."""
    return (
        debit(_account(movement.sender), movement.amount_minor, TransactionType.TRANSFER.value),
        credit(_account(movement.receiver), movement.amount_minor, TransactionType.TRANSFER.value),
        *_fee_lines(movement),
    )


def payment_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """To a biller outside: debit the customer, credit the clearing account until the payment is settled."""
    return (
        debit(_account(movement.sender), movement.amount_minor, TransactionType.PAYMENT.value),
        credit(_bank(ChartRole.CLEARING, movement), movement.amount_minor, TransactionType.PAYMENT.value),
        *_fee_lines(movement),
    )


def charged_fee_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """A fee charged by staff: debit the customer, credit fee income."""
    return (
        debit(_account(movement.sender), movement.amount_minor, TransactionType.FEE.value),
        credit(_bank(ChartRole.FEE_INCOME, movement), movement.amount_minor, TransactionType.FEE.value),
    )


def interest_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    """Interest paid by the bank: debit interest expense, credit the customer."""
    return (
        debit(
            _bank(ChartRole.INTEREST_EXPENSE, movement), movement.amount_minor, TransactionType.INTEREST.value
        ),
        credit(_account(movement.receiver), movement.amount_minor, TransactionType.INTEREST.value),
    )


_TEMPLATES: Final[dict[TransactionType, Callable[[ApprovedMovement], tuple[Line, ...]]]] = {
    TransactionType.DEPOSIT: deposit_lines,
    TransactionType.WITHDRAWAL: withdrawal_lines,
    TransactionType.TRANSFER: transfer_lines,
    TransactionType.PAYMENT: payment_lines,
    TransactionType.FEE: charged_fee_lines,
    TransactionType.INTEREST: interest_lines,
}


def entry_lines(kind: TransactionType, movement: ApprovedMovement) -> tuple[Line, ...]:
    """Return the balanced lines that book a movement of this kind."""
    return _TEMPLATES[kind](movement)


def _fee_lines(movement: ApprovedMovement) -> tuple[Line, ...]:
    if movement.fee_minor == 0:
        return ()
    return (
        debit(_account(movement.sender), movement.fee_minor, TransactionType.FEE.value),
        credit(_bank(ChartRole.FEE_INCOME, movement), movement.fee_minor, TransactionType.FEE.value),
    )


def _account(party: PartyFacts | None) -> int:
    assert party is not None, "the decision has let a movement through without its party"
    return party.ledger_account_id


def _bank(role: ChartRole, movement: ApprovedMovement) -> int:
    return bank_account_id(role, movement.currency)
