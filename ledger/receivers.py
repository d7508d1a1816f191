"""What the ledger does when the database has been migrated: the chart of the bank's own currency."""

from __future__ import annotations

from django.conf import settings

from ledger.services import ensure_chart


def create_chart(**kwargs: object) -> None:
    """Make sure that the bank's own accounts exist in its default currency."""
    ensure_chart(settings.DEFAULT_CURRENCY)
