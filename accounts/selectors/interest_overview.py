"""The interest of one account, as its owner and staff see it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from accounts.contracts import AccountCard, AccountStatus, InterestOverview
from accounts.interest_accrual import next_posting_date
from accounts.models import AccountProduct
from accounts.selectors.accounts import account_for
from accounts.selectors.interest import accrued_so_far, newest_postings
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor

_POSTINGS_SHOWN: Final = 24
_AT_ITS_END: Final = frozenset({AccountStatus.PENDING, AccountStatus.MATURED, AccountStatus.CLOSED})


def interest_of(actor: Actor, account_id: int) -> InterestOverview:
    """Return terms, accrued interest and the newest postings. Raises what `account_for` raises."""
    account = account_for(actor, account_id)
    so_far = accrued_so_far([account_id]).get(account_id)
    product = AccountProduct.objects.values_list("withholding_tax_ppm", flat=True)
    return InterestOverview(
        card=account.card,
        withholding_tax_ppm=product.get(pk=account.card.product_id),
        accrued_minor=account.accrued_interest_minor,
        accrued_through=so_far.last_night if so_far else None,
        next_posting_date=_next_posting_date(account.card),
        postings=newest_postings(account_id, _POSTINGS_SHOWN),
    )


def _next_posting_date(card: AccountCard) -> dt.date | None:
    if card.status in _AT_ITS_END or not card.annual_rate_ppm:
        return None
    if card.term is not None and card.term.maturity_date is None:
        return None
    maturity_date = card.term.maturity_date if card.term else None
    return next_posting_date(card.interest_posting, clock.business_date(), maturity_date)
