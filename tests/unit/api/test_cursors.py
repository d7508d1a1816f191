"""Cursors: opaque, signed, and of one list only."""

from __future__ import annotations

from typing import Any

import pytest

from core_banking.api.cursors import Cursor, Direction, read_cursor, write_cursor
from core_banking.kernel.errors import InvalidInput


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("position", [1, 42, 2**63 - 1])
def test_a_cursor_reads_as_it_was_written(position: int, direction: Direction) -> None:
    cursor = Cursor(position, direction)

    assert read_cursor(write_cursor(cursor, "/api/things/", "-id"), "/api/things/", "-id") == cursor


def test_an_empty_cursor_starts() -> None:
    assert read_cursor("", "/api/things/", "-id") is None


def test_a_cursor_of_another_list_or_ordering_does_not_read() -> None:
    text = write_cursor(Cursor(42, Direction.FORWARDS), "/api/things/", "-id")

    for path, ordering in [("/api/others/", "-id"), ("/api/things/", "id")]:
        with pytest.raises(InvalidInput) as refusal:
            read_cursor(text, path, ordering)
        assert refusal.value.fields == {"cursor": ["This cursor does not belong to this list."]}


def test_no_changed_character_goes_unnoticed() -> None:
    text = write_cursor(Cursor(42, Direction.FORWARDS), "/api/things/", "-id")

    for index in range(len(text) - 1):
        changed = text[:index] + ("A" if text[index] != "A" else "B") + text[index + 1 :]
        with pytest.raises(InvalidInput):
            read_cursor(changed, "/api/things/", "-id")


@pytest.mark.parametrize("text", ["x", "====", "ü", "a b", "A" * 5000, "\x00", "MTIz"])
def test_what_is_no_cursor_is_refused(text: Any) -> None:
    with pytest.raises(InvalidInput):
        read_cursor(text, "/api/things/", "-id")
