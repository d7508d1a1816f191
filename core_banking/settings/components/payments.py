"""Rules of payments that an operator sets by environment: PIN, new payees, holds, reversals, bulk, standing orders."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from core_banking.kernel.money import InvalidAmount, read_amount
from core_banking.settings.components.environment import env

_PIN_POLICIES = ("when_set", "always", "never")


def _one_of(name: str, choices: tuple[str, ...]) -> str:
    """Return a setting that has its choices, the first by default. Raises `ImproperlyConfigured`."""
    written: str = env(name, default=choices[0])
    if written not in choices:
        raise ImproperlyConfigured(f"{name} is {written!r}: give one of {', '.join(choices)}.")
    return written


def _amount_or_none(name: str, default: str) -> Decimal | None:
    """Return an amount in major units, or None for an empty one. Raises `ImproperlyConfigured`."""
    written: str = env(name, default=default).strip()
    try:
        return read_amount(written, allow_zero=True) if written else None
    except InvalidAmount as error:
        raise ImproperlyConfigured(f"{name} is {written!r}: {error}") from None


# when_set: asked of customers who have one; always: nobody pays without; never: not asked.
TRANSACTION_PIN_POLICY = _one_of("TRANSACTION_PIN_POLICY", _PIN_POLICIES)

# A payee is new for this long after the customer confirmed him or first paid him, whichever came first.
PAYEE_COOLING_OFF_HOURS = env.int("PAYEE_COOLING_OFF_HOURS", default=24)
# What may go to a payee while he is new, all together, in major units of the account's currency; empty: no limit.
NEW_PAYEE_LIMIT = _amount_or_none("NEW_PAYEE_LIMIT", default="10000.00")
# Attempts of a customer to save a payee: each tells whose account a number is. 0 for no limit.
PAYEE_LOOKUPS_PER_HOUR = env.int("PAYEE_LOOKUPS_PER_HOUR", default=0)
PAYEES_PER_CUSTOMER = env.int("PAYEES_PER_CUSTOMER", default=200)

# How long money is held for a payment that may still come: where nothing is said, and at most.
HOLD_DEFAULT_DAYS = env.int("HOLD_DEFAULT_DAYS", default=7)
HOLD_MAX_DAYS = env.int("HOLD_MAX_DAYS", default=30)

# The longest body of a bulk transfer: ten thousand lines are more than any other request may be.
BULK_TRANSFER_BODY_MAX_BYTES = env.int("BULK_TRANSFER_BODY_MAX_BYTES", default=8 * 1024 * 1024)
BODY_MAX_BYTES_BY_PATH = {"/api/transfers/bulk/": BULK_TRANSFER_BODY_MAX_BYTES}
# A bulk transfer that has made no progress for so long is taken up again, and given up after so many runs.
BULK_TRANSFER_STALLED_SECONDS = env.int("BULK_TRANSFER_STALLED_SECONDS", default=60)
BULK_TRANSFER_MAX_RUNS = env.int("BULK_TRANSFER_MAX_RUNS", default=10)

# A reversal of more than this needs a second member of staff; in major units of the movement's currency.
REVERSAL_FOUR_EYES_ABOVE = env("REVERSAL_FOUR_EYES_ABOVE", cast=Decimal, default=Decimal("1000.00"))

# A standing order that fails is tried again on so many further days.
STANDING_ORDER_RETRIES = env.int("STANDING_ORDER_RETRIES", default=3)
# Days on which the bank does no business: days of the week (SA,SU; none: it does business every day), and the public
# holidays of a country (DE) or a part of one (DE-BY). The bank's own holidays are rows of a table.
BANK_WEEKEND_DAYS = env.list("BANK_WEEKEND_DAYS", default=[])
BANK_HOLIDAYS_COUNTRY = env("BANK_HOLIDAYS_COUNTRY", default="")

# A customer locks a savings goal for so many years at most, and opens so many in a day: each opens an account.
GOAL_LOCK_MAX_YEARS = env.int("GOAL_LOCK_MAX_YEARS", default=10)
GOALS_OPENED_PER_DAY = env.int("GOALS_OPENED_PER_DAY", default=20)

# How long before its maturity the owner of a fixed deposit is told of it.
MATURITY_NOTICE_DAYS = env.int("MATURITY_NOTICE_DAYS", default=7)
# An account whose owner has not moved money for so long falls asleep.
DORMANT_AFTER_DAYS = env.int("DORMANT_AFTER_DAYS", default=365)
