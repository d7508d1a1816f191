"""What the bank refuses when money is to move."""

from __future__ import annotations

from accounts.errors import KycRequired
from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class KycRequiredToTransact(KycRequired):
    """The customer's identity is not verified, or banking is suspended; same code as on opening an account."""

    sentence = "KYC verification required to perform transactions. Please complete KYC verification."


class UnknownAccount(Refused):
    """There is no such account to pay into."""

    code = "unknown_account"
    category = ErrorCategory.REFUSED
    sentence = "There is no account with that number."


class SameAccount(Refused):
    """Both sides of a transfer are one account."""

    code = "same_account"
    category = ErrorCategory.REFUSED
    sentence = "Money cannot be transferred to the account it comes from."


class CurrencyMismatch(Refused):
    """The two accounts are kept in different currencies."""

    code = "currency_mismatch"
    category = ErrorCategory.REFUSED
    sentence = "The two accounts are kept in different currencies."


class AmountInOtherCurrency(CurrencyMismatch):
    """The amount is named in another currency than the account is kept in; details: `currency` of the account."""

    sentence = "The account is kept in another currency."


class AccountNotActive(Refused):
    """One of the accounts takes part in no movement now.

    Details: `account_number`, and `status` for its owner and for staff.
    """

    code = "account_not_active"
    category = ErrorCategory.REFUSED
    sentence = "The account is not active."


class TermDepositLocked(Refused):
    """The money of a fixed deposit stays until maturity; taking it out before is an early withdrawal of its own."""

    code = "term_deposit_locked"
    category = ErrorCategory.REFUSED
    sentence = "This is a fixed deposit: its money is paid out at maturity, or by an early withdrawal."


class TermDepositFunded(Refused):
    """A fixed deposit takes money once; its term runs from then on."""

    code = "term_deposit_funded"
    category = ErrorCategory.REFUSED
    sentence = "This fixed deposit is funded: no more money can be added to it."


class SingleLimitExceeded(Refused):
    """The amount is above what one movement may be; details: `limit`, `requested`."""

    code = "single_limit_exceeded"
    category = ErrorCategory.REFUSED
    sentence = "The amount is above the limit of a single transaction."


class DailyLimitExceeded(Refused):
    """More would leave the account in one day than its limit; details: `limit`, `remaining`, `requested`."""

    code = "daily_limit_exceeded"
    category = ErrorCategory.REFUSED
    sentence = "The amount is above what is left of the day's limit."


class IdempotencyKeyExpired(StateConflict):
    """The key belongs to a transaction whose stored answer is gone; details: `transaction_id`."""

    code = "idempotency_key_expired"
    category = ErrorCategory.CONFLICT
    sentence = "This idempotency key was used long ago; its transaction is already in the books."
