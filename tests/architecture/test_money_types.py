"""No binary float, and no column that SQLite keeps as one, comes near money."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.source_tree import source_files

MONEY_FOLDERS = ("ledger/", "accounts/", "transactions/", "core_banking/kernel/money.py", "core_banking/api/")
# Where ink stands on a printed page is measured in points; what the ink says comes there as text.
PRINTED_PAGES = tuple(f"accounts/statements/pdf_{part}.py" for part in ("document", "fonts", "sheet"))


def uses_of_float(tree: ast.AST) -> list[int]:
    """Return the lines that name `float` or a serializer's FloatField, or hold a literal with a decimal point.

    A constant whose name ends in `_SECONDS` is a time to wait, not money.
    """
    waiting_times = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_SECONDS")
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr == "FloatField")
        or (
            isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in waiting_times
        )
    ]


def test_no_model_has_a_float_or_decimal_column() -> None:
    columns = [
        f"{model._meta.label}.{field.name}"
        for label in settings.BANK_APPS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField | models.DecimalField)
    ]

    assert columns == []


def test_every_column_of_money_is_a_whole_number() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for label in settings.BANK_APPS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.name.endswith("_minor") and not isinstance(field, models.BigIntegerField)
    ]

    assert wrong == []


def test_no_float_is_named_where_money_is_handled() -> None:
    money_files = [
        file
        for file in source_files()
        if file.path.startswith(MONEY_FOLDERS) and file.path not in PRINTED_PAGES
    ]

    assert len(money_files) > 10
    assert {file.path for file in source_files()} >= set(PRINTED_PAGES)
    assert {file.path: lines for file in money_files if (lines := uses_of_float(file.tree))} == {}


def test_a_time_to_wait_is_not_money() -> None:
    assert uses_of_float(ast.parse("POLL_SECONDS = 0.02")) == []


@pytest.mark.parametrize(
    "source", ["float(amount)", "rate = 0.05", "serializers.FloatField()", "x: float = 1"]
)
def test_the_search_for_floats_sees(source: str) -> None:
    assert uses_of_float(ast.parse(source)) == [1]
