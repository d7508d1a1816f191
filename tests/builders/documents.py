"""Files as customers and attackers send them, built in code so that every byte is accounted for."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)


def picture(pillow_format: str = "PNG", size: tuple[int, int] = (24, 16), mode: str = "RGB", **save) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "P", "1"} else "teal").save(target, pillow_format, **save)
    return target.getvalue()


def jpeg_with_position_data() -> bytes:
    image = Image.new("RGB", (40, 20), "teal")
    exif = image.getexif()
    exif[0x0112] = 6  # held upright: to be shown turned by 90 degrees
    exif[0x010E] = "taken at N52.5200 E13.4050"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    return target.getvalue()


def png_with_text() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<?php system($_GET['c']); ?>", zip=False)
    return picture("PNG", pnginfo=notes)


def png_that_claims_to_be(width: int, height: int) -> bytes:
    """A few bytes whose header promises a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\x00" * 100))
        + _chunk(b"IEND", b"")
    )


def jpeg_that_claims_to_be(width: int, height: int) -> bytes:
    content = bytearray(picture("JPEG"))
    start = content.index(b"\xff\xc0") + 5
    content[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def pdf(change: Callable[[PdfWriter], None] | None = None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _on_opening(action: DictionaryObject) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = action

    return change


def _action(kind: str, **entries) -> DictionaryObject:
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    for key, value in entries.items():
        action[NameObject(f"/{key}")] = TextStringObject(value)
    return action


def pdf_with_script() -> bytes:
    return pdf(_on_opening(_action("/JavaScript", JS="app.alert(1)")))


def pdf_that_launches() -> bytes:
    return pdf(_on_opening(_action("/Launch", F="cmd.exe")))


def pdf_that_submits() -> bytes:
    return pdf(_on_opening(_action("/SubmitForm", F="https://example.com")))


def _attach(writer: PdfWriter) -> None:
    writer.add_attachment("tool.exe", b"MZ")


def pdf_with_attachment() -> bytes:
    return pdf(_attach)


def pdf_with_script_in_a_page() -> bytes:
    def change(writer: PdfWriter) -> None:
        on_open = DictionaryObject({NameObject("/O"): _action("/JavaScript", JS="app.alert(1)")})
        writer.pages[0][NameObject("/AA")] = on_open

    return pdf(change)


def pdf_with_script_behind_many_references() -> bytes:
    def change(writer: PdfWriter) -> None:
        inner = writer._add_object(_action("/JavaScript", JS="app.alert(1)"))
        for _ in range(200):
            inner = writer._add_object(ArrayObject([inner]))
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/Dests"): inner})

    return pdf(change)


def pdf_with_embedded_stream() -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(b"MZ")
        stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
        writer.root_object[NameObject("/Extra")] = writer._add_object(stream)

    return pdf(change)


def pdf_with_disguised_names() -> bytes:
    """`/JavaScript` with one letter written as a hexadecimal code, as the format allows."""
    return pdf_with_script().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def encrypted_pdf() -> bytes:
    return pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def pdf_of_pages_without_end() -> bytes:
    return pdf(pages=61)


def pdf_whose_page_tree_is_a_circle() -> bytes:
    def change(writer: PdfWriter) -> None:
        tree = writer.root_object["/Pages"].get_object()
        assert isinstance(tree, DictionaryObject)
        tree[NameObject("/Kids")] = ArrayObject([writer.root_object.raw_get("/Pages")] * 50)
        tree[NameObject("/Count")] = NumberObject(50)

    return pdf(change)


def pdf_that_unfolds(unfolded_bytes: int) -> bytes:
    """A small PDF one of whose objects is an array of `unfolded_bytes`, compressed to a thousandth."""
    packed = zlib.compress(b"5 0 [" + b"0 " * (unfolded_bytes // 2) + b"]", 9)
    target, offsets = io.BytesIO(b"%PDF-1.5\n"), {}
    target.seek(0, io.SEEK_END)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/X 5 0 R>>",
        2: b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        3: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream"
        % (len(packed), packed),
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    }
    for number, content in objects.items():
        offsets[number] = target.tell()
        target.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = target.tell()
    rows = b"".join(
        [
            struct.pack(">BIH", 0, 0, 65535),
            *(struct.pack(">BIH", 1, offsets[number], 0) for number in (1, 2, 3, 4)),
            struct.pack(">BIH", 2, 3, 0),
            struct.pack(">BIH", 1, start, 0),
        ]
    )
    head = b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>" % len(rows)
    target.write(b"%b\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, rows, start))
    return target.getvalue()


BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"\xff",
    "plain text": lambda: b"just words",
    "HTML": lambda: b"<!doctype html><script>alert(1)</script>",
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "SVG with a byte order mark": lambda: b"\xef\xbb\xbf<svg onload='alert(1)'/>",
    "XML": lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "GIF": lambda: picture("GIF"),
    "GIF with HTML": lambda: picture("GIF") + b"<script>alert(1)</script>",
    "BMP": lambda: picture("BMP"),
    "TIFF": lambda: picture("TIFF"),
    "WebP": lambda: picture("WEBP"),
    "ZIP": lambda: b"PK\x03\x04" + bytes(60),
    "executable": lambda: b"MZ" + bytes(60),
    "script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "HTML before a PNG": lambda: b"<script>alert(1)</script>" + picture(),
    "JPEG signature and HTML": lambda: b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    "JPEG cut in half": lambda: (content := picture("JPEG", (200, 200)))[: len(content) // 2],
    "PNG cut in half": lambda: (content := picture("PNG", (200, 200)))[: len(content) // 2],
    "PNG signature alone": lambda: b"\x89PNG\r\n\x1a\n",
    "PNG of 50,000 × 50,000": lambda: png_that_claims_to_be(50_000, 50_000),
    "PNG of 25,000,001 pixels": lambda: png_that_claims_to_be(25_000_001, 1),
    "PNG of 2^31 pixels": lambda: png_that_claims_to_be(2**31 - 1, 1),
    "PNG with too little data": lambda: png_that_claims_to_be(100, 100),
    "JPEG of 65,000 × 65,000": lambda: jpeg_that_claims_to_be(65_000, 65_000),
    "PDF with a script": pdf_with_script,
    "PDF with a script in a page": pdf_with_script_in_a_page,
    "PDF with a script behind many references": pdf_with_script_behind_many_references,
    "PDF with a script under a disguised name": pdf_with_disguised_names,
    "PDF that launches a program": pdf_that_launches,
    "PDF that sends a form": pdf_that_submits,
    "PDF with an attachment": pdf_with_attachment,
    "PDF with an embedded stream": pdf_with_embedded_stream,
    "PDF under a password": encrypted_pdf,
    "PDF of 61 pages": pdf_of_pages_without_end,
    "PDF whose pages are a circle": pdf_whose_page_tree_is_a_circle,
    "PDF that unfolds to sixty megabytes": lambda: pdf_that_unfolds(60_000_000),
    "PDF cut in half": lambda: (content := pdf())[: len(content) // 2],
    "PDF signature alone": lambda: b"%PDF-1.7\n%%EOF",
    "PDF with an archive behind it": lambda: pdf() + b"PK\x03\x04" + bytes(60),
    "PDF with HTML behind it": lambda: pdf() + b"<script>alert(1)</script>",
    "HTML before a PDF": lambda: b"<script>alert(1)</script>\n" + pdf(),
    "PDF without an end": lambda: pdf().replace(b"%%EOF", b""),
    "5 MB and one byte": lambda: picture("JPEG") + bytes(5 * 1024 * 1024 + 1 - len(picture("JPEG"))),
}
"""Nothing in here may ever be stored."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
