"""The life of an account: which action leads from which status to which. One table, no effects."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from accounts.contracts import AccountStatus


class AccountAction(StrEnum):
    """What is done to an account's status: by staff, by its owner (to close or wake it), or by the bank itself."""

    ACTIVATE = "ACTIVATE"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"
    CLOSE = "CLOSE"
    MATURE = "MATURE"
    MAKE_DORMANT = "MAKE_DORMANT"
    REACTIVATE = "REACTIVATE"


FREEZABLE: Final = frozenset({AccountStatus.ACTIVE, AccountStatus.DORMANT, AccountStatus.MATURED})
CLOSABLE: Final = FREEZABLE | {AccountStatus.PENDING}

_ONE_WAY: Final = {
    AccountAction.ACTIVATE: (AccountStatus.PENDING, AccountStatus.ACTIVE),
    AccountAction.MATURE: (AccountStatus.ACTIVE, AccountStatus.MATURED),
    AccountAction.MAKE_DORMANT: (AccountStatus.ACTIVE, AccountStatus.DORMANT),
    AccountAction.REACTIVATE: (AccountStatus.DORMANT, AccountStatus.ACTIVE),
}
"""Actions that lead from one status to one other."""


def status_after(
    action: AccountAction, status: AccountStatus, *, before_freeze: AccountStatus | None = None
) -> AccountStatus | None:
    """Return the status an action leads to, or None if the present status does not allow it.

    Unfreezing leads back to `before_freeze`: a dormant or matured account does not wake up by being frozen.
    A frozen account is never closed, and nothing leads out of CLOSED.
    """
    if action in _ONE_WAY:
        before, after = _ONE_WAY[action]
        return after if status is before else None
    if action is AccountAction.FREEZE:
        return AccountStatus.FROZEN if status in FREEZABLE else None
    if action is AccountAction.UNFREEZE:
        return before_freeze if status is AccountStatus.FROZEN else None
    return AccountStatus.CLOSED if status in CLOSABLE else None
