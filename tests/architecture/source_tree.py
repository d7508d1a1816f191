"""The bank's own source files, parsed once, for the tests that read them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Python file: where it is, and what it says."""

    path: str
    tree: ast.Module
    lines: int


@functools.cache
def source_files() -> tuple[SourceFile, ...]:
    """Return every Python file of the apps and the core, migrations left out."""
    folders = ["core_banking", *settings.BANK_APPS]
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths if "migrations" not in path.parts)


@functools.cache
def sources_of_the_tests() -> str:
    """Return the text of all tests but the ones about architecture, joined."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return "\n".join(path.read_text() for path in paths if "architecture" not in path.parts)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted_name(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, or "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted_name(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of everything a tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _read(path: Path) -> SourceFile:
    text = path.read_text()
    return SourceFile(str(path.relative_to(ROOT)), ast.parse(text), text.count("\n"))
