"""Every command and every request of the documentation, run in order on a real bank, with the answers it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.conftest import OpenShell
from tests.documents.pages import Page, all_pages

PAGES = all_pages()

NOT_RUN = {
    "how-to/back-up-and-restore.md": ["the test makes a database of its own, and names it RESTORED"],
    "fraud.md": ["takes minutes; tests/benchmarks runs it smaller"],
    "how-to/export-the-books.md": [
        "Beancount is a program of its own; the test suite runs it on every export"
    ],
    "how-to/go-to-production.md": [
        "needs Docker",
        "installs packages of the operating system and from the package index",
        "needs the operating system's user postgres",
        "the test has a database of its own",
        "writes into the repository's folder",
    ],
    "how-to/rotate-keys.md": ["restarts the servers of a real bank"],
    "keys.md": ["how-to/rotate-keys.md runs it", "how-to/erase-a-customer.md runs it"],
    "performance.md": ["takes minutes, and measures nothing beside other work"] * 3,
    "tutorial.md": ["clones from the network, and serves until it is stopped"],
    "webhooks.md": [
        "the bank sends it; how-to/receive-webhooks.md receives one",
        "a piece of the program in how-to/receive-webhooks.md",
        "serves until it is stopped",
    ],
}
"""The blocks of each page that are not run, and why: a new one is a line here that somebody reads."""


@pytest.mark.parametrize(
    "page",
    [
        # Pages that differ with the engine are run on both.
        pytest.param(
            page,
            id=page.name,
            marks=() if any(block.engine for block in page.blocks) else (pytest.mark.any_engine,),
        )
        for page in PAGES
        if any(not block.not_run for block in page.blocks)
    ],
)
def test_a_page_does_what_it_says(page: Page, open_shell: OpenShell, tmp_path: Path) -> None:
    with open_shell(tmp_path, page) as shell:
        shell.run_page(page)


@pytest.mark.any_engine
def test_what_is_not_run_is_listed() -> None:
    not_run = {page.name: [block.not_run for block in page.blocks if block.not_run] for page in PAGES}

    assert {name: reasons for name, reasons in not_run.items() if reasons} == NOT_RUN
