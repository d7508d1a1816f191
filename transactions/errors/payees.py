"""What the bank refuses about payees, and about payments to them."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class PayeeNotConfirmed(Refused):
    """The payee is saved, and the customer has not yet confirmed that the holder's name is the right one."""

    code = "payee_not_confirmed"
    category = ErrorCategory.REFUSED
    sentence = "Confirm the name of this payee first, then pay him."


class PayeeCoolingOff(Refused):
    """More would go to a new payee than he may get while he is new.

    Details: `limit`, `remaining`, `requested`, and `until`, the moment from which he is new no more (null if he was
    neither confirmed nor paid so far: the time starts with either).
    """

    code = "payee_cooling_off"
    category = ErrorCategory.REFUSED
    sentence = "This payee is new: for the first time he can be paid only up to a limit."


class PayeeLimitExceeded(Refused):
    """More than the customer himself lets go to the payee; details: `kind` (`payment` or `daily`), `limit`,
    `requested`, and `remaining` of a daily limit.
    """

    code = "payee_limit_exceeded"
    category = ErrorCategory.REFUSED
    sentence = "The amount is above the limit you have set for this payee."


class PayeeIsOwnAccount(Refused):
    """The account to be saved as a payee is the customer's own."""

    code = "payee_is_own_account"
    category = ErrorCategory.REFUSED
    sentence = "This account is your own: you can pay into it without saving it."


class PayeeAlreadySaved(StateConflict):
    """The account is among the customer's payees; details: `beneficiary_id`."""

    code = "payee_already_saved"
    category = ErrorCategory.CONFLICT
    sentence = "You have saved this payee already."


class TooManyPayees(StateConflict):
    """The customer has as many saved payees as the bank keeps for one; details: `limit`."""

    code = "too_many_payees"
    category = ErrorCategory.CONFLICT
    sentence = "You have saved as many payees as the bank keeps. Remove one first."
