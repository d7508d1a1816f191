"""A signature vouches for what was signed, and for nothing else."""

from __future__ import annotations

import io
import json
from typing import Any

import jwt
import pytest

from accounts.statements.formats import StatementFormat
from accounts.statements.keys import UnusableKey, read_public_keys, without_padding
from accounts.statements.sealed_files import sign_document
from accounts.statements.signatures import sign
from accounts.statements.verification import verify_file, verify_signature
from core_banking.api.rendering import render_json
from tests.builders.statements import FILE_FORMATS, KEYS, keys_of, lines_of, statement, written

MADE = statement(lines_of([150_000, -2_500, -10_099], 5_000), 5_000)

HALF_A_CHARACTER_FOR_A_KEY = without_padding(b'{"alg":"EdDSA","kid":"\\ud800","typ":"bank-statement"}')


def json_file(**changes: Any) -> bytes:
    document = {**MADE.claims(), "lines": [{"amount": "1500.00", "description": "Łódź"}]}
    signed = {**document, "signature": sign_document(KEYS, MADE, document)}
    return json.dumps({**signed, **changes}, indent=1).encode()


def reason(content: bytes) -> str:
    return verify_file(io.BytesIO(content), KEYS.public).reason


@pytest.mark.parametrize("statement_format", FILE_FORMATS)
def test_a_file_as_the_bank_wrote_it_is_genuine(statement_format: StatementFormat) -> None:
    verdict = verify_file(io.BytesIO(written(MADE, statement_format)), KEYS.public)

    assert (verdict.is_valid, verdict.reason, verdict.key_id) == (True, "genuine", KEYS.key_id)
    assert (verdict.bank, verdict.format) == ("Core Bank", statement_format)
    assert verdict.statement == {
        "statement_id": "STMQ7K2M4X9PA3TB6WC",
        "account_number": "********5675",
        "account_holder": "A** L*******",
        "currency": "USD",
        "from": "2024-01-01",
        "to": "2024-01-31",
        "opening_balance": "50.00",
        "closing_balance": "1424.01",
        "total_credits": "1500.00",
        "total_debits": "125.99",
        "line_count": 3,
        "issued_at": "2024-02-01T09:30:00Z",
    }


@pytest.mark.parametrize("statement_format", FILE_FORMATS)
def test_no_byte_of_a_file_can_be_changed(statement_format: StatementFormat) -> None:
    content = written(MADE, statement_format)
    # All of a text; of a PDF, whose fonts are most of it, every hundredth byte and all of its end.
    is_text = statement_format is not StatementFormat.PDF
    places = range(len(content)) if is_text else [*range(0, len(content), 101), *range(-1_000, 0)]

    unseen = []
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1
        if reason(bytes(changed)) == "genuine":
            unseen.append(place)

    assert unseen == []


@pytest.mark.parametrize("figure", [b"1500.00", b"125.99", b"1424.01", b"50.00", b"2024-01-31"])
@pytest.mark.parametrize(
    "statement_format", [StatementFormat.CSV, StatementFormat.CAMT053, StatementFormat.OFX]
)
def test_a_changed_figure_is_seen(statement_format: StatementFormat, figure: bytes) -> None:
    content = written(MADE, statement_format)
    figure = figure.replace(b"-", b"") if statement_format is StatementFormat.OFX else figure
    place = content.index(figure)
    other = content[:place] + bytes([content[place] ^ 8]) + content[place + 1 :]

    assert (reason(content), reason(other)) == ("genuine", "altered")


def test_a_json_statement_may_be_laid_out_anew_but_not_changed() -> None:
    laid_out = json.loads(json_file())
    backwards = json.dumps(dict(reversed(laid_out.items())), ensure_ascii=False).encode()
    figures = {
        name: value for name, value in laid_out.items() if name not in {"signature", "lines", "line_count"}
    }

    assert (reason(json_file()), reason(backwards)) == ("genuine", "genuine")
    for name, value in figures.items():
        assert reason(json_file(**{name: f"{value}1"})) == "altered"
    assert reason(json_file(line_count=2)) == "altered"
    assert reason(json_file(lines=[{"amount": "1500.01", "description": "Łódź"}])) == "altered"
    assert reason(json_file(added="member")) == "altered"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"{",
        b'{"signature": 5}',
        b'{"signature": null, "a": 1.5}',
        b"[" * 100_000,
        b"{" * 100_000,
        b'{"a": ' * 100_000,
        b"%PDF-1.4 and nothing more",
        b"record,date\r\n",
        b"\xff" * 100,
        written(MADE, StatementFormat.OFX) + b"<!-- and more -->",
    ],
)
def test_what_carries_no_signature_in_its_place_is_not_signed(content: bytes) -> None:
    assert reason(content) == "not_signed"


@pytest.mark.parametrize("statement_format", FILE_FORMATS)
def test_a_file_with_other_line_ends_or_one_more_is_altered(statement_format: StatementFormat) -> None:
    content = written(MADE, statement_format)

    assert [reason(each) for each in (content[:-1], content + b"\n", content + b" \r\n")] == ["altered"] * 3
    if statement_format is StatementFormat.CSV:
        assert reason(content.replace(b"\r\n", b"\n")) == "altered"


