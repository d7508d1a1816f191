"""The JSON reader: exact, unambiguous, bounded."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from core_banking.api.http_errors import MalformedJSON
from core_banking.api.parsers import parse_strict_json


def nested_lists(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_reads_an_ordinary_body() -> None:
    body = b'{"name": "Zo\xc3\xab", "tags": [true, false, null], "count": 3}'

    assert parse_strict_json(body) == {"name": "Zoë", "tags": [True, False, None], "count": 3}


@pytest.mark.parametrize(
    "text",
    [
        "0.1",
        "100000000000000000.01",
        "12345678901234567890.123456789012345678901234567890",
        "1e2",
        "1E-7",
        "-0.0",
    ],
)
def test_keeps_a_number_with_a_point_or_exponent_exactly(text: Any) -> None:
    value = parse_strict_json(text.encode())

    assert isinstance(value, Decimal)
    assert value.as_tuple() == Decimal(text).as_tuple()


def test_keeps_a_long_integer_exactly() -> None:
    assert parse_strict_json(b"1" * 1000) == int("1" * 1000)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"1" * 5000, "A number in the body has too many digits."),
        (b'{"amount": 1.' + b"1" * 1000 + b"}", "A number in the body has too many digits."),
        (b'{"amount": 1e1001}', "A number in the body is out of range."),
        (b'{"amount": 1e-1001}', "A number in the body is out of range."),
        (b'{"amount": 1e999999999999}', "A number in the body is out of range."),
        (b'{"amount": NaN}', "NaN is not a JSON number."),
        (b'{"amount": Infinity}', "Infinity is not a JSON number."),
        (b'{"amount": -Infinity}', "-Infinity is not a JSON number."),
        (b'{"a": 1, "b": 2, "a": 1}', 'The key "a" is given twice.'),
        (b'{"outer": {"a": 1, "\\u0061": 2}}', 'The key "a" is given twice.'),
        (b"\xff\xfe", "The body is not valid UTF-8."),
        (b'{"name": "\xed\xa0\x80"}', "The body is not valid UTF-8."),
        (b'{"name": "\\ud800"}', "The body holds a character that cannot be stored (NUL or half a pair)."),
        (b'{"\\udfff": 1}', "The body holds a character that cannot be stored (NUL or half a pair)."),
        (b'[[["a\\u0000b"]]]', "The body holds a character that cannot be stored (NUL or half a pair)."),
        (b"", "The body is not valid JSON: line 1, column 1."),
        (b"   ", "The body is not valid JSON: line 1, column 4."),
        (b'{"a": 1,}', "The body is not valid JSON: line 1, column 9."),
        (b"{'a': 1}", "The body is not valid JSON: line 1, column 2."),
        (b'{"a": 1} {"b": 2}', "The body is not valid JSON: line 1, column 10."),
        (b'{"a": 01}', "The body is not valid JSON: line 1, column 8."),
        (b'{"a": +1}', "The body is not valid JSON: line 1, column 7."),
        (b'{"a": "tab\there"}', "The body is not valid JSON: line 1, column 11."),
        (b'\xef\xbb\xbf{"a": 1}', "The body is not valid JSON: line 1, column 1."),
    ],
)
def test_refuses_with_a_sentence_that_says_why(body: Any, sentence: str) -> None:
    with pytest.raises(MalformedJSON) as refusal:
        parse_strict_json(body)

    assert refusal.value.sentence == sentence
    assert refusal.value.code == "malformed_json"


def test_reads_a_pair_of_surrogate_escapes_as_one_character() -> None:
    assert parse_strict_json(b'{"name": "\\ud83d\\ude00"}') == {"name": "\U0001f600"}


def test_reads_the_deepest_body_that_is_allowed(settings: Settings) -> None:
    assert settings.JSON_MAX_DEPTH == 32
    assert parse_strict_json(nested_lists(32)) is not None


@pytest.mark.parametrize("depth", [33, 1_000, 100_000])
def test_refuses_a_body_that_is_nested_deeper_without_descending_into_it(depth: int) -> None:
    with pytest.raises(MalformedJSON, match="nested deeper than 32 levels"):
        parse_strict_json(nested_lists(depth))


def test_does_not_count_brackets_inside_strings() -> None:
    body = b'{"note": "' + b"[{" * 100 + b'", "escaped": "\\"' + b"[" * 100 + b'"}'

    assert parse_strict_json(body) == {"note": "[{" * 100, "escaped": '"' + "[" * 100}


def test_counts_siblings_as_one_level() -> None:
    body = b"[" + b",".join([b"[]"] * 100) + b"]"

    assert parse_strict_json(body) == [[] for _ in range(100)]


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 40 + b'"' + b'\\"' * 120_000,
        b"[" * 40 + b'"\\' * 120_000,
        b"]" * 40 + b"[" * 40 + b'"' * 200_000,
        b'{"a":' * 40 + b"\\" * 200_000,
        b'{"\\u0041":[' + b'"x",' * 60_000 + b"]}",
    ],
    ids=["escaped quotes", "opened and escaped", "quotes", "backslashes", "many strings"],
)
def test_refuses_a_hostile_body_in_linear_time(body: Any) -> None:
    started = time.process_time()

    with pytest.raises(MalformedJSON):
        parse_strict_json(body)

    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null", b"true"])
def test_leaves_it_to_the_serializer_to_ask_for_an_object(body: Any) -> None:
    parse_strict_json(body)
