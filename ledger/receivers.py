"""What the ledger does when the database has been migrated: the chart of each currency of the book."""

from __future__ import annotations

from django.conf import settings

from ledger.selectors import currencies_of_the_book
from ledger.services import ensure_chart


def create_chart(**kwargs: object) -> None:
    """Complete the bank's own accounts in its default currency and in each that it already keeps books in."""
    for currency in sorted({settings.DEFAULT_CURRENCY, *currencies_of_the_book()}):
        ensure_chart(currency)
