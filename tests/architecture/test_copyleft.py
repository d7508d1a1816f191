"""beancount is under the GPL: the tests run it as a program of its own, and nothing of the bank imports it."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from django.conf import settings

from tests.architecture.source_tree import imported_names

PROGRAMS_ONLY = ("beancount", "beanquery", "fava")
_LEFT_OUT = {".venv", "var", "node_modules"}


def importers(files: dict[str, ast.AST]) -> list[str]:
    return [
        path
        for path, tree in files.items()
        if any(name.split(".")[0] in PROGRAMS_ONLY for name in imported_names(tree))
    ]


def test_nothing_imports_beancount_neither_the_bank_nor_its_tests() -> None:
    root = Path(settings.BASE_DIR)
    folders = [each for each in root.iterdir() if each.is_dir() and each.name not in _LEFT_OUT]
    paths = [path for folder in folders if folder.name[0] != "." for path in folder.rglob("*.py")]
    files: dict[str, ast.AST] = {str(path): ast.parse(path.read_text()) for path in paths}

    assert len(files) > 100
    assert importers(files) == []


def test_an_import_would_be_seen() -> None:
    planted: dict[str, ast.AST] = {
        "a": ast.parse("import beancount.loader"),
        "b": ast.parse("from beancount import loader"),
        "c": ast.parse("from operations import beancount"),
    }
    assert importers(planted) == ["a", "b"]


def test_it_is_no_dependency_of_the_bank_but_of_its_development() -> None:
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    needed = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["rq"]]

    assert not [each for each in needed if each.startswith(PROGRAMS_ONLY)]
    assert [each for each in project["dependency-groups"]["dev"] if each.startswith("beancount")]
