"""Rules of fraud scoring and screening that an operator sets by environment."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from core_banking.settings.components.environment import env

# How the rules of fraud scoring arrive in a new bank: they count (ON), or are computed and kept without counting.
FRAUD_SHIPPED_RULES = env("FRAUD_SHIPPED_RULES", default="ON")
if FRAUD_SHIPPED_RULES not in ("ON", "SHADOW"):
    raise ImproperlyConfigured(f"FRAUD_SHIPPED_RULES is {FRAUD_SHIPPED_RULES!r}: give ON or SHADOW.")

# Who releases or declines a held payment once its alert is resolved, by dotted name: movements live on a floor above.
HELD_PAYMENT_CARRIER = "transactions.services.decide_held_payment"

# From which likeness on, of 100, a name is taken for one that may be a listed one.
NAME_MATCH_AT = env.int("NAME_MATCH_AT", default=85)

# A sign-in from an unknown device and network raises an alert after so many failures within a day; 0: never.
LOGIN_ANOMALY_AFTER_FAILURES = env.int("LOGIN_ANOMALY_AFTER_FAILURES", default=3)
# So many failed sign-ins, each within a day of the one before, raise one by themselves; 0: never.
LOGIN_ANOMALY_FAILURES_IN_A_ROW = env.int("LOGIN_ANOMALY_FAILURES_IN_A_ROW", default=10)
