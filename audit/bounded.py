"""No reading of the trail holds the database for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection

from audit.errors import SearchTooBroad
from core_banking.kernel.statements import engine

_STOPPED: Final = "57014"


@contextmanager
def bounded_in_time() -> Iterator[None]:
    """Let no reading of the trail hold the database for long. Raises `SearchTooBroad`."""
    if engine() == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {settings.AUDIT_SEARCH_SECONDS * 1000:d}")
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == _STOPPED:
            raise SearchTooBroad from None
        raise
