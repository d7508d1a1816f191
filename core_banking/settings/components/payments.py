"""Rules of payments that an operator sets by environment: PIN, new payees, holds, reversals, bulk, standing orders."""

from __future__ import annotations

from core_banking.settings.components.environment import env

# when_set: asked of customers who have one; always: nobody pays without; never: not asked.
TRANSACTION_PIN_POLICY = env("TRANSACTION_PIN_POLICY", default="when_set")
