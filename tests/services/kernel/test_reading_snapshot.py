"""All that is read in a snapshot is of one moment, and whoever writes meanwhile does not wait for it."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection

from core_banking.kernel.db import reading_snapshot
from ledger.models import JournalEntry
from operations.books_health import prove_books
from tests.services.ledger.books import TELLER, account

pytestmark = pytest.mark.django_db(transaction=True)


def _beside(deed: object) -> None:
    def run() -> None:
        try:
            deed()  # type: ignore[operator]
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_what_is_written_meanwhile_is_not_seen_until_the_snapshot_ends() -> None:
    account(balance_minor=5)
    with reading_snapshot():
        assert JournalEntry.objects.count() == 1
        _beside(lambda: account(balance_minor=7))
        assert JournalEntry.objects.count() == 1
        if connection.vendor == "postgresql":
            with pytest.raises(DatabaseError, match="read-only"):
                JournalEntry.objects.update(description="Changed")
            connection.needs_rollback = True
    assert JournalEntry.objects.count() == 2
    prove_books(actor=TELLER)  # the connection is as it was: a use case opens its own transaction
