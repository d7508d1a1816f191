"""Who is asked before a former customer is made unreadable."""

from __future__ import annotations

# By dotted name, since accounts and loans live on a floor above: each returns what of a customer's is still running.
RUNNING_BUSINESS = [
    "accounts.selectors.running_accounts",
    "loans.selectors.running_loans",
]
