"""Account statements: how the bank is named in them, and how often a stranger may have one checked."""

from __future__ import annotations

from core_banking.settings.components.environment import env

# How the bank is known abroad and at home; both appear in the files other banks and programs read, if they are set.
BANK_BIC = env("BANK_BIC", default="")
BANK_ROUTING_NUMBER = env("BANK_ROUTING_NUMBER", default="")

STATEMENT_CHECKS_PER_MINUTE = env.int("STATEMENT_CHECKS_PER_MINUTE", default=0)
