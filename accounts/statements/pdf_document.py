"""A PDF that is written page by page, so that its length does not matter.

Reportlab keeps a document in memory until it is saved. Here each page goes to the file as soon as it is drawn, and only
its place in the file stays behind: 20 bytes for a page. What all pages share (fonts, the number of pages) comes last.
"""

from __future__ import annotations

import datetime as dt
from array import array
from typing import Any, Final

from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from accounts.statements.sealed_files import PDF_PLACE_NAME, SealedFile

# The second line of a PDF holds four bytes beyond ASCII, so that nobody takes the file for text (ISO 32000-1, 7.5.2).
_HEADER: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_ESCAPED: Final = str.maketrans({character: f"\\{character}" for character in "\\()"})
PAGE_COUNT_FORM: Final = "page-count"


class GrowingCanvas(Canvas):
    """A canvas whose pages are written when they are shown; `finish` takes the place of `save`."""

    def __init__(self, file: SealedFile, page_size: tuple[float, float], written_at: dt.datetime) -> None:
        super().__init__("", pagesize=page_size, pageCompression=1)
        self._doc: GrowingDocument = GrowingDocument(file, written_at)
        self._make_preamble()  # type: ignore[attr-defined]
        # Drawn on every page, though what it shows is known only when the last one is full.
        self._page_count = pdfdoc.PDFFormXObject(0, -4, 80, 12)
        self._doc.refer_to(self._page_count, pdfdoc.xObjectName(PAGE_COUNT_FORM))

    def finish(self, page_count_code: str) -> None:
        """Write what the pages share, and the signature; `page_count_code` draws the number of pages."""
        self._page_count.setStreamList([page_count_code])
        self._doc.finish()

    def text_operators(self, text: str, font_name: str, size: float) -> str:
        """Return what sets a text in one face where the pen is.

        Reportlab's own text objects do the same in thrice the time, and a statement is made of little else.
        """
        font: Any = pdfmetrics.getFont(font_name)
        if not font._dynamicFont:
            name = self._doc.getInternalFontName(font_name)
            return f"{name} {size:.4g} Tf ({font.formatForPdf(text)}) Tj"
        if text.isascii() and text.isprintable():
            # The first subset of a face holds ASCII at its own places.
            name = font.getSubsetInternalName(0, self._doc)
            return f"{name} {size:.4g} Tf ({text.translate(_ESCAPED)}) Tj"
        return " ".join(
            f"{font.getSubsetInternalName(subset, self._doc)} {size:.4g} Tf ({escapePDF(codes)}) Tj"
            for subset, codes in font.splitString(text, self._doc)
        )


class GrowingDocument(pdfdoc.PDFDocument):
    """A document that writes its pages at once and forgets them."""

    Catalog: Any
    Outlines: Any
    signature: Any

    def __init__(self, file: SealedFile, written_at: dt.datetime) -> None:
        super().__init__(compression=1, lang="en")
        self._file = file
        self._offsets = array("Q")
        self._pages = array("L")
        self._timeStamp = _Moment(written_at)
        self.Catalog.Pages = self.Pages = _PagesByNumber(self._pages)
        file.write(_HEADER)

    def addPage(self, page: pdfdoc.PDFPage) -> None:
        """Write a page, all that belongs to it alone, and keep its number."""
        name = self.thisPageName()
        content = pdfdoc.PDFStream(content=page.stream, filters=[pdfdoc.PDFZCompress])
        page.Contents = content
        self.refer_to(page, name)
        of_content = self.refer_to(content)
        self._write_and_forget(name)
        self._write_and_forget(of_content.name)
        self.pageCounter += 1
        self.inObject = None

    def finish(self) -> None:
        """Write what is left: fonts, forms, the catalogue, the table of places, the trailer with the signature."""
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

    def _write_and_forget(self, name: str) -> None:
        number, _ = self.idToObjectNumberAndVersion[name]
        if name.startswith("Page"):
            self._pages.append(number)
        self._write(number)
        for register in (self.idToObject, self.idToObjectNumberAndVersion):
            del register[name]
        del self.numberToId[number]

    def _write(self, number: int) -> None:
        name = self.numberToId[number]
        content = pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self)
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


class _PagesByNumber(pdfdoc.PDFPages):
    """The tree of pages, of which only the numbers were kept."""

    def __init__(self, numbers: array[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def check_format(self, document: pdfdoc.PDFDocument) -> None:
        """Name the pages by their numbers."""
        self.Kids: Any = b"[" + b" ".join(b"%d 0 R" % number for number in self._numbers) + b"]"
        self.Count = len(self._numbers)


class _Moment:
    """An instant in the shape in which reportlab asks for it."""

    def __init__(self, instant: dt.datetime) -> None:
        utc = instant.astimezone(dt.UTC)
        self.t, self.lt, self.tzname = utc.timestamp(), utc.timetuple(), "UTC"
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh = self.dmm = 0
