"""The sheet of a printed statement: where things stand on it, and how they are drawn. Lengths are in points."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4

from accounts.statements.model import AccountStatement
from accounts.statements.pdf_document import PAGE_COUNT_FORM, GrowingCanvas
from accounts.statements.pdf_fonts import REGULAR, SEMIBOLD, runs, size_that_fits, width_of, wrapped
from accounts.statements.pdf_wording import printed_amount, printed_date, printed_period

PAGE_SIZE: Final = (float(A4[0]), float(A4[1]))
LEFT: Final = 48.0
RIGHT: Final = PAGE_SIZE[0] - 48.0
TEXT, SMALL = 8.5, 7.0

_TOP: Final = PAGE_SIZE[1] - 60.0
_BOTTOM: Final = 66.0
_LEADING, _SMALL_LEADING, _ROW_PADDING = 11.5, 9.5, 6.0

_INK, _MUTED, _ACCENT = HexColor(0x1B2432), HexColor(0x667080), HexColor(0x14395B)
_RULE, _TINT = HexColor(0xDCE2E9), HexColor(0xF2F5F9)

# Where columns begin (text) or end (amounts).
_DATE, _VALUE_DATE, _DESCRIPTION = LEFT + 6, LEFT + 64, LEFT + 122
_OUT, _IN, _BALANCE = RIGHT - 152, RIGHT - 80, RIGHT - 6
_AMOUNT_WIDTH: Final = 66.0
DESCRIPTION_WIDTH: Final = _OUT - _AMOUNT_WIDTH - _DESCRIPTION - 6


def _ink(color: Any) -> str:
    return f"{color.red:.4g} {color.green:.4g} {color.blue:.4g} rg"


def _stroke(color: Any, width: float) -> str:
    return f"{color.red:.4g} {color.green:.4g} {color.blue:.4g} RG {width:g} w"


_ROW_RULE: Final = _stroke(_RULE, 0.5)
_REMEMBERED: Final = 1024
"""How many of the texts that many rows say are kept, as they are written."""
_INK_CODE, _MUTED_CODE = _ink(_INK), _ink(_MUTED)

_SEAL_SIZE: Final = 104.0
_SEAL_WORDING: Final = (
    "The file carries the bank's digital signature: if one character of it is changed, the check fails. Of a printed "
    "copy, the code on the left vouches for account, holder, period, balances and totals."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table, in the words and figures that are printed."""

    date: str
    value_date: str
    description: Sequence[str]
    small: Sequence[str] = ()
    money_out: str = ""
    money_in: str = ""
    balance: str = ""

    @property
    def height(self) -> float:
        """How high the row is."""
        return len(self.description) * _LEADING + len(self.small) * _SMALL_LEADING + 2 * _ROW_PADDING


