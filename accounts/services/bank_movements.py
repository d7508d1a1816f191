"""What the bank moves on customers' accounts by contract. The movement is made a floor above, with its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.contracts import BankMovement, BookedMovement
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case


@within_use_case
def book_bank_movement(*, actor: Actor, movement: BankMovement) -> BookedMovement:
    """Post and record a movement of the bank's, by whoever `BANK_MOVEMENT_CARRIER` names, and announce it.

    Takes the owner's money row and the balance itself. Money comes out of an account that is active, by its owner's
    PIN where he has one, and within what is available; no fee, and no limit of the customer's counts. A fixed deposit
    that runs pays no loan. Raises `AccountNotActive`, `TermDepositLocked`, `KycRequiredToTransact`, `PinRequired`,
    `PinNotSet`, `InsufficientFunds` and `BalanceTooLarge`.
    """
    carry: Callable[..., BookedMovement] = import_string(settings.BANK_MOVEMENT_CARRIER)
    return carry(actor=actor, movement=movement)


@within_use_case
def book_bank_movements(*, actor: Actor, movements: Sequence[BankMovement]) -> list[BookedMovement]:
    """Post and record movements of the bank's at once, in their order, by whoever `BANK_MOVEMENTS_CARRIER` names.

    The outcome is that of `book_bank_movement` for one after the other. The first that is refused raises, as there,
    and with it all are.
    """
    carry: Callable[..., list[BookedMovement]] = import_string(settings.BANK_MOVEMENTS_CARRIER)
    return carry(actor=actor, movements=movements)


@within_use_case
def reverse_bank_movement(*, actor: Actor, transaction_id: str, reason: str) -> BookedMovement:
    """Post and record the mirror of a movement of the bank's, once, by whoever `BANK_REVERSAL_CARRIER` names.

    Whoever calls has seen to rights and four eyes. Raises `AlreadyReversed`, `InsufficientFunds` when the account has
    not got any more what is to be taken back, `AccountNotActive` for a closed account, and `BalanceTooLarge`.
    """
    carry: Callable[..., BookedMovement] = import_string(settings.BANK_REVERSAL_CARRIER)
    return carry(actor=actor, transaction_id=transaction_id, reason=reason)
