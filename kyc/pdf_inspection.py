"""PDF files: parsed, refused if they could act, and rewritten from their pages.

The keys and actions named here are those of ISO 32000-2, chapters 12.6 (actions), 7.11.4 (embedded files),
12.5.6 (annotations) and 12.7 (forms).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from kyc.rules import RuleBroken

MAXIMUM_PAGES: Final = 60
_MAXIMUM_PARTS: Final = 100_000
_MAXIMUM_DEPTH: Final = 60
_LONGEST_TAIL: Final = 64

_SCRIPT_KEYS: Final = frozenset({"/JS", "/JavaScript"})
_ACTIVE_KEYS: Final = frozenset(
    {"/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
)
_ACTIVE_ACTIONS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/ResetForm",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
_ACTIVE_SUBTYPES: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/PS"}
)

_CONTAINERS: Final = (DictionaryObject, ArrayObject, IndirectObject)

_DAMAGED: Final = "The PDF is damaged and cannot be read."
_ENCRYPTED: Final = "The PDF is protected by a password; send one that is not."
_ACTIVE: Final = "The PDF contains scripts, embedded files or actions; send one without them."
_TOO_BIG: Final = "The PDF has too many pages or parts."

# The library reports every oddity of a stranger's file; the sender is told, the log need not be.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def rewritten_pdf(content: bytes, *, maximum_bytes: int) -> bytes:
    """Return a PDF of the same pages, written anew. Raises `RuleBroken`, with a sentence for the sender."""
    if not _ends_as_a_pdf(content):
        raise RuleBroken(_DAMAGED)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        _refuse_what_acts(reader)
        rewritten = _written_from_pages(reader)
    except RuleBroken:
        raise
    except (
        Exception
    ):  # a parser on hostile input may raise anything; whatever it is, the file is not readable
        raise RuleBroken(_DAMAGED) from None
    if len(rewritten) > maximum_bytes:
        raise RuleBroken(_TOO_BIG)
    return rewritten


def _ends_as_a_pdf(content: bytes) -> bool:
    """Whether nothing but blanks follows the last end mark: an archive glued to a PDF sits behind it."""
    end = content.rfind(b"%%EOF")
    tail = content[end + len(b"%%EOF") :]
    return end >= 0 and len(tail) <= _LONGEST_TAIL and not tail.strip(b" \t\r\n\x00")


def _refuse_what_acts(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise RuleBroken(_ENCRYPTED)
    if not 1 <= len(reader.pages) <= MAXIMUM_PAGES:
        raise RuleBroken(_TOO_BIG if reader.pages else _DAMAGED)
    for dictionary in _dictionaries(reader):
        if _acts(dictionary):
            raise RuleBroken(_ACTIVE)


def _acts(dictionary: DictionaryObject) -> bool:
    keys = dictionary.keys()
    if keys & _SCRIPT_KEYS or keys & _ACTIVE_KEYS:
        return True
    if dictionary.get("/Type") == "/EmbeddedFile":
        return True
    return str(dictionary.get("/S")) in _ACTIVE_ACTIONS or str(dictionary.get("/Subtype")) in _ACTIVE_SUBTYPES


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Walk every dictionary that can be reached from the trailer, each indirect object once."""
    seen: set[tuple[int, int]] = set()
    pending: list[tuple[object, int]] = [(reader.trailer, 0)]
    for _ in range(_MAXIMUM_PARTS):
        if not pending:
            return
        value, depth = pending.pop()
        if isinstance(value, IndirectObject):
            address = (value.idnum, value.generation)
            if address in seen:
                continue
            seen.add(address)
            # Depth counts nesting within one object; chains of references are bounded by the number of parts.
            value, depth = value.get_object(), 0
        if depth > _MAXIMUM_DEPTH:
            break
        if isinstance(value, DictionaryObject):
            yield value
        pending.extend((part, depth + 1) for part in _parts(value) if isinstance(part, _CONTAINERS))
    raise RuleBroken(_TOO_BIG)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, DictionaryObject):
        return (value.raw_get(key) for key in value)
    return list.__iter__(value) if isinstance(value, ArrayObject) else iter(())


def _written_from_pages(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
