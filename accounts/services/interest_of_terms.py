"""The interest of a fixed deposit at the end of its term: paid out of what has accrued."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from accounts.contracts import InterestSettlement, TermPayout
from accounts.interest_nights import NIGHT
from accounts.selectors.interest import owed_minor, paid_in_term_minor
from accounts.services.interest_accrual import accrue_what_is_missing, lock_accruals
from accounts.services.interest_posting import Settlement, settle
from accounts.services.term_deposits import RunningTerm
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case


@within_use_case
def settle_term(*, actor: Actor, running: RunningTerm, payout: TermPayout, ended_on: dt.date) -> TermPayout:
    """Pay what a term has come to and was not posted before; return the payout with the tax kept back of that.

    The nights that the close of business has not come to yet accrue first, or they would once more when the deposit is
    closed. Then that is what the bank owes in its book to the minor unit; where it is not, as before the bank's first
    close, the rest is interest expense of the day. The term and its money are locked. Raises the refusals of the
    movement.
    """
    account = running.account
    last_night = min(ended_on, running.maturity_date) - NIGHT
    lock_accruals([account.id])
    accrue_what_is_missing(actor, account.id, last_night)
    owed = owed_minor(account.id)
    rest = max(0, payout.interest_minor - paid_in_term_minor(account.id, running.started_on))
    if not owed and not rest:
        return payout
    posted = settle(
        actor=actor,
        settlement=Settlement(
            account=account,
            payee=account if rest else None,
            how=InterestSettlement.TERM_END if rest else InterestSettlement.FORGONE,
            period_end=last_night,
            gross_minor=owed,
            beyond_minor=rest - owed,
            term_started_on=running.started_on,
        ),
    )
    return replace(payout, tax_minor=posted.tax_minor)
