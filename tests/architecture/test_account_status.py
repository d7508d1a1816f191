"""The status of an account has one writer: the step that walks the table of `accounts.lifecycle`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

import pytest

from tests.architecture.source_tree import SourceFile, calls, dotted_name, source_files

STEP: Final = "accounts/services/status.py"
BIRTH: Final = "accounts/services/opening.py"
_WRITING_CALLS: Final = (
    "Account",
    "create",
    "update",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "setattr",
)


def writes_of_status(file: SourceFile) -> list[str]:
    """Return how a file of the accounts app sets a status: by assignment, by a write of rows, or in SQL."""
    found = [
        "assigned"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store)
    ]
    found += [
        f"{dotted_name(call.func)}(status=…)"
        for call in calls(file.tree)
        if dotted_name(call.func).rpartition(".")[2] in _WRITING_CALLS
        and any(keyword.arg == "status" for keyword in call.keywords)
    ]
    return found + [
        "in SQL"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "update accounts_account " in " ".join(node.value.lower().split())
    ]


def writers(files: Iterable[SourceFile]) -> dict[str, list[str]]:
    return {
        file.path: found
        for file in files
        if file.path.startswith("accounts/") and (found := writes_of_status(file))
    }


def test_only_the_opening_and_the_one_step_set_a_status() -> None:
    found = writers(source_files())

    assert set(found) == {STEP, BIRTH}, found
    assert found[STEP] == ["assigned"]
    assert set(found[BIRTH]) <= {"Account(status=…)", "Account.objects.create(status=…)"}


def test_no_other_app_can_reach_the_rows() -> None:
    """Apps are entered by their front doors (the import contracts), and no SQL elsewhere updates an account."""
    elsewhere = [file for file in source_files() if not file.path.startswith("accounts/")]

    assert [file.path for file in elsewhere if "in SQL" in writes_of_status(file)] == []


@pytest.mark.parametrize(
    "source",
    [
        "account.status = 'ACTIVE'",
        "account.status, account.reason = new, why",
        "Account.objects.filter(pk=1).update(status='CLOSED')",
        "Account(status='ACTIVE')",
        "cursor.execute('UPDATE accounts_account SET status = 1')",
        "cursor.execute('UPDATE\\n  accounts_account\\n  SET status = 1')",
    ],
)
def test_the_search_sees(source: str) -> None:
    assert writers([SourceFile("accounts/planted.py", ast.parse(source), 1)])
