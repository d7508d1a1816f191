"""A PDF that is written page by page, so that its length does not matter.

Reportlab keeps a document in memory until it is saved. Here each page goes to the file as soon as it is drawn, and only
where its two objects are in the file stays behind: 16 bytes for a page. What all pages share (fonts, the number of
pages) comes last.
"""

from __future__ import annotations

import datetime as dt
import zlib
from array import array
from collections.abc import Iterable
from typing import Any, Final

from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from accounts.statements.sealed_files import PDF_PLACE_NAME, SealedFile

# The second line of a PDF holds four bytes beyond ASCII, so that nobody takes the file for text (ISO 32000-1, 7.5.2).
_HEADER: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_PAGES_OF_A_BRANCH: Final = 250
PAGE_COUNT_FORM: Final = "page-count"


class GrowingCanvas(Canvas):
    """A canvas whose pages are written when they are shown; `finish` takes the place of `save`."""

    _preamble: str
    _code: list[str]

    def __init__(self, file: SealedFile, page_size: tuple[float, float], written_at: dt.datetime) -> None:
        super().__init__("", pagesize=page_size, pageCompression=1)
        self._doc: GrowingDocument = GrowingDocument(file, page_size, written_at)
        self._make_preamble()  # type: ignore[attr-defined]
        # Drawn on every page, though what it shows is known only when the last one is full.
        self._page_count = pdfdoc.PDFFormXObject(0, -4, 80, 12)
        self._doc.refer_to(self._page_count, pdfdoc.xObjectName(PAGE_COUNT_FORM))
        self._faces: dict[str, _FaceOfDocument] = {}

    def showPage(self) -> None:
        """Write the page and begin the next one."""
        self._doc.add_page("\n".join([self._preamble, *self._code, ""]))
        self._startPage()  # type: ignore[attr-defined]

    def finish(self, page_count_code: str) -> None:
        """Write what the pages share, and the signature; `page_count_code` draws the number of pages."""
        self._page_count.setStreamList([page_count_code])
        self._doc.finish()

    def text_operators(self, text: str, font_name: str, size: float) -> str:
        """Return what sets a text in one face where the pen is.

        Reportlab's own text objects do the same in thrice the time, and a statement is made of little else.
        """
        face = self._faces.get(font_name)
        if face is None:
            face = self._faces[font_name] = _FaceOfDocument(pdfmetrics.getFont(font_name), self._doc)
        return face.operators(text, f"{size:.4g}")


class _FaceOfDocument:
    """A face under the name a document has for it, and how the document writes its characters."""

    def __init__(self, font: Any, document: pdfdoc.PDFDocument) -> None:
        self._font, self._document = font, document
        if font._dynamicFont:
            self._name = font.getSubsetInternalName(0, document)
            self._codes = _FirstSubset(font, document)
        else:
            self._name = document.getInternalFontName(font.fontName)

    def operators(self, text: str, size: str) -> str:
        """Return what sets a text where the pen is."""
        if not self._font._dynamicFont:
            return f"{self._name} {size} Tf ({self._font.formatForPdf(text)}) Tj"
        try:
            return f"{self._name} {size} Tf ({text.translate(self._codes)}) Tj"
        except _InAnotherSubset:
            return " ".join(
                f"{self._font.getSubsetInternalName(subset, self._document)} {size} Tf ({escapePDF(codes)}) Tj"
                for subset, codes in self._font.splitString(text, self._document)
            )


class _InAnotherSubset(Exception):
    """A character is not in the first of the subsets, of 256 shapes each, in which a face is embedded."""


class _FirstSubset(dict[int, str]):
    """How the characters of a face's first subset are written, each looked up once; most texts need no other."""

    def __init__(self, font: Any, document: pdfdoc.PDFDocument) -> None:
        super().__init__()
        self._font, self._document = font, document

    def __missing__(self, code: int) -> str:
        ((subset, codes),) = self._font.splitString(chr(code), self._document)
        if subset:
            raise _InAnotherSubset
        written: str = escapePDF(codes)
        self[code] = written
        return written


