"""The table of an account's life, every cell of it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from accounts.contracts import AccountStatus as S
from accounts.lifecycle import AccountAction as A
from accounts.lifecycle import status_after

ALLOWED = {
    (A.ACTIVATE, S.PENDING): S.ACTIVE,
    (A.FREEZE, S.ACTIVE): S.FROZEN,
    (A.FREEZE, S.DORMANT): S.FROZEN,
    (A.FREEZE, S.MATURED): S.FROZEN,
    (A.CLOSE, S.PENDING): S.CLOSED,
    (A.CLOSE, S.ACTIVE): S.CLOSED,
    (A.CLOSE, S.DORMANT): S.CLOSED,
    (A.CLOSE, S.MATURED): S.CLOSED,
    (A.MATURE, S.ACTIVE): S.MATURED,
    (A.MAKE_DORMANT, S.ACTIVE): S.DORMANT,
    (A.REACTIVATE, S.DORMANT): S.ACTIVE,
}


@pytest.mark.parametrize(
    ("action", "status"), list(itertools.product([a for a in A if a is not A.UNFREEZE], S))
)
def test_an_action_leads_where_the_table_says_or_nowhere(action: Any, status: Any) -> None:
    assert status_after(action, status) == ALLOWED.get((action, status))


@pytest.mark.parametrize("before", [S.ACTIVE, S.DORMANT, S.MATURED])
def test_unfreezing_leads_back_to_what_the_account_was(before: Any) -> None:
    assert status_after(A.UNFREEZE, S.FROZEN, before_freeze=before) is before


@pytest.mark.parametrize("status", [status for status in S if status is not S.FROZEN])
def test_only_a_frozen_account_is_unfrozen(status: Any) -> None:
    assert status_after(A.UNFREEZE, status, before_freeze=S.ACTIVE) is None
