"""Take a lock, a re-check or a constraint out of the database for a control run, and put it back afterwards.

A race that nobody could lose proves nothing. Each race has a control run without what protects it, which the same
checker must find wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection

from tests.append_only_tables import empty_all_tables

Replacements = Sequence[tuple[str, str]]
"""Regular expressions over a function's source, each with what takes the place of what it finds."""

WITHOUT_ROW_LOCKS: Replacements = [(r"FOR NO KEY UPDATE", "")]
SLOWLY_AFTER_THE_CHECKS: Replacements = [
    (r"posted_entry_id := nextval", "PERFORM pg_sleep(0.25);\n    posted_entry_id := nextval")
]
WITHOUT_THE_PAYEES_VERSION: Replacements = [
    (r"IF payee_version IS DISTINCT FROM p_payee_version THEN", "IF FALSE THEN")
]
"""A first payment to somebody changes how payer and payee stand, so that a second one at once is decided again."""
WITHOUT_THE_PROFILES_VERSION: Replacements = [(r"WHERE profile\.version = p_version", "")]
"""What a movement teaches its account's profile, so that a second one at once is scored and decided again."""
POSTING_A_MOVEMENT, POSTING_AN_ENTRY = "transactions_post_v2", "ledger_post_entry_v"
"""The posting calls; the one that keeps scores calls that of movements."""
LEARNING = "fraud_learn_v"


@contextmanager
def sabotaged(
    functions: Mapping[str, Replacements] | None = None, without: Sequence[str] = ()
) -> Iterator[None]:
    """Change the source of functions and drop constraints or unique indexes by name, for a `with` block.

    Everything written meanwhile may be wrong, so the tables are emptied before the protection is put back.
    """
    restore: list[str] = []
    try:
        for prefix, replacements in (functions or {}).items():
            restore.append(_replace_in_function(prefix, replacements))
        for name in without:
            restore.append(_drop(name))
        yield
    finally:
        empty_all_tables()
        for statement in reversed(restore):
            _execute(statement)


def _replace_in_function(prefix: str, replacements: Replacements) -> str:
    original = _one(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE %s ORDER BY proname DESC LIMIT 1",
        f"{prefix}%",
    )
    changed = original
    for pattern, replacement in replacements:
        changed, found = re.subn(pattern, replacement, changed, flags=re.DOTALL)
        assert found, f"{prefix} has nothing like {pattern!r} to take away"
    _execute(changed)
    return original


def _drop(name: str) -> str:
    """Drop a constraint, or an index that is unique for some rows only; return how to make it again."""
    definition = _one(
        "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid)) FROM pg_constraint WHERE conname = %s",
        name,
    )
    if definition:
        table = definition.split()[2]
        _execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        return definition
    definition = _one("SELECT indexdef FROM pg_indexes WHERE indexname = %s", name)
    assert definition, f"there is no constraint or index {name}"
    _execute(f'DROP INDEX "{name}"')
    return definition


def _one(query: str, parameter: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, [parameter])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
