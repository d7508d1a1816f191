"""Statements as files over HTTP, equal to the JSON ones, and what a stranger can have checked of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import re
import warnings
from decimal import Decimal
from typing import Any

import pytest
from bs4 import XMLParsedAsHTMLWarning
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from lxml import etree
from ofxparse import OfxParser
from pypdf import PdfReader
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.contracts import AccountCard
from audit.models import AuditLog
from core_banking.kernel import clock
from tests.builders.accounts import offer_product, open_account, put_money, take_money
from tests.builders.people import approved_customer, signed_in_client
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.datetime(2024, 1, 1, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FORMATS = {
    "csv": ("text/csv; charset=utf-8; header=present", "csv"),
    "pdf": ("application/pdf", "pdf"),
    "camt053": ("application/xml", "camt053.xml"),
    "ofx": ("application/x-ofx", "ofx"),
}
CAMT = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


@pytest.fixture
def customer() -> PersonCard:
    return approved_customer()


@pytest.fixture
def client(customer: PersonCard) -> APIClient:
    return signed_in_client(customer)


@pytest.fixture
def account(customer: PersonCard) -> AccountCard:
    """1,500.00 in on New Year's Day, 125.99 out on the next."""
    with clock.frozen_at(NEW_YEAR):
        account = open_account(customer, 150_000)
    with clock.frozen_at(NEW_YEAR + DAY):
        take_money(account, 12_599)
    return account


def address(account: AccountCard, statement_format: str, dates: str = "from=2024-01-01&to=2024-01-31") -> str:
    return f"/api/accounts/{account.id}/statement/?{dates}&format={statement_format}"


def content_of(client: APIClient, account: AccountCard, statement_format: str, **dates: str) -> bytes:
    answer = client.get(address(account, statement_format, **dates))
    assert answer.status_code == 200
    return b"".join(answer)


def check(content: bytes) -> Any:
    """Have a file checked by somebody who is not signed in."""
    answer = APIClient().post(
        "/api/statements/verify/", {"file": SimpleUploadedFile("shown.bin", content)}, format="multipart"
    )
    assert answer.status_code == 200
    return answer.json()


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement_format", FORMATS)
def test_a_statement_is_a_file_to_keep(
    client: APIClient, account: AccountCard, statement_format: str
) -> None:
    answer = client.get(address(account, statement_format))
    content = b"".join(answer)

    content_type, extension = FORMATS[statement_format]
    assert account.account_number is not None
    name = f"statement-{account.account_number[-4:]}-2024-01-01-to-2024-01-31.{extension}"
    assert (answer["Content-Type"], answer["Content-Length"]) == (content_type, str(len(content)))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert answer["X-Statement-Signature"].encode() in content
    assert answer["X-Statement-Id"].startswith("STM")
    row = AuditLog.objects.order_by("-id")[0]
    assert (row.action_type, row.target_id, row.details["format"]) == (
        "EXPORT",
        str(account.id),
        statement_format,
    )
    assert row.details["statement_id"] == answer["X-Statement-Id"]


def totals_of_csv(content: bytes) -> list[Decimal]:
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))
    lines = [row for row in rows if row["record"] == "LINE"]
    sums = [sum((Decimal(row[side] or 0) for row in lines), Decimal(0)) for side in ("credit", "debit")]
    closing = next(row for row in rows if row["record"] == "CLOSING")
    assert [Decimal(closing["credit"]), Decimal(closing["debit"])] == sums
    return [Decimal(rows[0]["balance"]), *sums, Decimal(closing["balance"])]


def totals_of_pdf(content: bytes) -> list[Decimal]:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    labels = ("Opening balance", "Money in", "Money out", "Closing balance")
    summary = [_printed(re.search(rf"^{label}\n([\d,.]+)$", text, re.MULTILINE)) for label in labels]
    closing = re.search(r"^\d+ Jan 2024 Closing balance ([\d,.]+) ([\d,.]+) ([\d,.]+)$", text, re.MULTILINE)
    assert [_printed(closing, group) for group in (2, 1, 3)] == summary[1:]
    return summary


def _printed(found: re.Match[str] | None, group: int = 1) -> Decimal:
    assert found is not None
    return Decimal(found[group].replace(",", ""))