class Sheet:
    """Fills one page after the other from the top; a row that does not fit begins the next page."""

    def __init__(self, canvas: GrowingCanvas, statement: AccountStatement) -> None:
        self._canvas, self._statement = canvas, statement
        self._page_number = 1
        self._y = _TOP
        self._fixed = functools.lru_cache(maxsize=_REMEMBERED)(self._at)

    # --- Pages ---------------------------------------------------------------------------------------------------

    def open_first_page(self) -> None:
        """Draw the letterhead, whose account it is, the summary, and the head of the table."""
        statement = self._statement
        size = size_that_fits(statement.bank.name, SEMIBOLD, 20, 300)
        self._text(LEFT, _TOP, statement.bank.name, SEMIBOLD, size, _ACCENT)
        self._right(RIGHT, _TOP, "Account statement", REGULAR, 12, _MUTED)
        self._rule(_TOP - 16, _ACCENT, 1.2)
        self._y = _TOP - 48
        self._draw_holder_and_facts()
        self._draw_summary()
        self._draw_table_head()

    def close(self) -> None:
        """Finish the last page, and the file."""
        self._end_page()
        count = self._canvas.text_operators(str(self._page_number), REGULAR, SMALL)
        self._canvas.finish(f"BT {_ink(_MUTED)} {count} ET")

    def _make_room(self, height: float) -> None:
        if self._y - height >= _BOTTOM:
            return
        self._end_page()
        self._page_number += 1
        self._open_next_page()
        self._draw_table_head()

    def _open_next_page(self) -> None:
        statement = self._statement
        size = size_that_fits(statement.bank.name, SEMIBOLD, 10, 220)
        self._text(LEFT, _TOP + 6, statement.bank.name, SEMIBOLD, size, _ACCENT)
        self._right(
            RIGHT,
            _TOP + 6,
            f"{statement.account_number}  \u00b7  {printed_period(statement)}",
            REGULAR,
            8,
            _MUTED,
        )
        self._rule(_TOP - 6, _ACCENT, 0.8)
        self._y = _TOP - 22

    def _end_page(self) -> None:
        self._rule(48, _RULE, 0.6)
        statement = self._statement
        before_count = f"Page {self._page_number} of "
        self._text(LEFT, 34, before_count, REGULAR, SMALL, _MUTED)
        self._canvas.saveState()
        self._canvas.translate(LEFT + width_of(before_count, REGULAR, SMALL), 34)
        self._canvas.doForm(PAGE_COUNT_FORM)
        self._canvas.restoreState()
        middle = (LEFT + RIGHT - width_of(statement.statement_id, REGULAR, SMALL)) / 2
        self._text(middle, 34, statement.statement_id, REGULAR, SMALL, _MUTED)
        size = size_that_fits(statement.bank.name, REGULAR, SMALL, 170)
        self._right(RIGHT, 34, statement.bank.name, REGULAR, size, _MUTED)
        self._canvas.showPage()

    # --- The head of the statement -------------------------------------------------------------------------------

    def _draw_holder_and_facts(self) -> None:
        statement, top = self._statement, self._y
        self._text(LEFT, top, "ACCOUNT HOLDER", SEMIBOLD, 6.5, _MUTED)
        y = top - 17
        for line in wrapped(statement.holder_name, SEMIBOLD, 13, 225)[:3]:
            self._text(LEFT, y, line, SEMIBOLD, 13, _INK)
            y -= 17
        facts = (
            ("Account number", statement.account_number),
            ("Account type", statement.account_type.replace("_", " ").capitalize()),
            ("Currency", statement.currency.code),
            ("Period", printed_period(statement)),
            ("Statement", statement.statement_id),
            ("Issued", f"{printed_date(statement.issued_at.date())}, {statement.issued_at:%H:%M} UTC"),
        )
        facts_y = top
        for label, value in facts:
            self._text(330, facts_y, label, REGULAR, 8, _MUTED)
            size = size_that_fits(value, REGULAR, 8.5, RIGHT - 412)
            self._text(412, facts_y, value, REGULAR, size, _INK)
            facts_y -= 14
        self._y = min(y, facts_y) - 14

    def _draw_summary(self) -> None:
        statement, canvas = self._statement, self._canvas
        height, gap = 56.0, 6.0
        width = (RIGHT - LEFT - 3 * gap) / 4
        bottom = self._y - height
        cells = (
            ("Opening balance", printed_amount(statement, statement.opening_minor)),
            ("Money in", printed_amount(statement, statement.credits_minor)),
            ("Money out", printed_amount(statement, statement.debits_minor)),
            ("Closing balance", printed_amount(statement, statement.closing_minor)),
        )
        for place, (label, amount) in enumerate(cells):
            is_result = place == len(cells) - 1
            x = LEFT + place * (width + gap)
            canvas.setFillColor(_ACCENT if is_result else _TINT)
            canvas.roundRect(x, bottom, width, height, 4, stroke=0, fill=1)
            self._text(x + 11, self._y - 20, label, REGULAR, 7.5, white if is_result else _MUTED)
            size = size_that_fits(amount, SEMIBOLD, 13.5, width - 22)
            self._text(x + 11, self._y - 41, amount, SEMIBOLD, size, white if is_result else _INK)
        self._y = bottom - 30

    def _draw_table_head(self) -> None:
        y = self._y
        for x, label in ((_DATE, "DATE"), (_VALUE_DATE, "VALUE DATE"), (_DESCRIPTION, "DESCRIPTION")):
            self._text(x, y, label, SEMIBOLD, 6.5, _MUTED)
        for x, label in ((_OUT, "MONEY OUT"), (_IN, "MONEY IN"), (_BALANCE, "BALANCE")):
            self._right(x, y, label, SEMIBOLD, 6.5, _MUTED)
        self._rule(y - 7, _ACCENT, 0.8)
        self._y = y - 7

    # --- The table -----------------------------------------------------------------------------------------------

    def draw_opening(self) -> None:
        """Draw the row the running balance begins with, and say so if no other one follows."""
        statement = self._statement
        opening = Row(
            date=printed_date(statement.from_date),
            value_date="",
            description=("Opening balance",),
            balance=printed_amount(statement, statement.opening_minor),
        )
        self.draw_row(opening, SEMIBOLD)
        if statement.line_count == 0:
            self.draw_row(Row(date="", value_date="", description=("No money moved in this period.",)))

    def draw_closing(self) -> None:
        """Draw the row the running balance ends with, with the totals."""
        statement = self._statement
        row = Row(
            date=printed_date(statement.to_date),
            value_date="",
            description=("Closing balance",),
            money_out=printed_amount(statement, statement.debits_minor),
            money_in=printed_amount(statement, statement.credits_minor),
            balance=printed_amount(statement, statement.closing_minor),
        )
        # The seal stays with it: a last page with nothing but a seal would look like a mistake.
        self._make_room(row.height + _SEAL_SIZE + 30)
        self._canvas.setFillColor(_TINT)
        self._canvas.rect(LEFT, self._y - row.height, RIGHT - LEFT, row.height, stroke=0, fill=1)
        self.draw_row(row, SEMIBOLD)
        self._rule(self._y, _ACCENT, 0.8)

    def draw_row(self, row: Row, font: str = REGULAR) -> None:
        """Draw one row, on the next page if this one has no room for it."""
        height = row.height
        self._make_room(height)
        # Heights count from the top of the row, so that what many rows say is worked out once.
        y = -_ROW_PADDING - TEXT
        fixed, at = self._fixed, self._at
        # In the order of reading: whoever copies the text, or has it read out, gets row after row.
        code = [f"q 1 0 0 1 0 {self._y:.2f} cm BT", _INK_CODE, fixed(_DATE, y, row.date, font, TEXT)]
        code += (_MUTED_CODE, fixed(_VALUE_DATE, y, row.value_date, font, TEXT), _INK_CODE)
        code.append(fixed(_DESCRIPTION, y, row.description[0], font, TEXT))
        for x, amount in ((_OUT, row.money_out), (_IN, row.money_in), (_BALANCE, row.balance)):
            if amount:
                width = width_of(amount, font, TEXT)
                fitting = min(1.0, _AMOUNT_WIDTH / width)
                code.append(at(x - width * fitting, y, amount, font, TEXT * fitting))
        for line in row.description[1:]:
            y -= _LEADING
            code.append(fixed(_DESCRIPTION, y, line, font, TEXT))
        code.append(_MUTED_CODE)
        y -= _LEADING - 1
        for line in row.small:
            code.append(at(_DESCRIPTION, y, line, REGULAR, SMALL))
            y -= _SMALL_LEADING
        code.append(f"ET {_ROW_RULE} {LEFT:.2f} {-height:.2f} m {RIGHT:.2f} {-height:.2f} l S Q")
        self._canvas.addLiteral(" ".join(code))
        self._y -= height

    # --- The seal ------------------------------------------------------------------------------------------------

    def draw_seal(self, seal: str) -> None:
        """Draw the signature of the figures as a code to scan, below the closing balance."""
        top = self._y - 26
        self._draw_code(seal, LEFT, top)
        x, y = LEFT + _SEAL_SIZE + 18, top - 12
        self._text(x, y, "This statement is signed", SEMIBOLD, 10, _INK)
        y -= 16
        for line in wrapped(_SEAL_WORDING, REGULAR, 8, RIGHT - x):
            self._text(x, y, line, REGULAR, 8, _MUTED)
            y -= 12
        address = self._statement.bank.address
        if address:
            self._text(x, y - 8, "Check it at", REGULAR, 8, _MUTED)
            self._text(x, y - 20, f"{address}/api/statements/verify/", SEMIBOLD, 8, _ACCENT)
        self._y = top - _SEAL_SIZE

    def _draw_code(self, words: str, left: float, top: float) -> None:
        """Draw a QR code as one shape: as a drawing of reportlab's it took longer than all else on a statement."""
        code: Any = QRCode(None, QRErrorCorrectLevel.L)
        code.addData(words)
        code.make()
        size = _SEAL_SIZE / code.getModuleCount()
        shape = []
        for number, row in enumerate(code.modules, start=1):
            column = 0
            for is_dark, squares in groupby(map(bool, row)):
                count = len(list(squares))
                if is_dark:
                    x, y = left + column * size, top - number * size
                    shape.append(f"{x:.3f} {y:.3f} {count * size:.3f} {size:.3f} re")
                column += count
        self._canvas.addLiteral(" ".join(["q", _INK_CODE, *shape, "f Q"]))

    # --- Ink -----------------------------------------------------------------------------------------------------

    def _text(self, x: float, y: float, words: str, font: str, size: float, color: Any) -> None:
        self._canvas.addLiteral(f"BT {_ink(color)} {self._at(x, y, words, font, size)} ET")

    def _right(self, x: float, y: float, words: str, font: str, size: float, color: Any) -> None:
        self._text(x - width_of(words, font, size), y, words, font, size, color)

    def _at(self, x: float, y: float, words: str, font: str, size: float) -> str:
        if not words:
            return ""
        if words.isascii():
            return f"1 0 0 1 {x:.2f} {y:.2f} Tm {self._canvas.text_operators(words, font, size)}"
        pieces = [self._canvas.text_operators(piece, face, size) for face, piece in runs(words, font)]
        return f"1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(pieces)}"

    def _rule(self, y: float, color: Any, width: float) -> None:
        self._canvas.addLiteral(f"{_stroke(color, width)} {LEFT:.2f} {y:.2f} m {RIGHT:.2f} {y:.2f} l S")
