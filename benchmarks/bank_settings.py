"""The bank's production settings, changed only in what is not measured: signing a thousand people in."""

from __future__ import annotations

from core_banking.settings.production import *  # noqa: F403

# One sign-in under the bank's own hasher takes a fifth of a second of a core; nobody signs in while it is measured.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What is measured is a payment to somebody known. With a thousand customers who pay each other at random nearly every
# one would go to a new payee, and what a new payee has got is kept in a row that the recorded script cannot follow.
NEW_PAYEE_LIMIT = None

# Every payment is scored; customers who pay without a pause would all be held, and what is measured is paying.
FRAUD_SHIPPED_RULES = "SHADOW"
