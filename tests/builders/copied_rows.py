"""Many rows of any table of the bank from one of its own: for tests of what a page reads of large tables.

PostgreSQL only. The copies keep what the schema calls unique and nothing else:
nobody may read meaning into such rows, they only take room, in the tables and in every index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import connection, models

FIRST_COPY: Final = 10_000_000
"""Numbers of copies begin here: rows of tests have smaller ones."""


def lift_rules(tables: Sequence[str]) -> None:
    """Let rows of the tables be written past triggers, foreign keys and checks, until the test is rolled back."""
    with connection.cursor() as cursor:
        # What is to be checked later would forbid changes of its table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')


def copy_rows(
    model: type[models.Model], count: int, *, newest: bool = False, each_a_persons: bool = False
) -> int:
    """Copy the oldest or newest row of a table `count` times, each an hour older than the one before.

    What must be unique is made so by the number of the copy. All copies are of the same person and account as the row
    itself, unless `each_a_persons` makes each somebody else's. An empty table stays empty, and so does one that has no
    room for many. Returns how many copies were made.
    """
    table, varied = model._meta.db_table, _varied_columns(model)
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    if each_a_persons:
        varied |= {str(field.column) for field in fields if field.related_model is get_user_model()}
    if any(isinstance(field, models.SmallIntegerField) and field.column in varied for field in fields):
        return 0
    columns = [field.column for field in fields]
    values = [
        f'CASE WHEN sample."{field.column}" IS NOT NULL THEN {_value(field, field.column in varied)} END'
        for field in fields
    ]
    order = "DESC" if newest else "ASC"
    quoted = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(values)} FROM'
            f' (SELECT * FROM "{table}" ORDER BY "{model._meta.pk.column}" {order} LIMIT 1) sample,'
            f" generate_series(1, {count}) AS copy",
        )
        copied: int = cursor.rowcount
        cursor.execute(f'ANALYZE "{table}"')
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    return copied


def _varied_columns(model: type[models.Model]) -> set[str]:
    """Return one column of each unique index, so that no two copies are the same to it."""
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    varied: set[str] = set()
    for columns in _unique_indexes(model._meta.db_table):
        if varied.isdisjoint(columns):
            varied.add(min(columns, key=lambda column: _preference(fields[column])))
    return varied


def _preference(field: models.Field[Any, Any]) -> int:
    """Return how gladly a column is varied: a number rather than whose row it is, and that rather than a name."""
    if field.is_relation:
        return 3
    if isinstance(field, models.SmallIntegerField):
        return 9  # it has not room for many
    kinds = (models.IntegerField, models.BinaryField, models.UUIDField, models.ForeignKey, models.CharField)
    return next((place for place, kind in enumerate(kinds) if isinstance(field, kind)), 8)


def _unique_indexes(table: str) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(DISTINCT a.attname::text) FROM pg_index i"
            # Columns of an index, and those that its expressions are made of.
            " LEFT JOIN pg_depend d ON d.objid = i.indexrelid AND d.refobjid = i.indrelid AND 0 = ANY (i.indkey)"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid"
            " AND (a.attnum = ANY (i.indkey) OR a.attnum = d.refobjsubid) AND a.attnum > 0"
            " WHERE i.indrelid = %s::regclass AND i.indisunique GROUP BY i.indexrelid ORDER BY count(*)",
            [f'"{table}"'],
        )
        return [list(columns) for (columns,) in cursor.fetchall()]


def _value(field: models.Field[Any, Any], varies: bool) -> str:
    column = field.column
    if not varies:
        # Older and older, as numbers of copies rise: the order of time is not the order of the table.
        moment = isinstance(field, models.DateTimeField)
        return f'sample."{column}"' + (" - copy * interval '1 hour'" if moment else "")
    if field.is_relation or isinstance(field, models.IntegerField):
        return f"{FIRST_COPY} + copy"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, models.BinaryField):
        return f"sha256(('{column}' || copy)::bytea)"
    if isinstance(field, models.DateField):
        return f'sample."{column}" - copy'
    kept = max((field.max_length or 64) - 10, 0)
    return f"left(sample.\"{column}\", {kept}) || '~' || copy"
