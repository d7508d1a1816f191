"""`make docs`: the documentation site, made from the repository into `var/site/`, without asking any other host.

The pages in `docs/` are copied into a folder of the build; beside them is written what other parts of the repository
know best: the API reference from the OpenAPI schema, the settings from `.env.example`, the commands from their help,
the bank's chart of accounts and the entries of every kind of movement. Every warning of Sphinx is an error.

    python -m tooling.documents [--output FOLDER] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from tooling.steps import ROOT

DOCS = ROOT / "docs"
NOT_COPIED = shutil.ignore_patterns("*.json", "__pycache__")


def main(arguments: list[str] | None = None) -> int:
    """Build the site; return Sphinx's exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tooling.documents", description="Build the documentation."
    )
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "site", help="where the pages go")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "var" / "site-source", help="where the sources are put together"
    )
    chosen = parser.parse_args(arguments)
    put_together(chosen.work)
    status = build(chosen.work, chosen.output)
    if status == 0:
        print(f"The documentation is in {chosen.output}: open {chosen.output / 'index.html'}.")
    return status


def put_together(folder: Path) -> None:
    """Write all sources of the site into `folder`: the pages as they are, and those that are generated."""
    _start_django()
    from tooling.documents_api import api_pages
    from tooling.documents_reference import reference_pages

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder, ignore=NOT_COPIED)
    for name, text in {**reference_pages(folder), **api_pages()}.items():
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")


def build(source: Path, output: Path) -> int:
    """Let Sphinx make the pages; return its exit status, which is not 0 if it had to warn of anything."""
    from sphinx.cmd.build import build_main

    shutil.rmtree(output, ignore_errors=True)
    return build_main(["-W", "--keep-going", "-q", "-E", "-b", "html", str(source), str(output)])


def _start_django() -> None:
    """Load the bank as far as its schema and commands need it; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core_banking.settings.test")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


if __name__ == "__main__":
    sys.exit(main())
