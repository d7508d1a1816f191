"""The operator's rules of payments, from the settings to what a decision takes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from transactions.contracts import PaymentRules, PinPolicy


def payment_rules() -> PaymentRules:
    """Return the rules in force."""
    return PaymentRules(
        pin_policy=PinPolicy(settings.TRANSACTION_PIN_POLICY),
        cooling_off=dt.timedelta(hours=settings.PAYEE_COOLING_OFF_HOURS),
        new_payee_limit=settings.NEW_PAYEE_LIMIT,
    )
