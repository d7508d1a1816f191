"""The search itself finds what it is meant to find: a search that finds nothing proves nothing otherwise."""

from __future__ import annotations

import base64

import pytest

from tests.security.disguises import base64_at, disguises_of, traces_of, with_binary_columns

SECRET = "531-86-2094"


@pytest.mark.parametrize(
    ("form", "hidden"),
    [
        ("raw", SECRET.encode()),
        ("raw, reversed", SECRET[::-1].encode()),
        ("without separators", b"531862094"),
        ("raw, hexadecimal", SECRET.encode().hex().encode()),
        ("raw, HEXADECIMAL", SECRET.encode().hex().upper().encode()),
        ("raw, Base64 at 0", base64.b64encode(SECRET.encode())),
    ],
)
def test_a_form_is_found(form: str, hidden: bytes) -> None:
    assert f"ssn: {form}" in traces_of({"ssn": SECRET}, b"before " + hidden + b" behind")


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("behind", range(4))
@pytest.mark.parametrize("url_safe", [False, True])
def test_base64_is_found_at_every_alignment(before: int, behind: int, url_safe: bool) -> None:
    secret = "Kärntner Straße 4?>"
    hidden = (base64.urlsafe_b64encode if url_safe else base64.b64encode)(
        b"x" * before + secret.encode() + b"y" * behind
    )

    assert traces_of({"address": secret}, b"noise" + hidden + b"noise")


def test_base64_of_an_alignment_is_what_base64_makes_in_the_middle() -> None:
    content = b"middle of it"
    for offset in range(3):
        assert base64_at(content, offset) in base64.b64encode(b"q" * offset + content + b"tail")


def test_both_cases_are_found() -> None:
    assert traces_of({"pan": "ABCPE1234F"}, b"abcpe1234f") == ["pan: lower case"]
    assert traces_of({"address": "Elm Road"}, b"ELM ROAD") == ["address: upper case"]


def test_binary_columns_of_a_dump_are_looked_into() -> None:
    hidden = base64.b64encode(SECRET.encode()).hex()
    dump = f"1\t\\\\x{hidden}\t2\n".encode()

    assert traces_of({"ssn": SECRET}, dump) == []
    assert "ssn: raw, Base64 at 0" in traces_of({"ssn": SECRET}, with_binary_columns(dump))


def test_nothing_is_found_where_nothing_is() -> None:
    assert traces_of({"ssn": SECRET}, b"531-86-2095 531 86 2094" * 100) == []


def test_no_form_is_so_short_that_it_is_found_by_chance() -> None:
    assert min(len(form) for form in disguises_of(SECRET).values()) >= 9
