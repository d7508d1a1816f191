"""The typefaces of printed statements, and text in the script of whoever it names.

Noto Sans (Latin, Greek, Cyrillic, Vietnamese, Devanagari) has figures of one width, as columns of amounts need them.
What it lacks is set in DejaVu Sans (Hebrew, Arabic, Armenian, Georgian, signs), and what that lacks too in the faces
that readers of PDF bring along for Chinese, Japanese and Korean. Both bundled faces may be passed on; their licences
lie beside them.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Statement-Regular"
SEMIBOLD: Final = "Statement-SemiBold"
_FALLBACK: Final = "Statement-Fallback"
_FILES: Final = {
    REGULAR: "NotoSans-Regular.ttf",
    SEMIBOLD: "NotoSans-SemiBold.ttf",
    _FALLBACK: "DejaVuSans.ttf",
}
_FOLDER: Final = Path(__file__).with_name("fonts")
_HANGUL, _KANA, _HAN = "HYSMyeongJo-Medium", "HeiseiKakuGo-W5", "STSong-Light"
_EAST_ASIAN: Final = (
    (_HANGUL, ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))),
    (_KANA, ((0x3040, 0x30FF), (0x31F0, 0x31FF))),
    (_HAN, ((0x2E80, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))),
)
_NO_GLYPH: Final = "?"
# Reportlab cannot tell a reader of the PDF which character beyond it a shape stands for.
_LAST_OF_FIRST_PLANE: Final = 0xFFFF
# Words of scripts that run from right to left. A line of a PDF is set from the left, so they are put the other way
# round; the letters of Arabic are not joined.
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?: +[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)


_reading = threading.Lock()
"""Held while a typeface is read: read again under the same name, it would not be the one that pages were begun with."""


def load_fonts() -> None:
    """Read the typefaces, once in the life of a process."""
    with _reading:
        _load_fonts()


@functools.cache
def _load_fonts() -> None:
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, _FOLDER / file))


def _east_asian(name: str) -> str:
    with _reading:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces, each with the face to set it in; a character that no face has becomes a question mark."""
    if text.isascii():
        yield font, text
        return
    text = _RIGHT_TO_LEFT.sub(lambda words: words[0][::-1], text)
    if _widths_of(font).keys() >= set(text):
        yield font, text
        return
    current, piece = font, ""
    for character in text:
        face = _face_of(character, font)
        shown = character if face else _NO_GLYPH
        if (face or font) != current and piece:
            yield current, piece
            piece = ""
        current, piece = face or font, piece + shown
    if piece:
        yield current, piece


def width_of(text: str, font: str, size: float) -> float:
    """Return how wide a text is, in points."""
    try:
        return sum(map(_widths_of(font).__getitem__, text)) * size / 1000
    except KeyError:
        return sum(pdfmetrics.stringWidth(piece, face, size) for face, piece in runs(text, font))


def _typeface(font: str) -> Any:
    return vars(pdfmetrics.getFont(font))["face"]


@functools.cache
def _widths_of(font: str) -> dict[str, float]:
    """Return how wide the characters of a face are, in thousandths of its size."""
    face = _typeface(font)
    return {
        chr(code): face.charWidths.get(code, face.defaultWidth)
        for code in face.charToGlyph
        if code <= _LAST_OF_FIRST_PLANE
    }


def size_that_fits(text: str, font: str, size: float, width: float) -> float:
    """Return the size, at most the given one, at which a text is no wider than `width` points."""
    needed = width_of(text, font, size)
    return size if needed <= width else size * width / needed


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Return a text in lines of at most `width` points, broken between words, and within a word that is too long."""
    if width_of(text, font, size) <= width:
        return [text] if text else []
    lines = [""]
    for word in text.split():
        for part in _parts(word, font, size, width):
            joined = f"{lines[-1]} {part}".strip()
            if width_of(joined, font, size) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return [line for line in lines if line]


def _parts(word: str, font: str, size: float, width: float) -> list[str]:
    if width_of(word, font, size) <= width:
        return [word]
    parts = [""]
    for character in word:
        if width_of(parts[-1] + character, font, size) > width and parts[-1]:
            parts.append("")
        parts[-1] += character
    return parts


@functools.lru_cache(maxsize=4096)
def _face_of(character: str, font: str) -> str | None:
    code = ord(character)
    if code > _LAST_OF_FIRST_PLANE:
        return None
    for name in (font, _FALLBACK):
        if code in _typeface(name).charToGlyph:
            return name
    for name, blocks in _EAST_ASIAN:
        if any(first <= code <= last for first, last in blocks):
            return _east_asian(name)
    return None
