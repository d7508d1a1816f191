"""Rules of lending that an operator sets by environment."""

from __future__ import annotations

from core_banking.settings.components.environment import env

LOAN_QUOTES_PER_MINUTE = env.int("LOAN_QUOTES_PER_MINUTE", default=0)
