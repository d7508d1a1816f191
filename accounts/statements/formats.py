"""The formats a statement is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from accounts.statements.camt053_rendering import write_camt053
from accounts.statements.csv_rendering import write_csv
from accounts.statements.keys import SigningKeys
from accounts.statements.model import AccountStatement
from accounts.statements.ofx_rendering import write_ofx
from accounts.statements.pdf_rendering import write_pdf
from accounts.statements.sealed_files import ByteSink, SealedFile
from accounts.statements.signatures import sign


class StatementFormat(StrEnum):
    """The formats, as the API names them; JSON is an answer in pages, the others are files."""

    JSON = "json"
    CSV = "csv"
    PDF = "pdf"
    CAMT053 = "camt053"
    OFX = "ofx"


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of a format is called and sent."""

    content_type: str
    extension: str


FILE_KINDS = {
    StatementFormat.CSV: FileKind("text/csv; charset=utf-8; header=present", "csv"),
    StatementFormat.PDF: FileKind("application/pdf", "pdf"),
    StatementFormat.CAMT053: FileKind("application/xml", "camt053.xml"),
    StatementFormat.OFX: FileKind("application/x-ofx", "ofx"),
}
"""The formats that are files."""

_WRITERS: dict[StatementFormat, Callable[[AccountStatement, SealedFile], None]] = {
    StatementFormat.CSV: write_csv,
    StatementFormat.CAMT053: write_camt053,
    StatementFormat.OFX: write_ofx,
}


def write_statement(
    statement: AccountStatement, statement_format: StatementFormat, sink: ByteSink, keys: SigningKeys
) -> str:
    """Write a statement as a signed file, in constant memory whatever its length, and return its signature."""
    file = SealedFile(sink, keys, statement, statement_format.value)
    if statement_format is StatementFormat.PDF:
        write_pdf(statement, file, sign(keys, statement.claims()))
    else:
        _WRITERS[statement_format](statement, file)
    return file.signature
