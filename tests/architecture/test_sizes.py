"""A function fits on a screen, and a module can be read in one sitting."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import source_files

LONGEST_FUNCTION_LINES = 70
LONGEST_MODULE_LINES = 400


def functions_longer_than(lines: int, tree: ast.AST) -> list[str]:
    return [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > lines
    ]


def test_no_function_is_longer_than_a_screen() -> None:
    offenders = {
        file.path: found
        for file in source_files()
        if (found := functions_longer_than(LONGEST_FUNCTION_LINES, file.tree))
    }

    assert offenders == {}


def test_no_module_is_longer_than_one_sitting() -> None:
    assert {f.path: f.lines for f in source_files() if f.lines > LONGEST_MODULE_LINES} == {}


def test_the_measure_counts_a_functions_lines() -> None:
    tree = ast.parse("def f():\n" + "    x = 1\n" * 70)

    assert functions_longer_than(70, tree) == ["f (71 lines)"]
    assert functions_longer_than(71, tree) == []
