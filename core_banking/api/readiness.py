"""Whether the bank can work: the database answers and holds every migration this code was written for, and the
settings hold the keys it was written with.
"""

from __future__ import annotations

import functools
import logging

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core_banking.kernel.key_canaries import check_keys

logger = logging.getLogger(__name__)


def reasons_not_ready() -> list[str]:
    """Return why the bank cannot work just now, in words that give nothing away; empty when it can."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("Not ready: the database does not answer (%s).", type(error).__name__)
        return ["database"]
    if not _migrations_of_this_code() <= set(applied):
        return ["migrations"]
    for sentence in (faults := check_keys()):
        logger.error("Not ready: %s", sentence)
    return ["keys"] if faults else []


@functools.cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {name for migration in on_disk.values() for name in migration.replaces}
    return frozenset(on_disk) - replaced
