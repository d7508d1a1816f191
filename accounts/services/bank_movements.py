"""What the bank moves on customers' accounts by contract. The movement is made a floor above, with its record."""

from __future__ import annotations

from collections.abc import Callable

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
def reverse_bank_movement(*, actor: Actor, transaction_id: str, reason: str) -> BookedMovement:
    """Post and record the mirror of a movement of the bank's, once, by whoever `BANK_REVERSAL_CARRIER` names.

    Whoever calls has seen to rights and four eyes. Raises `AlreadyReversed`, `InsufficientFunds` when the account has
    not got any more what is to be taken back, `AccountNotActive` for a closed account, and `BalanceTooLarge`.
    """
    carry: Callable[..., BookedMovement] = import_string(settings.BANK_REVERSAL_CARRIER)
    return carry(actor=actor, transaction_id=transaction_id, reason=reason)