def totals_of_camt053(content: bytes) -> list[Decimal]:
    document = etree.fromstring(content)
    opening, closing = (Decimal(each.text) for each in document.findall(".//c:Bal/c:Amt", CAMT))
    entries = [
        (each.find("c:CdtDbtInd", CAMT).text, Decimal(each.find("c:Amt", CAMT).text))
        for each in document.findall(".//c:Ntry", CAMT)
    ]
    sums = [
        sum((amount for side, amount in entries if side == code), Decimal(0)) for code in ("CRDT", "DBIT")
    ]
    assert [Decimal(each.text) for each in document.xpath("//c:TtlCdtNtries/c:Sum|//c:TtlDbtNtries/c:Sum", namespaces=CAMT)] == sums  # fmt: skip  # noqa: E501
    return [opening, *sums, closing]


def totals_of_ofx(content: bytes) -> list[Decimal]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        read = OfxParser.parse(io.BytesIO(content)).account.statement
    amounts = [each.amount for each in read.transactions]
    assert len({each.id for each in read.transactions}) == len(amounts)
    balances = [Decimal(each.findtext("VALUE")) for each in etree.fromstring(content).iter("BAL")]
    sums = [sum((a for a in amounts if a > 0), Decimal(0)), -sum((a for a in amounts if a < 0), Decimal(0))]
    assert balances[1:] == sums
    return [balances[0], *sums, read.balance]


READERS = {"csv": totals_of_csv, "pdf": totals_of_pdf, "camt053": totals_of_camt053, "ofx": totals_of_ofx}


@pytest.mark.parametrize(("seed", "currency"), [(1, "USD"), (2, "KWD"), (3, "JPY")])
def test_every_format_adds_up_to_what_json_says(
    customer: PersonCard, client: APIClient, seed: int, currency: str
) -> None:
    chance = random.Random(seed)
    offer_product("RANDOM", currency=currency)
    with clock.frozen_at(NEW_YEAR):
        account = open_account(customer, chance.randint(10**6, 10**9), product_code="RANDOM")
    for day in sorted(chance.choices(range(31), k=20)):
        with clock.frozen_at(NEW_YEAR + day * DAY):
            move = chance.choice((put_money, take_money))
            move(account, chance.randint(1, 40_000), chance.choice(["Łódź", "=1+1", "<&>", "", "x" * 200]))
    first, last = sorted(chance.sample(range(1, 32), 2))
    dates = f"from=2024-01-{first:02d}&to=2024-01-{last:02d}"

    body = client.get(address(account, "json", dates)).json()
    expected = [
        Decimal(body[name])
        for name in ("opening_balance", "total_credits", "total_debits", "closing_balance")
    ]

    assert expected[0] + expected[1] - expected[2] == expected[3]
    for statement_format, read in READERS.items():
        assert read(content_of(client, account, statement_format, dates=dates)) == expected, statement_format
    before = (
        client.get(f"/api/accounts/{account.id}/statement/?to=2024-01-{first - 1:02d}") if first > 1 else None
    )
    assert before is None or Decimal(before.json()["closing_balance"]) == expected[0]


# --- The check -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement_format", ["json", *FORMATS])
def test_a_stranger_can_have_a_statement_checked(
    client: APIClient, account: AccountCard, statement_format: str
) -> None:
    content = content_of(client, account, statement_format)
    verdict = check(content)

    assert account.account_number is not None
    assert (verdict["valid"], verdict["reason"], verdict["bank"]) == (True, "genuine", "Core Bank")
    assert verdict["format"] == statement_format
    assert len(verdict["key_id"]) == 16
    statement = verdict["statement"]
    assert (
        statement["account_number"] == "*" * (len(account.account_number) - 4) + account.account_number[-4:]
    )
    assert (statement["from"], statement["to"], statement["line_count"]) == ("2024-01-01", "2024-01-31", 2)
    assert (statement["opening_balance"], statement["closing_balance"]) == ("0.00", "1374.01")
    assert (statement["total_credits"], statement["total_debits"]) == ("1500.00", "125.99")

    # The closing balance of all but the PDF, whose pages are compressed: there any byte will do.
    place = content.find(b"1374.01") if statement_format != "pdf" else len(content) // 2
    forged = check(content[:place] + bytes([content[place] ^ 8]) + content[place + 1 :])
    assert (forged["valid"], forged["reason"], forged["statement"]) == (False, "altered", None)


