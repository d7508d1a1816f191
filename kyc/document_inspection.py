"""What a handed-in file really is: judged by its bytes, decoded in full, and written anew.

Only JPEG, PNG and PDF are taken, and none is stored as it came. A picture is decoded and encoded again, which
drops everything that is not pixels: position data, comments, a second file hidden behind the first. A PDF is
parsed, refused if it could act (scripts, launched programs, embedded files, forms that send themselves), and
rewritten from its pages, which drops what no page needs.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageOps

from kyc.pdf_sandbox import rewritten_in_sandbox
from kyc.rules import RuleBroken

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
PDF: Final = "application/pdf"

EXTENSION_OF_CONTENT_TYPE: Final = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}

_SIGNATURES: Final = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_JPEG_QUALITIES: Final = (88, 72, 50)
_WRONG_TYPE: Final = "The file is not a JPEG or PNG picture or a PDF."
_DAMAGED_PICTURE: Final = "The picture is damaged and cannot be read."

# Pillow only warns about a picture somewhat too large to decode safely; here the warning is a refusal.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class FileTooLarge(RuleBroken):
    """The file has more bytes than the bank takes."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much the bank takes: bytes of a file, and pixels of a picture once it is decoded."""

    maximum_bytes: int
    maximum_pixels: int


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A file that passed, as it will be stored: `content` was written by the bank, not by the sender."""

    content_type: str
    content: bytes = field(repr=False)


def inspect_file(content: bytes, limits: FileLimits) -> InspectedFile:
    """Return a file as the bank stores it. Raises `FileTooLarge` or `RuleBroken`, with a sentence for the sender."""
    if not content:
        raise RuleBroken("The file is empty.")
    if len(content) > limits.maximum_bytes:
        raise FileTooLarge(f"The file must have at most {limits.maximum_bytes} bytes.")
    content_type = _content_type_by_signature(content)
    if content_type == PDF:
        return InspectedFile(PDF, rewritten_in_sandbox(content, limits.maximum_bytes))
    return InspectedFile(content_type, _reencoded_picture(content, content_type, limits))


def _content_type_by_signature(content: bytes) -> str:
    for signature, content_type in _SIGNATURES:
        if content.startswith(signature):
            return content_type
    raise RuleBroken(_WRONG_TYPE)


def _reencoded_picture(content: bytes, content_type: str, limits: FileLimits) -> bytes:
    pillow_format = "JPEG" if content_type == JPEG else "PNG"
    try:
        with Image.open(io.BytesIO(content), formats=(pillow_format,)) as picture:
            # Opening reads the header only; the pixels are not unpacked before their number is known.
            width, height = picture.size
            if width * height > limits.maximum_pixels:
                raise RuleBroken(f"The picture must have at most {limits.maximum_pixels} pixels.")
            pixels = _bare_pixels(picture, pillow_format)
    except RuleBroken:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RuleBroken(f"The picture must have at most {limits.maximum_pixels} pixels.") from None
    except (
        Exception
    ):  # a decoder on hostile input may raise anything; whatever it is, the picture is not readable
        raise RuleBroken(_DAMAGED_PICTURE) from None
    return _encoded(pixels, pillow_format, limits.maximum_bytes)


def _bare_pixels(picture: Image.Image, pillow_format: str) -> Image.Image:
    """Return the picture upright and without anything beside its pixels."""
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    keeps_transparency = pillow_format == "PNG" and picture.has_transparency_data
    mode = "RGBA" if keeps_transparency else "RGB"
    bare = picture if picture.mode == mode else _eight_bits_deep(picture).convert(mode)
    # The writers of both formats copy comments and colour profiles out of this dictionary.
    bare.info.clear()
    return bare


def _eight_bits_deep(picture: Image.Image) -> Image.Image:
    """Scale sixteen-bit grey down; converting it directly would clip nearly all of it to white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _encoded(pixels: Image.Image, pillow_format: str, maximum_bytes: int) -> bytes:
    attempts = _JPEG_QUALITIES if pillow_format == "JPEG" else (None,)
    for quality in attempts:
        target = io.BytesIO()
        if quality is None:
            pixels.save(target, format=pillow_format)
        else:
            pixels.save(target, format=pillow_format, quality=quality)
        if target.tell() <= maximum_bytes:
            return target.getvalue()
    raise FileTooLarge("The picture is too detailed to be stored; send a smaller one.")