def test_a_member_that_is_given_twice_is_no_statement() -> None:
    twice = json_file().replace(b"{", b'{"closing_balance": "9999.00",', 1)

    assert reason(twice) == "not_signed"


def test_the_signature_of_one_file_is_none_of_another() -> None:
    other = statement(lines_of([100]))
    mine, others = (written(each, StatementFormat.CSV).split(b"SIGNATURE,") for each in (MADE, other))

    assert reason(mine[0] + b"SIGNATURE," + mine[1]) == "genuine"
    assert reason(mine[0] + b"SIGNATURE," + others[1]) == "altered"
    # The code of a printed statement vouches for figures, and so for no file.
    seal = sign(KEYS, MADE.claims()).encode()
    assert reason(mine[0] + b"SIGNATURE,,,,," + seal + b",,,,,,\r\n") == "altered"


def test_a_signature_alone_vouches_for_the_figures() -> None:
    verdict = verify_signature(f" {sign(KEYS, MADE.claims())}\n", KEYS.public)

    assert (verdict.is_valid, verdict.format) == (True, None)
    assert verdict.statement is not None
    assert verdict.statement["closing_balance"] == "1424.01"


def test_a_signature_alone_says_whose_figures_they_are_and_stays_short_enough_to_scan() -> None:
    friend = statement(MADE.lines, 5_000, holder_name="Niamh Ó Dálaigh " + "Ω" * 300)  # type: ignore[arg-type]
    token = sign(KEYS, friend.claims())
    verdict = verify_signature(token, KEYS.public)

    assert verdict.statement is not None
    assert verdict.statement["account_holder"] == "N**** Ó* D****** Ω" + "*" * 42
    assert len(token) < 900


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", "malformed"),
        ("a.b", "malformed"),
        (f"e30.e30.{'A' * 86}", "malformed"),
        (f"{'A' * 5}.e30.{'A' * 86}", "malformed"),
        (f"W10.e30.{'A' * 86}", "malformed"),
        (f"{HALF_A_CHARACTER_FOR_A_KEY}.e30.{'A' * 86}", "malformed"),
        (sign(keys_of("a stranger's"), MADE.claims()), "unknown_key"),
        (sign(KEYS, MADE.claims())[:-2] + "AA", "forged"),
        # The same claims, but what says that this is a statement is another word.
        (jwt.encode({"closing_balance": "1"}, KEYS.signing, "EdDSA", {"kid": KEYS.key_id}), "malformed"),
    ],
)
def test_a_signature_that_does_not_hold_says_why(token: str, expected: str) -> None:
    verdict = verify_signature(token, KEYS.public)

    assert (verdict.is_valid, verdict.reason, verdict.statement) == (False, expected, None)
    assert render_json(verdict.key_id)


def test_there_is_one_way_to_write_a_signature() -> None:
    token = sign(KEYS, MADE.claims())
    # The last character of 86 carries two bits that mean nothing.
    spelt_otherwise = [
        token[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    ]

    assert [each for each in spelt_otherwise if verify_signature(each, KEYS.public).is_valid] == [token]


def test_keys_change_one_at_a_time() -> None:
    before, meanwhile, after = keys_of("old"), keys_of("new", "old"), keys_of("new")
    old_file, new_file = (written(MADE, StatementFormat.CSV, keys) for keys in (before, meanwhile))

    def judged(content: bytes, keys: Any) -> str:
        return verify_file(io.BytesIO(content), keys.public).reason

    assert [judged(old_file, keys) for keys in (before, meanwhile, after)] == [
        "genuine",
        "genuine",
        "unknown_key",
    ]
    assert [judged(new_file, keys) for keys in (before, meanwhile, after)] == [
        "unknown_key",
        "genuine",
        "genuine",
    ]


def test_a_library_that_knows_nothing_of_this_bank_can_check_it() -> None:
    published = jwt.PyJWKSet.from_dict(KEYS.public.as_key_set())
    token = written(MADE, StatementFormat.CSV).rsplit(b"SIGNATURE,,,,,", 1)[1].split(b",")[0].decode()

    claims = jwt.decode(token, published[KEYS.key_id].key, algorithms=["EdDSA"])

    assert (claims["closing_balance"], claims["iss"]) == ("1424.01", "Core Bank")


def test_public_keys_are_read_as_a_set_as_one_key_or_bare() -> None:
    key_set = keys_of("one", "two").public.as_key_set()

    assert list(read_public_keys(json.dumps(key_set)).by_id) == [key["kid"] for key in key_set["keys"]]
    assert list(read_public_keys(json.dumps(key_set["keys"][1])).by_id) == [key_set["keys"][1]["kid"]]
    assert list(read_public_keys(key_set["keys"][0]["x"] + "\n").by_id) == [key_set["keys"][0]["kid"]]
    for text in ("", "short", "{}", '{"keys": [5]}', '{"keys": [{"crv": "Ed25519"}]}', "ä" * 43):
        with pytest.raises(UnusableKey):
            read_public_keys(text)