def test_a_page_of_a_json_statement_is_signed_as_it_is(client: APIClient, account: AccountCard) -> None:
    page = client.get(f"/api/accounts/{account.id}/statement/?page_size=1&page=2").json()
    other = {**page, "lines": [{**page["lines"][0], "debit": "125.98"}]}

    assert check(json.dumps(page, indent=2).encode())["valid"] is True
    assert check(json.dumps(other).encode())["reason"] == "altered"


def test_the_code_of_a_printed_statement_is_enough_for_its_figures(
    client: APIClient, account: AccountCard
) -> None:
    signature = client.get(address(account, "json"))["X-Statement-Signature"]
    stranger = APIClient()

    genuine = stranger.post("/api/statements/verify/", {"signature": signature}, format="json").json()
    forged = stranger.post(
        "/api/statements/verify/", {"signature": signature[:-3] + "AAA"}, format="json"
    ).json()

    assert (genuine["valid"], genuine["statement"]["closing_balance"]) == (True, "1374.01")
    assert (forged["valid"], forged["reason"]) == (False, "forged")


def test_another_banks_statement_is_not_ours(
    client: APIClient, account: AccountCard, settings: Settings
) -> None:
    content = content_of(client, account, "csv")
    settings.STATEMENT_SIGNING_KEYS = ["QQ" * 21 + "Q="]

    assert check(content)["reason"] == "unknown_key"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "non_field_errors"),
        ({"file": SimpleUploadedFile("a", b"x"), "signature": "a.b.c"}, "non_field_errors"),
        ({"file": SimpleUploadedFile("a", b"")}, "file"),
        ({"signature": "x" * 3_000}, "signature"),
    ],
)
def test_one_thing_at_a_time_is_checked(body: Any, field: str) -> None:
    answer = APIClient().post("/api/statements/verify/", body, format="multipart")

    assert (answer.status_code, set(answer.json())) == (400, {field})


def test_checks_are_counted_for_each_address(settings: Settings) -> None:
    settings.STATEMENT_CHECKS_PER_MINUTE = 2
    with clock.frozen_at(NEW_YEAR):
        statuses = [
            APIClient().post("/api/statements/verify/", {"signature": "a.b.c"}).status_code for _ in range(3)
        ]

    assert statuses == [200, 200, 429]


def test_the_keys_are_public() -> None:
    (key,) = APIClient().get("/api/statements/keys/").json()["keys"]

    assert {**key, "kid": "", "x": ""} == {
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "", "x": ""
    }  # fmt: skip
    assert (len(key["kid"]), len(key["x"])) == (16, 43)


# --- The command -----------------------------------------------------------------------------------------------------


def test_a_statement_is_checked_without_a_network(
    client: APIClient, account: AccountCard, tmp_path: Any, capsys: Any, django_assert_num_queries: Any
) -> None:
    content = content_of(client, account, "camt053")
    key_set = client.get("/api/statements/keys/").json()
    shown, changed, keys = tmp_path / "shown.xml", tmp_path / "changed.xml", tmp_path / "keys.json"
    shown.write_bytes(content)
    changed.write_bytes(content.replace(b"1374.01", b"9374.01"))
    keys.write_text(json.dumps(key_set))

    with django_assert_num_queries(0):
        for key in (None, str(keys), key_set["keys"][0]["x"]):
            call_command("verify_statement", str(shown), public_key=key)
            said = capsys.readouterr().out
            assert said.startswith("genuine: ")
            assert "closing balance: 1374.01" in said
        with pytest.raises(CommandError, match="altered") as refused:
            call_command("verify_statement", str(changed))
        for arguments in ({"public_key": "no key"}, {"public_key": None}):
            path = str(tmp_path / "not there") if arguments["public_key"] is None else str(shown)
            with pytest.raises(CommandError) as unusable:
                call_command("verify_statement", path, **arguments)
            assert unusable.value.returncode == 2

    assert refused.value.returncode == 1
