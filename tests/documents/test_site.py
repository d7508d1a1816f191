"""The documentation site is built without a warning, asks no other host for anything, and leaves nothing out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.role_matrix import ROWS
from tests.documents.pages import DOCS, ROOT

pytestmark = pytest.mark.any_engine

# What a browser fetches by itself, as against what a reader may follow.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed|object)\b[^>]*\b(?:src|data|srcset)=["']?(?P<tag>[^"'\s>]+)"""
    r"""|<link\b(?![^>]*rel=["']?(?:canonical|author|next|prev|search|index))[^>]*\bhref=["']?(?P<link>[^"'\s>]+)"""
    r"""|url\(["']?(?P<style>[^"')]+)|@import\s+["'](?P<import>[^"']+)""",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does; any warning of Sphinx fails it."""
    folder = tmp_path_factory.mktemp("site")
    finished = subprocess.run(
        [
            sys.executable,
            "-m",
            "tooling.documents",
            "--output",
            str(folder / "site"),
            "--work",
            str(folder / "src"),
        ],
        cwd=ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return folder / "site"


def test_no_page_fetches_anything_from_another_host(site: Path) -> None:
    texts = {
        path: path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in {".html", ".css"}
    }
    fetched = {
        (path.relative_to(site).as_posix(), next(filter(None, found.groups())))
        for path, text in texts.items()
        for found in FETCHED.finditer(text)
    }

    assert len(texts) > 80
    assert len(fetched) > 100
    assert [each for each in sorted(fetched) if ELSEWHERE.match(each[1])] == []


def test_every_operation_and_every_error_code_has_its_place(site: Path) -> None:
    reference = "".join(
        path.read_text(encoding="utf-8") for path in (site / "reference" / "api").glob("*.html")
    )
    errors = (site / "errors.html").read_text(encoding="utf-8")
    codes = re.findall(r"^\| `(\w+)` \|", (DOCS / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)

    shown = re.sub(r"<[^>]+>", "", reference)
    assert [row.operation for row in ROWS if " ".join(row.operation.split()) not in shown] == []
    assert len(codes) > 100
    assert [code for code in codes if errors.count(f">{code}<") < 2] == []


def test_every_decision_is_listed_under_a_subject(site: Path) -> None:
    listed = (site / "decisions.html").read_text(encoding="utf-8")
    missing = [
        path.stem
        for path in sorted((DOCS / "adr").glob("[0-9]*.md"))
        if f'href="adr/{path.stem}.html"' not in listed
    ]

    assert missing == []


def test_a_diagram_stands_in_its_page_and_says_what_it_shows(site: Path) -> None:
    page = (site / "explanation" / "how-money-moves.html").read_text(encoding="utf-8")

    assert '<div class="diagram"><svg' in page
    assert "<title" in page[page.index('<div class="diagram">') :]
    assert "<img" not in page[page.index('<div class="diagram">') : page.index("</svg>")]
