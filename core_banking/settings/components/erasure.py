"""Who is asked before a former customer is made unreadable, and who forgets him then."""

from __future__ import annotations

# By dotted name, since accounts and loans live on a floor above: each returns what of a customer's is still running.
RUNNING_BUSINESS = [
    "accounts.selectors.running_accounts",
    "loans.selectors.running_loans",
]

# The same way: each forgets, in the erasure's transaction, what names the person in its own tables.
FORGETS_PERSON = [
    "notifications.services.forget_messages",
    "fraud.services.erasure.forget_screened_name",
    "transactions.services.forget_orderer",
    "support.services.forget_writer",
    "planning.services.forget_goals",
    "planning.services.forget_planner",
]