class GrowingDocument(pdfdoc.PDFDocument):
    """A document that writes its pages at once and forgets them."""

    Catalog: Any
    Outlines: Any
    signature: Any

    def __init__(self, file: SealedFile, page_size: tuple[float, float], written_at: dt.datetime) -> None:
        super().__init__(compression=1, lang="en")
        self._file = file
        self._offsets = array("Q")
        self._branch: list[int] = []
        self._number_of_branch = 0
        self._timeStamp = _Moment(written_at)
        self.Catalog.Pages = self.Pages = _Branches(page_size)
        self._root = self.refer_to(self.Pages).format(self)
        file.write(_HEADER)

    def add_page(self, code: str) -> None:
        """Write a page that is drawn by `code`, and keep its number; what it does not say is said of all pages."""
        content = zlib.compress(code.encode())
        if not self._branch:
            self._number_of_branch = self._next_number()
        number, number_of_content = self._next_number(), self._next_number()
        self._branch.append(number)
        self._write_object(
            number,
            b"%d 0 obj\n<<\n/Contents %d 0 R /Parent %d 0 R /Type /Page\n>>\nendobj\n"
            % (number, number_of_content, self._number_of_branch),
        )
        self._write_object(
            number_of_content,
            b"%d 0 obj\n<<\n/Filter [ /FlateDecode ] /Length %d\n>>\nstream\n%s\nendstream\nendobj\n"
            % (number_of_content, len(content), content),
        )
        if len(self._branch) == _PAGES_OF_A_BRANCH:
            self._write_branch()

    def finish(self) -> None:
        """Write what is left: fonts, forms, the catalogue, the table of places, the trailer with the signature."""
        self._write_branch()
        for font in self.delayedFonts:
            font.addObjects(self)
        self.info.digest(self.signature)
        self.Outlines.prepare(self, None)
        self.Catalog.Outlines = None
        catalog, info = self.refer_to(self.Catalog), self.refer_to(self.info)
        number = 0
        # Writing an object may bring further ones along.
        while number < self.objectcounter:
            number += 1
            if number in self.numberToId:
                self._write(number)
        self._write_places_and_trailer(catalog, info)

    def refer_to(self, thing: Any, name: str | None = None) -> Any:
        """Return a reference to something of the document, which from now on belongs to it."""
        return self.Reference(thing, name)  # type: ignore[no-untyped-call]

    def _write_branch(self) -> None:
        if self._branch:
            self.Pages.add_branch(self._number_of_branch, len(self._branch))
            self._write_object(
                self._number_of_branch,
                b"%d 0 obj\n<<\n/Count %d /Kids %s /Parent %s /Type /Pages\n>>\nendobj\n"
                % (self._number_of_branch, len(self._branch), _references(self._branch), self._root),
            )
            self._branch.clear()

    def _next_number(self) -> int:
        self.objectcounter: int = self.objectcounter + 1
        return self.objectcounter

    def _write(self, number: int) -> None:
        name = self.numberToId[number]
        # Before its place is noted: writing an object may bring further ones along.
        content = pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self)
        self._write_object(number, content)

    def _write_object(self, number: int, content: bytes) -> None:
        self._offsets.extend([0] * (number + 1 - len(self._offsets)))
        self._offsets[number] = self._file.length_bytes
        self._file.write(content)

    def _write_places_and_trailer(self, catalog: Any, info: Any) -> None:
        places_at = self._file.length_bytes
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for start in range(1, len(self._offsets), 1000):
            places = self._offsets[start : start + 1000]
            self._file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        self._file.write(
            b"trailer\n<<\n/Size %d\n/Root %s\n/Info %s\n/ID %s"
            % (len(self._offsets), catalog.format(self), info.format(self), self.ID().strip())
        )
        self._file.close(b"\n" + PDF_PLACE_NAME, b")\n>>\nstartxref\n%d\n%%%%EOF\n" % places_at)


class _Branches(pdfdoc.PDFPages):
    """The root of the tree of pages: it knows its branches by number, and says what is the same for all pages."""

    __NoDefault__ = ["Kids", "Count", "MediaBox", "Resources"]
    __Refs__: list[str] = []

    def __init__(self, page_size: tuple[float, float]) -> None:
        super().__init__()
        self._numbers: list[int] = []
        self.Count = 0
        self.MediaBox = pdfdoc.PDFArray([0, 0, *page_size])

    def add_branch(self, number: int, page_count: int) -> None:
        """Take note of a branch with so many pages."""
        self._numbers.append(number)
        self.Count += page_count

    def check_format(self, document: pdfdoc.PDFDocument) -> None:
        """Say which branches there are, and what pages draw with."""
        self.Kids: Any = _references(self._numbers)
        self.Resources: Any = pdfdoc.PDFResourceDictionary(XObject=document.xobjDict([PAGE_COUNT_FORM]))
        self.Resources.basicFonts()


def _references(numbers: Iterable[int]) -> bytes:
    return b"[" + b" ".join(b"%d 0 R" % number for number in numbers) + b"]"


class _Moment:
    """An instant in the shape in which reportlab asks for it."""

    def __init__(self, instant: dt.datetime) -> None:
        utc = instant.astimezone(dt.UTC)
        self.t, self.lt, self.tzname = utc.timestamp(), utc.timetuple(), "UTC"
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh = self.dmm = 0
