"""Text of customers on its way into files that other programs read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

# What XML 1.0 has no way to write (its production 2), and the two marks that are no characters at all.
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAKS: Final = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
# A spreadsheet takes a cell that starts so for a formula; the wide forms count too, and space before them does not.
_FORMULA: Final = re.compile("\\s*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def one_line(text: str) -> str:
    """Return a text on one line, without characters that XML cannot hold."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _NOT_IN_XML.sub("", _LINE_BREAKS.sub(" ", text)).strip()


def xml_text(text: str, longest: int) -> str:
    """Return a text for the inside of an XML element, at most `longest` characters of it."""
    return escape(one_line(text)[:longest].strip())


def pieces(text: str, longest: int) -> Iterator[str]:
    """Yield a text in pieces of at most `longest` characters."""
    text = one_line(text)
    for start in range(0, len(text), longest):
        yield text[start : start + longest]


def harmless_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it, if it must be."""
    return f"'{text}" if _FORMULA.match(text) else text
