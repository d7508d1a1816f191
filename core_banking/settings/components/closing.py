"""The bank's day: how the business date moves, and its close."""

from __future__ import annotations

from core_banking.settings.components.environment import env

# On: a new day of the clock is a new business day even before the last one was closed. Off: the business date moves by
# the close of business alone.
BUSINESS_DATE_FOLLOWS_CLOCK = env.bool("BUSINESS_DATE_FOLLOWS_CLOCK", default=False)
# Whether the business date may be moved ahead of the clock, by API: for testers only.
TIME_MACHINE = env.bool("TIME_MACHINE", default=False)
# How many minutes after it failed the worker tries again what the close of business had to set aside.
CLOSING_RETRY_MINUTES = env.int("CLOSING_RETRY_MINUTES", default=60)

# How often the worker proves the books from their rows, for `/api/ledger/health/` and `/metrics`; 0 for never.
BOOKS_PROVEN_EVERY_HOURS = env.int("BOOKS_PROVEN_EVERY_HOURS", default=24)

# `/metrics` answers whoever sends this token (`Authorization: Bearer …`), or calls from one of these addresses or
# networks (10.1.0.0/16). With neither there is no such address.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_ALLOWED_ADDRESSES = env.list("METRICS_ALLOWED_ADDRESSES", default=[])
