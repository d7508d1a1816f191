"""Rules of fraud scoring and screening that an operator sets by environment."""

from __future__ import annotations

# Who releases or declines a held payment once its alert is resolved, by dotted name: movements live on a floor above.
HELD_PAYMENT_CARRIER = "transactions.services.decide_held_payment"
