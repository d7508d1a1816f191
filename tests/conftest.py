"""What the whole suite shares: the running bank, the record of proofs, and which tests an engine can run."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = [
    "tests.template_databases",
    "tests.append_only_tables",
    "tests.live_server",
    "tests.proof_plugin",
]

TESTS = Path(__file__).parent
# A folder that says what its tests are.
MARKER_OF_FOLDER = {"concurrency": "concurrency", "journeys": "journey"}
# Run by steps of `make test` that name the folder: a test marked so elsewhere would be run by none.
ONLY_IN_THEIR_FOLDERS = ("browser", "concurrency")
# Folders of pure functions and of source code: without a database of their own they are the same on every engine.
ENGINE_FREE_FOLDERS = {"unit", "architecture"}
# Folders whose tests wait for servers and other processes. Begun last, one of them would keep a single core busy.
SLOW_FOLDERS = ("documents", "journeys", "properties", "security", "tooling")
NEEDS_A_DATABASE = {"django_db", "postgresql"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the folders above; on SQLite skip, by name, what needs a real PostgreSQL."""
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    needs_postgresql = pytest.mark.skip(reason="needs PostgreSQL: set TEST_DATABASE_URL, or run make test")
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        if folder in MARKER_OF_FOLDER:
            item.add_marker(MARKER_OF_FOLDER[folder])
        for marker in ONLY_IN_THEIR_FOLDERS:
            if item.get_closest_marker(marker) and folder != marker:
                raise pytest.UsageError(f"{item.nodeid} is marked {marker}, but not in tests/{marker}.")
        if folder in ENGINE_FREE_FOLDERS and not NEEDS_A_DATABASE & {
            mark.name for mark in item.iter_markers()
        }:
            item.add_marker("any_engine")
        if on_sqlite and (item.get_closest_marker("postgresql") or item.get_closest_marker("concurrency")):
            item.add_marker(needs_postgresql)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_is_quick)


def _is_quick(item: pytest.Item) -> bool:
    return item.path.relative_to(TESTS).parts[0] not in SLOW_FOLDERS


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among what was made while collecting: a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _forget_rows_that_a_test_took_back() -> Iterator[None]:
    """What a test made is rolled back or flushed: the next test must not remember the numbers of its rows."""
    yield
    from ledger.services import forget_bank_accounts
    from notifications.services import forget_subscriptions

    forget_bank_accounts()
    forget_subscriptions()
