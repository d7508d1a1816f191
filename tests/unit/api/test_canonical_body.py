"""What makes two bodies the same request."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from core_banking.api.idempotency import canonical_body
from core_banking.api.parsers import parse_strict_json


def canonical(text: str) -> bytes:
    return canonical_body(parse_strict_json(text.encode()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1, "b": {"c": 2, "d": 3}}', '{"b":{"d":3,"c":2},"a":1}'),
        ('{"amount": 100}', '{"amount": 100.00}'),
        ('{"amount": 100}', '{"amount": 1e2}'),
        ('{"amount": 0}', '{"amount": 0.00}'),
        ('{"amount": "1.00", "pin": "1234"}', '{"amount": "1.00", "pin": "4321"}'),
        ('{"amount": "1.00", "otp": "123456"}', '{"amount": "1.00"}'),
        ('{"name": "\\u0041"}', '{"name": "A"}'),
    ],
)
def test_these_say_the_same(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"amount": 100}', '{"amount": "100"}'),
        ('{"amount": 100}', '{"amount": 1000}'),
        ('{"amount": 1}', '{"amount": -1}'),
        ('{"amount": 1}', '{"amount": true}'),
        ('{"amount": 0.1}', '{"amount": 0.10000000000000000000000000000000000001}'),
        (
            '{"amount": 12345678901234567890123456789012345678901}',
            '{"amount": 12345678901234567890123456789012345678902}',
        ),
        ('{"a": null}', "{}"),
        ('{"lines": [1, 2]}', '{"lines": [2, 1]}'),
        ('{"inner": {"pin": "1234"}}', '{"inner": {"pin": "4321"}}'),
        ("{}", "[]"),
    ],
)
def test_these_say_something_else(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_form_is_compared_by_all_its_values() -> None:
    assert canonical_body(QueryDict("b=2&a=1&a=0")) == canonical_body(QueryDict("a=1&a=0&b=2"))
    assert canonical_body(QueryDict("a=1&a=0")) != canonical_body(QueryDict("a=0&a=1"))


def test_a_file_is_compared_by_its_content_and_stays_readable() -> None:
    upload = SimpleUploadedFile("lines.csv", b"a;b")

    assert canonical_body({"file": upload}) == canonical_body(
        {"file": SimpleUploadedFile("lines.csv", b"a;b")}
    )
    assert canonical_body({"file": upload}) != canonical_body(
        {"file": SimpleUploadedFile("lines.csv", b"a;c")}
    )
    assert upload.read() == b"a;b"
