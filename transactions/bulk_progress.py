"""How far an all-or-nothing bulk transfer has come, told while its one transaction is still open.

On PostgreSQL by a second connection, whose own short commits everybody sees at once. SQLite has one writer, and that
is the transaction itself: there a bulk transfer runs from nothing processed to all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections

from core_banking.kernel import clock
from core_banking.kernel.statements import engine

Report = Callable[[int], None]

_TELL: Final = (
    "UPDATE transactions_bulktransfer SET processed_count = %s, progressed_at = %s"
    " WHERE id = %s AND status = 'RUNNING'"
)


@contextmanager
def progress_told(bulk_transfer_id: int) -> Iterator[Report]:
    """Yield a function that tells how many lines have been processed; its row must not be locked meanwhile."""
    if engine() != "postgresql":
        yield lambda processed: None
        return
    second = connections[DEFAULT_DB_ALIAS].copy()

    def tell(processed: int) -> None:
        with second.cursor() as cursor:
            cursor.execute(_TELL, [processed, clock.now(), bulk_transfer_id])

    try:
        yield tell
    finally:
        second.close()
