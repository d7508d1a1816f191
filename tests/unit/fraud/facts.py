"""Facts as scoring takes them from a movement, for tests of single rules."""

from __future__ import annotations

from typing import Any, Final

from fraud.contracts import Facts, RuleKind
from fraud.rules import Finding
from fraud.shipped_rules import DEFINITIONS, shipped_rule

_QUIET: Final[dict[str, Any]] = {
    "origin": "CUSTOMER",
    "movement": "TRANSFER",
    "at": 1_780_000_000,
    "local_hour": 12,
    "amount": 10_000,
    "currency": "USD",
    "unit": 100,
    "pays_out": True,
    "to_oneself": False,
    "balance": 1_000_000,
    "available": 1_000_000,
    "single_limit": 0,
    "daily_limit": 0,
    "spent_today": 0,
    "listed_name": False,
    "idle_s": 3_600,
    "like_amounts": "",
    "has_payee": True,
    "payee_saved": False,
    "payee_known_s": None,
    "has_device": False,
    "has_network": False,
}


def facts(**changed: Any) -> Facts:
    """Return the facts of a transfer of 100.00 out of 10,000.00 to a new payee, with changes."""
    return {**_QUIET, **changed}


def finding(kind: RuleKind, changed: dict[str, Any], **parameters: int) -> Finding | None:
    """Return what a rule finds under its shipped thresholds, or others."""
    return DEFINITIONS[kind].find(facts(**changed), {**shipped_rule(kind).parameters, **parameters})
