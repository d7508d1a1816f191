"""The life of an account: which action leads from which status to which. One table, no effects."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from accounts.contracts import AccountStatus


class AccountAction(StrEnum):
    """What staff (or, for closing, the owner) does to an account's status."""

    ACTIVATE = "ACTIVATE"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"
    CLOSE = "CLOSE"


FREEZABLE: Final = frozenset({AccountStatus.ACTIVE, AccountStatus.DORMANT, AccountStatus.MATURED})
CLOSABLE: Final = FREEZABLE | {AccountStatus.PENDING}


def status_after(
    action: AccountAction, status: AccountStatus, *, before_freeze: AccountStatus | None = None
) -> AccountStatus | None:
    """Return the status an action leads to, or None if the present status does not allow it.

    Unfreezing leads back to `before_freeze`: a dormant or matured account does not wake up by being frozen.
    A frozen account is never closed, and nothing leads out of CLOSED.
    """
    if action is AccountAction.ACTIVATE:
        return AccountStatus.ACTIVE if status is AccountStatus.PENDING else None
    if action is AccountAction.FREEZE:
        return AccountStatus.FROZEN if status in FREEZABLE else None
    if action is AccountAction.UNFREEZE:
        return before_freeze if status is AccountStatus.FROZEN else None
    return AccountStatus.CLOSED if status in CLOSABLE else None
