"""Giving an account its number, which is unique for ever."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError

from accounts.contracts import NUMBER_PREFIXES, AccountType
from core_banking.kernel import ids
from core_banking.kernel.db import savepoint, within_use_case
from core_banking.kernel.errors import Unavailable

_ATTEMPTS = 10


@within_use_case
def with_new_number(account_type: AccountType, save: Callable[[str], None]) -> str:
    """Call `save` with a random number until one is nobody's, and return it.

    The unique index decides, not a look beforehand, so two accounts never get the same number. Raises
    `Unavailable` when ten numbers in a row are taken, which says that the number range is full.
    """
    for _ in range(_ATTEMPTS):
        number = ids.account_number(NUMBER_PREFIXES[account_type])
        try:
            with savepoint():
                save(number)
        except IntegrityError as error:
            if "account_number" not in str(error):
                raise
        else:
            return number
    raise Unavailable("No account number is free at the moment.")
