"""Rules of lending that an operator sets by environment."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from core_banking.settings.components.environment import env

LOAN_QUOTES_PER_MINUTE = env.int("LOAN_QUOTES_PER_MINUTE", default=0)

# A loan that is past due is in the bucket of up to so many days, or above the last: 1-30, 31-60, 61-90, 90+.
ARREARS_BUCKETS = env.list("ARREARS_BUCKETS", cast=int, default=[30, 60, 90])
if not ARREARS_BUCKETS or sorted({bound for bound in ARREARS_BUCKETS if bound > 0}) != ARREARS_BUCKETS:
    raise ImproperlyConfigured("ARREARS_BUCKETS are days above 0, each more than the one before.")

# Days before a due date on which the borrower is reminded; 0 reminds nobody.
LOAN_DUE_SOON_DAYS = env.int("LOAN_DUE_SOON_DAYS", default=3)
