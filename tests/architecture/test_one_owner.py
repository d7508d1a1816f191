"""Some things have exactly one owner: database transactions, and the reading of the clock."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import SourceFile, dotted_name, imported_names, source_files

TRANSACTION_OWNER = "core_banking/kernel/db.py"
CLOCK_OWNER = "core_banking/kernel/clock.py"

WALL_CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "time.time",
    "time.time_ns",
    "time.gmtime",
    "time.localtime",
}
CLOCK_IMPORTS = {"time.time", "time.time_ns", "django.utils.timezone.now", "django.db.models.functions.Now"}


def importers_of_transactions(files: tuple[SourceFile, ...]) -> list[str]:
    return [
        file.path
        for file in files
        if any(n.startswith("django.db.transaction") for n in imported_names(file.tree))
    ]


def readings_of_the_clock(tree: ast.AST) -> list[str]:
    names = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (name := ".".join(dotted_name(node).split(".")[-2:])) in WALL_CLOCKS
    ]
    names += [name for name in imported_names(tree) if name in CLOCK_IMPORTS]
    names += [
        f"{node.arg}="
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}
    ]
    return names


def test_only_the_kernel_opens_database_transactions() -> None:
    assert importers_of_transactions(source_files()) == [TRANSACTION_OWNER]


def test_only_the_clock_reads_the_wall_clock() -> None:
    readers = {file.path: found for file in source_files() if (found := readings_of_the_clock(file.tree))}

    assert list(readers) == [CLOCK_OWNER], readers


@pytest.mark.parametrize(
    "source",
    [
        "from django.db import transaction",
        "import django.db.transaction",
        "from django.db.transaction import atomic",
        "def f():\n    from django.db import connection, transaction",
    ],
)
def test_the_search_for_transactions_sees(source: str) -> None:
    planted = SourceFile("planted.py", ast.parse(source), 1)

    assert importers_of_transactions((planted,)) == ["planted.py"]


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now",
        "import time\ntime.time()",
        "from time import time",
        "date.today()",
        "field(default_factory=timezone.now)",
        "models.DateTimeField(auto_now_add=True)",
        "from django.db.models.functions import Now",
    ],
)
def test_the_search_for_clocks_sees(source: str) -> None:
    assert readings_of_the_clock(ast.parse(source))
