"""Each format, read back by a reader of its own: nothing is lost, nothing is added, and nothing is run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import XMLParsedAsHTMLWarning
from lxml import etree
from ofxparse import OfxParser
from pyiso20022.camt import camt_053_001_08 as camt
from pypdf import PdfReader
from xsdata.formats.dataclass.parsers import XmlParser

from accounts.statements.csv_rendering import COLUMNS
from accounts.statements.formats import StatementFormat
from accounts.statements.model import AccountStatement, Bank
from accounts.statements.pdf_fonts import REGULAR, load_fonts, runs, size_that_fits, wrapped
from accounts.statements.pdf_sheet import DESCRIPTION_WIDTH, TEXT
from core_banking.kernel.money import Currency
from tests.builders.statements import ManyLines, line, lines_of, statement, written

REPOSITORY = Path(__file__).resolve().parents[3]
SCHEMA = (
    Path(os.environ.get("ISO20022_SCHEMAS") or REPOSITORY.parent / "shared" / "data") / "camt.053.001.08.xsd"
)

MADE = statement(lines_of([150_000, -2_500, -10_099], 5_000), 5_000)
NAMES = [
    "Łukasz Żółć",
    "Nguyễn Thị Ánh",
    "Владимир Ильин",
    "Ελένη",
    "O'Brien & Söhne <GmbH>",
    "“quoted”; a, b",
]
NASTY = "a\x00b\x08c\ud800d\ufffee\x1f]]>&amp;<b>\r\n\u2028f\U0001f600"
NOTHING = statement([], 12_345)


def csv_rows(made: AccountStatement) -> list[dict[str, str]]:
    text = written(made, StatementFormat.CSV).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def pdf_objects(made: AccountStatement) -> tuple[Any, Any]:
    """The trailer and the first page, as PDF has them."""
    reader = PdfReader(io.BytesIO(written(made, StatementFormat.PDF)), strict=True)
    return reader.trailer, reader.pages[0]


def pdf_pages(made: AccountStatement) -> list[str]:
    reader = PdfReader(io.BytesIO(written(made, StatementFormat.PDF)))
    # The number of pages stands in a form of its own, which is read as another line.
    return [page.extract_text().replace(" of \n", " of ") for page in reader.pages]


def camt_statement(made: AccountStatement) -> Any:
    message = XmlParser().from_bytes(written(made, StatementFormat.CAMT053), camt.Document)
    assert message.bk_to_cstmr_stmt is not None
    return message.bk_to_cstmr_stmt.stmt[0]


def ofx_account(made: AccountStatement) -> Any:
    content = written(made, StatementFormat.OFX)
    etree.fromstring(content)
    with warnings.catch_warnings():
        # The reader treats all OFX as the older kind that was no XML; the parser below it notices.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        return OfxParser.parse(io.BytesIO(content)).account


# --- CSV -------------------------------------------------------------------------------------------------------------


def test_a_csv_has_an_opening_its_lines_a_closing_and_a_signature() -> None:
    rows = csv_rows(MADE)

    assert [row["record"] for row in rows] == ["OPENING", "LINE", "LINE", "LINE", "CLOSING", "SIGNATURE"]
    assert rows[0]["balance"] == "50.00"
    assert [(row["debit"], row["credit"], row["balance"]) for row in rows[1:5]] == [
        ("", "1500.00", "1550.00"),
        ("25.00", "", "1525.00"),
        ("100.99", "", "1424.01"),
        ("125.99", "1500.00", "1424.01"),
    ]
    assert rows[1] | {"record": "LINE"} == {
        "record": "LINE",
        "date": "2024-01-01",
        "value_date": "2024-01-01",
        "posted_at": "2024-01-01T12:00:00Z",
        "type": "DEPOSIT",
        "description": "Cash paid in",
        "reference": "TXN0000000001",
        "debit": "",
        "credit": "1500.00",
        "balance": "1550.00",
        "account_number": "SAV120045675",
        "currency": "USD",
    }


def test_a_csv_is_a_table_as_the_standard_has_it() -> None:
    content = written(statement(lines_of([1, 2], description='say "hi",\nthen\r\ngo')), StatementFormat.CSV)
    table = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))

    assert content.endswith(b"\r\n")
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert table[2][5] == 'say "hi",\nthen\r\ngo'


@pytest.mark.parametrize(
    "description",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        '=HYPERLINK("x")',
    ],
)
def test_no_cell_of_a_csv_is_a_formula(description: str) -> None:
    row = csv_rows(statement(lines_of([-100], 500, description=description, reference=description), 500))[1]

    assert (row["description"], row["reference"]) == (f"'{description}", f"'{description}")
    assert (row["debit"], row["balance"]) == ("1.00", "4.00")


@pytest.mark.parametrize("description", ["a=b", "5-3", "mail@example.org", "", "Łódź", "'quoted'"])
def test_harmless_words_stay_as_they_are(description: str) -> None:
    assert csv_rows(statement(lines_of([100], description=description)))[1]["description"] == description


# --- PDF -------------------------------------------------------------------------------------------------------------


def test_a_pdf_says_whose_statement_it_is_and_what_it_adds_up_to() -> None:
    (page,) = pdf_pages(MADE)

    for words in (
        "Core Bank", "Account statement", "Ada Lovelace", "SAV120045675", "Savings", "USD", "STMQ7K2M4X9PA3TB6WC",
        "1 Jan 2024 – 31 Jan 2024", "1 Feb 2024, 09:30 UTC", "MONEY OUT", "Opening balance", "50.00", "Money in",
        "1,500.00", "125.99", "Closing balance", "1,424.01", "Withdrawal · TXN0000000002", "Page 1 of 1",
        "https://bank.example/api/statements/verify/",
    ):  # fmt: skip
        assert words in page


def test_a_pdf_prints_names_of_many_scripts() -> None:
    made = statement(
        [line(1, 100, 100, description=name) for name in NAMES], holder_name="Łucja Ängström-Müller"
    )
    (page,) = pdf_pages(made)

    for name in [*NAMES, "Łucja Ängström-Müller"]:
        assert name in page
    embedded = pdf_objects(made)[1]["/Resources"]["/Font"]
    assert any("Noto" in str(font.get_object()["/BaseFont"]) for font in embedded.values())


def test_letters_from_the_right_are_set_from_the_right() -> None:
    load_fonts()
    pieces = list(runs("to שלום כהן, Հայաստան", REGULAR))

    assert "".join(piece for _, piece in pieces) == "to ןהכ םולש, Հայաստան"
    assert "Հայաստան" in pdf_pages(statement(lines_of([1], description="Հայաստան")))[0]


def test_what_no_typeface_has_is_a_question_mark_and_stops_nothing() -> None:
    (page,) = pdf_pages(statement(lines_of([1], description=f"\U0001f600 ok {NASTY}")))

    assert "? ok" in page


def test_every_page_has_a_number_and_the_head_of_the_table() -> None:
    changes = [100_000, *([-137] * 40)]
    pages = pdf_pages(statement(lines_of(changes)))

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of 3" in page
        assert page.count("VALUE DATE") == 1
        assert "SAV120045675" in page
    balances = re.findall(
        r"^\d+ Jan 2024 \d+ Jan 2024 Cash paid out 1\.37 ([\d,.]+)$", "\n".join(pages), re.MULTILINE
    )
    assert balances == [f"{(100_000 - 137 * number) / 100:,.2f}" for number in range(1, 41)]
    assert "Closing balance" in pages[-1]
    assert "This statement is signed" in pages[-1]


def test_a_statement_without_lines_says_so() -> None:
    (page,) = pdf_pages(NOTHING)

    assert "No money moved in this period." in page
    assert page.count("123.45") == 4


def test_the_longest_description_is_printed_whole() -> None:
    without_a_break = "".join(f"{number:03d}" for number in range(85))
    whole = "\n".join(pdf_pages(statement(lines_of([1] * 9, description=without_a_break))))
    printed = wrapped(without_a_break, REGULAR, TEXT, DESCRIPTION_WIDTH)

    assert "".join(printed) == without_a_break
    assert [whole.count(each) for each in printed] == [9] * len(printed)


def test_the_largest_amounts_keep_to_their_columns() -> None:
    opening = 10**15 - 10**12
    made = statement(lines_of([10**12 - 1, -(10**12) + 2], opening), opening, currency=Currency.of("KWD"))
    (page,) = pdf_pages(made)

    assert page.count("999,999,999,999.999") == 1
    assert size_that_fits("1,000,000,000,000.000", REGULAR, 8.5, 66) < 8.5
    assert size_that_fits("1,000,000.000", REGULAR, 8.5, 66) == 8.5


def test_a_pdf_tells_its_readers_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(written(MADE, StatementFormat.PDF)), strict=True)
    about = reader.metadata

    assert about is not None
    assert (about.title, about.author) == ("Account statement 2024-01-01 to 2024-01-31", "Core Bank")
    assert about.creation_date == dt.datetime(2024, 2, 1, 9, 30, tzinfo=dt.UTC)
    assert pdf_objects(MADE)[0]["/Root"]["/Lang"] == "en"
    assert str(pdf_objects(MADE)[0]["/StatementSignature"]).count(".") == 2


def test_statements_that_are_drawn_at_once_do_not_mix() -> None:
    made = [
        statement(lines_of([number], description=f"Łódź {number} {'ąčžŏ'[number % 4]}"))
        for number in range(1, 5)
    ]
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(pdf_pages, made))

    assert [
        page[0].count(next(iter(each.lines)).description) for page, each in zip(pages, made, strict=True)
    ] == [1] * 4


# --- ISO 20022 -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    if not SCHEMA.is_file():
        pytest.skip(
            f"camt.053.001.08.xsd is not at hand: put it into {SCHEMA.parent}, or name its folder in ISO20022_SCHEMAS"
        )
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize(
    "made",
    [
        MADE,
        NOTHING,
        statement(lines_of([1], description=NASTY), holder_name=NASTY, account_number="NOT-YET-GIVEN"),
        statement(
            lines_of([1, -1], description="x" * 255, reference="R" * 40, kind="REVERSAL"),
            holder_name="n" * 300,
        ),
        statement(lines_of([1], description=" " * 141 + "x"), holder_name=""),
        statement(lines_of([1_234]), currency=Currency.of("KWD"), bank=Bank(name="B" * 200, bic="COREUS33")),
        statement(lines_of([1_234]), currency=Currency.of("JPY"), to_date=dt.date(9999, 12, 31)),
        statement(lines_of([1_234]), from_date=dt.date(1, 1, 1), account_type="FIXED_DEPOSIT"),
    ],
)
def test_camt_053_is_valid_by_the_standards_own_schema(
    schema: etree.XMLSchema, made: AccountStatement
) -> None:
    document = etree.fromstring(written(made, StatementFormat.CAMT053))

    assert schema.validate(document), schema.error_log


def test_the_schema_sees_what_is_wrong(schema: etree.XMLSchema) -> None:
    wrong = written(MADE, StatementFormat.CAMT053).replace(b"CRDT", b"CREDIT")

    assert not schema.validate(etree.fromstring(wrong))


def test_camt_053_is_read_back_as_it_was_meant() -> None:
    read = camt_statement(MADE)

    assert [(each.tp.cd_or_prtry.cd, each.amt.value, each.amt.ccy, str(each.dt.dt)) for each in read.bal] == [
        ("OPBD", Decimal("50.00"), "USD", "2024-01-01"),
        ("CLBD", Decimal("1424.01"), "USD", "2024-01-31"),
    ]
    entries = [
        (each.amt.value, each.cdt_dbt_ind.value, each.sts.cd, each.acct_svcr_ref) for each in read.ntry
    ]
    assert entries == [
        (Decimal("1500.00"), "CRDT", "BOOK", "TXN0000000001"),
        (Decimal("25.00"), "DBIT", "BOOK", "TXN0000000002"),
        (Decimal("100.99"), "DBIT", "BOOK", "TXN0000000003"),
    ]
    assert [(str(each.bookg_dt.dt), str(each.val_dt.dt)) for each in read.ntry] == [
        ("2024-01-01", "2024-01-01"),
        ("2024-01-02", "2024-01-02"),
        ("2024-01-03", "2024-01-03"),
    ]
    summary = read.txs_summry
    assert (summary.ttl_ntries.nb_of_ntries, summary.ttl_cdt_ntries.sum, summary.ttl_dbt_ntries.sum) == (
        "3",
        Decimal("1500.00"),
        Decimal("125.99"),
    )
    assert (read.acct.id.othr.id, read.acct.ccy, read.acct.ownr.nm) == ("SAV120045675", "USD", "Ada Lovelace")
    assert read.ntry[1].ntry_dtls[0].tx_dtls[0].rmt_inf.ustrd == ["Cash paid out"]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("DEPOSIT", 1, ("PMNT", "CNTR", "CDPT")),
        ("TRANSFER", 1, ("PMNT", "RCDT", "BOOK")),
        ("TRANSFER", -1, ("PMNT", "ICDT", "BOOK")),
        ("FEE", -1, ("ACMT", "MDOP", "CHRG")),
        ("TAX", -1, ("ACMT", "MDOP", "TAXE")),
        ("REVERSAL", 1, ("PMNT", "OTHR", "OTHR")),
    ],
)
def test_an_entry_carries_the_standards_code_and_the_banks_own(
    kind: str, change: int, code: tuple[str, ...]
) -> None:
    read = camt_statement(statement(lines_of([change], 5, kind=kind), 5)).ntry[0].bk_tx_cd

    assert (read.domn.cd, read.domn.fmly.cd, read.domn.fmly.sub_fmly_cd) == code
    assert read.prtry.cd == kind


def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays() -> None:
    read = camt_statement(statement(lines_of([1], description=NASTY)))

    assert read.ntry[0].ntry_dtls[0].tx_dtls[0].rmt_inf.ustrd == ["abcde]]>&amp;<b> f\U0001f600"]


# --- OFX -------------------------------------------------------------------------------------------------------------


def test_ofx_is_read_back_as_it_was_meant() -> None:
    account = ofx_account(MADE)
    read = account.statement

    assert (account.account_id, account.account_type, read.currency) == ("SAV120045675", "SAVINGS", "usd")
    assert (read.start_date.date(), read.end_date.date()) == (MADE.from_date, MADE.to_date)
    assert read.balance == Decimal("1424.01")
    assert [(each.id, each.amount, each.type, each.memo) for each in read.transactions] == [
        ("TXN0000000001.1", Decimal("1500.00"), "dep", "Cash paid in"),
        ("TXN0000000002.2", Decimal("-25.00"), "cash", "Cash paid out"),
        ("TXN0000000003.3", Decimal("-100.99"), "cash", "Cash paid out"),
    ]
    assert [*account.warnings, *read.warnings, *read.discarded_entries] == []


def test_two_lines_of_one_movement_have_identifiers_of_their_own_that_stay() -> None:
    lines = lines_of([-1_000, -100], 5_000, reference="TXNSAME")
    ids = [each.id for each in ofx_account(statement(lines, 5_000)).statement.transactions]

    assert ids == ["TXNSAME.1", "TXNSAME.2"]
    assert [each.id for each in ofx_account(statement(lines[1:], 4_000)).statement.transactions] == ids[1:]


def test_ofx_keeps_names_of_every_script_within_ascii() -> None:
    made = statement(lines_of([1], description=NASTY + "Łódź"))

    assert written(made, StatementFormat.OFX).isascii()
    assert ofx_account(made).statement.transactions[0].memo == "abcde]]>&amp;<b> f\U0001f600Łódź"
    assert ofx_account(NOTHING).statement.transactions == []


def test_lines_are_read_one_after_the_other_and_never_kept() -> None:
    assert sum(each.change_minor for each in ManyLines(5)) == 5
