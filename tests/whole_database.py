"""A picture of every table, to show what a request changed and, above all, what it did not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.apps import apps
from django.db import connection

TRACES_OF_REFUSALS = frozenset({"audit_auditlog", "audit_auditseal", "audit_chainhead"})
"""Where a refused request may leave its trace with its seal, and nowhere else."""


@dataclass(frozen=True)
class TablePicture:
    """How many rows a table has and the digest of all of them."""

    rows: int
    digest: str


def picture(*, except_tables: Collection[str] = ()) -> dict[str, TablePicture]:
    """Return the picture of all tables by name, those of the frameworks included."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return {table: _picture_of(table) for table in sorted(tables - set(except_tables))}


def picture_of_money() -> dict[str, TablePicture]:
    """Return the picture of all but the audit trail: what a refused request must leave alone."""
    return picture(except_tables=TRACES_OF_REFUSALS)


def _picture_of(table: str) -> TablePicture:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(
            repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
        )
    return TablePicture(len(rows), sha256("\n".join(rows).encode()).hexdigest())
