"""Two rows are the same bytes only if they are the same row, and a row is the same bytes on both engines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import COLUMNS, canonical_json, encoded
from audit.decoding import decoded
from audit.models import AuditLog

ON_POSTGRESQL: tuple[Any, ...] = (
    7, "LOG1", "CREATE", 3, "mira", "CUST1", "api", "Account", "9", "Account opened", "SUCCESS", "", None,
    '{"b": 1, "amount": "1.00"}', "2001:db8::1", "curl", "r-1", 1741608000000001, 812,
)  # fmt: skip
ON_SQLITE: tuple[Any, ...] = (
    *ON_POSTGRESQL[:13], '{"amount":"1.00","b":1}', "2001:DB8::1", "curl", "r-1", "2025-03-10 12:00:00.000001", 812,
)  # fmt: skip
VECTOR = (
    "01"
    "690000000000000007" "73000000044c4f4731" "7300000006435245415445" "690000000000000003" "73000000046d697261"
    "73000000054355535431" "7300000003617069" "73000000074163636f756e74" "730000000139"
    "730000000e4163636f756e74206f70656e6564" "730000000753554343455353" "7300000000" "6e"
    "6a000000177b22616d6f756e74223a22312e3030222c2262223a317d" "610000000b323030313a6462383a3a31"
    "73000000046375726c" "7300000003722d31" "7400062ffbb62d9001" "69000000000000032c"
)  # fmt: skip


def test_every_column_of_a_row_is_encoded() -> None:
    assert {field.column for field in AuditLog._meta.concrete_fields} == set(COLUMNS)


def test_a_row_is_the_same_bytes_on_both_engines_and_always_these() -> None:
    assert encoded(ON_POSTGRESQL).hex() == VECTOR
    assert encoded(ON_SQLITE) == encoded(ON_POSTGRESQL)


def test_the_holder_of_a_proof_reads_what_the_row_says() -> None:
    said = decoded(bytes.fromhex(VECTOR))

    assert tuple(said) == COLUMNS
    assert (said["id"], said["log_id"], said["subject_id"], said["code"]) == (7, "LOG1", None, "")
    assert said["details"] == '{"amount":"1.00","b":1}'
    assert said["timestamp"] == "2025-03-10T12:00:00.000001+00:00"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("", "format"),
        ("02" + VECTOR[2:], "format"),
        (VECTOR[:-2], "ends within"),
        (VECTOR[:-18], "columns"),
        (VECTOR + "6e", "columns"),
        (VECTOR + "7a", "unknown kind"),
    ],
)
def test_what_is_no_row_is_not_read_as_one(row: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decoded(bytes.fromhex(row))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("{}", "{}"),
        ('{"b": 2, "a": {"d": null, "c": [true, "x"]}}', '{"a":{"c":[true,"x"],"d":null},"b":2}'),
        ('{"a": 1e2, "b": 1.50}', '{"a":100,"b":1.5}'),
        ('{"a": 1.50, "b": ["\\u00e9", {"z": 1, "y": 0.25}]}', '{"a":1.5,"b":["\\u00e9",{"y":0.25,"z":1}]}'),
        ('{"é": "é"}', '{"\\u00e9":"\\u00e9"}'),
    ],
)
def test_details_have_one_form(text: str, canonical: str) -> None:
    assert canonical_json(text) == canonical


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "no JSON"),
        ("{", "Expecting"),
        ('{"a": 1e999999}', "too long"),
    ],
)
def test_what_is_no_json_of_the_bank_is_kept_as_it_is(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        canonical_json(text)
    odd = (*ON_POSTGRESQL[:13], text, *ON_POSTGRESQL[14:])
    assert text.encode() in encoded(odd)


values = st.one_of(st.none(), st.text(max_size=6), st.integers(-(2**63), 2**63 - 1))
objects = st.dictionaries(
    st.text(max_size=3), st.one_of(st.text(max_size=3), st.integers(), st.booleans(), st.none()), max_size=3
)
rows = st.tuples(
    *[values] * 13, objects.map(json.dumps), st.none(), *[values] * 2, st.integers(0, 2**60), values
)


@given(rows, rows)
def test_different_rows_are_different_bytes(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    same = [json.loads(each) if place == 13 else each for place, each in enumerate(one)] == [
        json.loads(each) if place == 13 else each for place, each in enumerate(other)
    ]
    assert (encoded(one) == encoded(other)) is same


@given(rows, st.data())
def test_a_change_of_one_column_changes_the_bytes(row: tuple[Any, ...], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([place for place in range(19) if place not in {13, 14, 17}]))
    changed = data.draw(values.filter(lambda value: value != row[place]))
    assert encoded((*row[:place], changed, *row[place + 1 :])) != encoded(row)


@given(st.lists(values, min_size=2, max_size=2))
def test_what_stands_in_one_column_cannot_move_to_the_next(pair: list[Any]) -> None:
    joined = ("".join(str(value or "") for value in pair), "")
    one = (*ON_POSTGRESQL[:8], *pair, *ON_POSTGRESQL[10:])
    other = (*ON_POSTGRESQL[:8], *joined, *ON_POSTGRESQL[10:])
    assert (encoded(one) == encoded(other)) is (tuple(pair) == joined)
