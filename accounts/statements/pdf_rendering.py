"""A statement as PDF, for people."""

from __future__ import annotations

from typing import Final

from accounts.statements.model import AccountStatement
from accounts.statements.pdf_document import GrowingCanvas
from accounts.statements.pdf_fonts import REGULAR, load_fonts, wrapped
from accounts.statements.pdf_sheet import DESCRIPTION_WIDTH, PAGE_SIZE, SMALL, TEXT, Row, Sheet
from accounts.statements.pdf_wording import printed_amount, printed_date
from accounts.statements.plain_text import one_line
from accounts.statements.sealed_files import SealedFile
from ledger.contracts import StatementLine

_LONGEST_WORDING: Final = 400


def write_pdf(statement: AccountStatement, file: SealedFile, seal: str) -> None:
    """Write the statement page by page; `seal` is the signature of its figures, printed as a code to scan."""
    load_fonts()
    canvas = GrowingCanvas(file, PAGE_SIZE, statement.issued_at)
    canvas.setTitle(f"Account statement {statement.from_date} to {statement.to_date}")
    canvas.setAuthor(statement.bank.name)
    canvas.setCreator(statement.bank.name)
    canvas.setSubject(f"Statement {statement.statement_id}")
    sheet = Sheet(canvas, statement)
    sheet.open_first_page()
    sheet.draw_opening()
    for line in statement.lines:
        sheet.draw_row(_row(statement, line))
    sheet.draw_closing()
    sheet.draw_seal(seal)
    sheet.close()


def _row(statement: AccountStatement, line: StatementLine) -> Row:
    label = line.kind.replace("_", " ").capitalize()
    description = one_line(line.description)[:_LONGEST_WORDING]
    reference = one_line(line.reference)
    # What has no words of its own is called by its kind, and then the kind need not be said twice.
    small = f"{label} \u00b7 {reference}" if description else reference
    change = line.change_minor
    return Row(
        date=printed_date(line.business_date),
        value_date=printed_date(line.value_date),
        description=tuple(wrapped(description or label, REGULAR, TEXT, DESCRIPTION_WIDTH)),
        small=tuple(wrapped(small, REGULAR, SMALL, DESCRIPTION_WIDTH)),
        money_out=printed_amount(statement, -change) if change < 0 else "",
        money_in=printed_amount(statement, change) if change > 0 else "",
        balance=printed_amount(statement, line.balance_after_minor),
    )
