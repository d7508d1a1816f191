"""Undo what one example of a property wrote, so that the next example starts from the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Run a block inside a test's own transaction and undo all of it, whatever it committed."""
    block = transaction.atomic()
    # As the transaction around a test: the durable transactions of use cases may open inside.
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)
