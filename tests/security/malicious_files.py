"""Files that are two things at once, and files that unfold: what an attacker hands in as a proof of identity."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests.builders.documents import pdf, picture

MARKER = b"ATTACKERS-OWN-WORDS"
"""Stands in every file here; nothing of it may be in what the bank stores and serves."""

_SCRIPT = b"<script>/*" + MARKER + b"*/alert(1)</script>"
_PHP = b"<?php /* " + MARKER + b" */ system($_GET['c']); ?>"


def archive() -> bytes:
    """A real archive with a file in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as content:
        content.writestr("shell.jsp", MARKER)
    return target.getvalue()


def zip_bomb(unfolded_bytes: int = 50_000_000) -> bytes:
    """An archive of a few thousand bytes that unfolds a thousandfold."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as content:
        content.writestr("zeros", bytes(unfolded_bytes))
    return target.getvalue()


def jpeg_and_archive() -> bytes:
    """A picture to a viewer, an archive to an unpacker."""
    both = picture("JPEG") + archive()
    assert zipfile.ZipFile(io.BytesIO(both)).read("shell.jsp") == MARKER
    return both


def jpeg_with_segment(kind: int, content: bytes) -> bytes:
    """A JPEG with one more segment behind its start: 0xFE a comment, 0xE0 to 0xEF an application's own."""
    whole = picture("JPEG")
    return whole[:2] + bytes([0xFF, kind]) + struct.pack(">H", len(content) + 2) + content + whole[2:]


def jpeg_taken_somewhere() -> bytes:
    """A photo that tells where it was taken, and when, and by which camera."""
    image = Image.new("RGB", (40, 20), "teal")
    exif = image.getexif()
    exif[0x010F] = MARKER.decode()
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "N", (52.0, 31.0, 12.0)
    position[3], position[4] = "E", (13.0, 24.0, 18.0)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def png_with_chunks(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with more chunks behind its header."""
    whole = picture("PNG")
    behind_the_header = 8 + 25
    added = b"".join(_chunk(kind, content) for kind, content in chunks)
    return whole[:behind_the_header] + added + whole[behind_the_header:]


def png_with_words_for_pixels() -> bytes:
    """A PNG whose pixels are a program, packed without compression so that it stands in the file as it is."""
    row = _PHP.ljust(96, b" ")
    header = struct.pack(">IIBBBBB", len(row) // 3, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" + row, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def png_with_words_for_colours() -> bytes:
    """A PNG whose palette is a program."""
    colours = _PHP.ljust(96, b" ")
    header = struct.pack(">IIBBBBB", 2, 1, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", colours)
        + _chunk(b"IDAT", zlib.compress(b"\x00\x01\x02"))
        + _chunk(b"IEND", b"")
    )


def png_that_unfolds(kind: bytes, unfolded_bytes: int) -> bytes:
    """A small PNG one of whose compressed side chunks unfolds: `zTXt`, `iTXt` or `iCCP`."""
    packed = zlib.compress(bytes(unfolded_bytes), 9)
    content = {b"zTXt": b"k\x00\x00", b"iTXt": b"k\x00\x01\x00\x00\x00", b"iCCP": b"k\x00\x00"}[kind] + packed
    return png_with_chunks((kind, content))


def png_with_more_pixels_than_it_says(unfolded_bytes: int) -> bytes:
    """A PNG of ten by ten whose data unfolds to megabytes."""
    header = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(unfolded_bytes), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def largest_flat_png() -> bytes:
    """As many pixels as the bank takes, all of one colour: a hundredth of a percent of its size."""
    target = io.BytesIO()
    Image.new("L", (5_000, 5_000)).save(target, "PNG")
    return target.getvalue()


def pdf_with_words_nobody_needs() -> bytes:
    """A sound PDF with a comment in it that a browser would take for a page of its own."""
    whole = pdf()
    return whole.replace(b"\nstartxref", b"\n%" + _SCRIPT + b"\nstartxref", 1)


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "GIF that is a script": ("photo.jpg", lambda: b"GIF89a/*" + MARKER + b"*/=1;alert(1)//"),
    "GIF picture with a script": ("photo.gif", lambda: picture("GIF") + _SCRIPT),
    "archive named as a picture": ("photo.jpg", archive),
    "archive that unfolds": ("photo.png", zip_bomb),
    "HTML before a PDF": ("paper.pdf", lambda: _SCRIPT + b"\n" + pdf()),
    "PDF with HTML behind it": ("paper.pdf", lambda: pdf() + _SCRIPT),
    "PDF with an archive behind it": ("paper.pdf", lambda: pdf() + archive()),
    "PHP named as a picture": ("photo.php.png", lambda: _PHP),
    "SVG": ("photo.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "SVG named as a PNG": ("photo.png", lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
    "compressed SVG": ("photo.svgz", lambda: b"\x1f\x8b\x08\x00" + zlib.compress(_SCRIPT)),
    "text that unfolds (zTXt)": ("photo.png", lambda: png_that_unfolds(b"zTXt", 80_000_000)),
    "text that unfolds (iTXt)": ("photo.png", lambda: png_that_unfolds(b"iTXt", 80_000_000)),
}
"""The name it is handed in under, and the file; none is taken."""

MADE_HARMLESS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JPEG that is an archive": ("photo.jpg", jpeg_and_archive),
    "JPEG with a script behind it": ("photo.jpg", lambda: picture("JPEG") + _SCRIPT),
    "JPEG with a script for a comment": ("photo.jpg", lambda: jpeg_with_segment(0xFE, _SCRIPT)),
    "JPEG with PHP in a segment": ("photo.jpg", lambda: jpeg_with_segment(0xED, _PHP)),
    "JPEG with a colour profile of words": (
        "photo.jpg",
        lambda: jpeg_with_segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + MARKER),
    ),
    "JPEG that tells where it was taken": ("photo.jpg", jpeg_taken_somewhere),
    "PNG with PHP in its text": ("photo.png", lambda: png_with_chunks((b"tEXt", b"Comment\x00" + _PHP))),
    "PNG with PHP in a chunk of its own": ("photo.png", lambda: png_with_chunks((b"pHPx", _PHP))),
    "PNG with PHP behind its end": ("photo.png", lambda: picture("PNG") + _PHP),
    "PNG with PHP for pixels": ("photo.png", png_with_words_for_pixels),
    "PNG with PHP for colours": ("photo.png", png_with_words_for_colours),
    "PDF with HTML in a comment": ("paper.pdf", pdf_with_words_nobody_needs),
    "PNG named as a PDF": ("paper.pdf", lambda: png_with_chunks((b"tEXt", b"Comment\x00" + _PHP))),
    "JPEG named as a program": ("tool.exe", lambda: picture("JPEG") + b"MZ" + MARKER),
}
"""The name it is handed in under, and the file; each is stored as something the bank has written itself."""

UNFOLDING: dict[str, Callable[[], bytes]] = {
    "50,000 by 50,000": lambda: (
        png_with_chunks()[:16] + struct.pack(">II", 50_000, 50_000) + png_with_chunks()[24:]
    ),
    "text of 80 MB": lambda: png_that_unfolds(b"zTXt", 80_000_000),
    "profile of 80 MB": lambda: png_that_unfolds(b"iCCP", 80_000_000),
    "ten by ten, 80 MB of data": lambda: png_with_more_pixels_than_it_says(80_000_000),
    "archive of 50 MB": zip_bomb,
    "as many pixels as are taken": largest_flat_png,
}
"""Small files that want to be large ones."""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
