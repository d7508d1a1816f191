"""Reads for dormancy: which accounts their owners have not used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db.models import F, Q

from accounts.contracts import AccountType
from accounts.selectors import accounts_in_use_since_before
from core_banking.kernel import clock
from transactions.contracts import AUTOMATIC_SAVING, TransactionType
from transactions.models import Transaction

_BY_THE_BANK = (TransactionType.FEE.value, TransactionType.INTEREST.value, "REVERSAL")


def dormancy_begins_before(today: dt.date) -> dt.datetime:
    """Return the instant before which an account must have been used last to fall asleep on a business date."""
    return clock.start_of_business_date(today - dt.timedelta(days=settings.DORMANT_AFTER_DAYS))


def used_since(account_ids: Collection[int], instant: dt.datetime) -> set[int]:
    """Return those accounts that their owners, or staff for them, have moved money of since an instant.

    What goes out is always ordered for the owner, fees and the bank's corrections apart; of what comes in, a deposit
    and a transfer of his own are. What others pay in, interest, and what a rule saves keep no account awake.
    """
    lately = (
        Transaction.objects.filter(transaction_date__gte=instant)
        .exclude(transaction_type__in=_BY_THE_BANK)
        .exclude(description=AUTOMATIC_SAVING, to_account__account_type=AccountType.POT.value)
    )
    out = lately.filter(from_account_id__in=account_ids)
    own_in = lately.filter(
        Q(transaction_type=TransactionType.DEPOSIT.value) | Q(from_customer_id=F("to_customer_id")),
        to_account_id__in=account_ids,
    )
    return {
        *out.values_list("from_account_id", flat=True).distinct(),
        *own_in.values_list("to_account_id", flat=True).distinct(),
    }


def unused_accounts(today: dt.date, *, after_id: int = 0, limit: int = 500) -> tuple[list[int], int | None]:
    """Return accounts that fall asleep on a business date, and where to look on; None when all were looked at."""
    instant = dormancy_begins_before(today)
    looked_at = accounts_in_use_since_before(instant, after_id=after_id, limit=limit)
    if not looked_at:
        return [], None
    awake = used_since(looked_at, instant)
    return [account_id for account_id in looked_at if account_id not in awake], looked_at[-1]
