"""What a handed-in file really is."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from kyc.document_inspection import FileLimits, FileTooLarge, inspect_file
from kyc.rules import RuleBroken
from tests.builders import documents

LIMITS = FileLimits(maximum_bytes=5 * 1024 * 1024, maximum_pixels=25_000_000)


@pytest.mark.parametrize("name", documents.BAD_FILES)
def test_a_bad_file_is_refused(name: str):
    content = documents.BAD_FILES[name]()

    with pytest.raises(RuleBroken):
        inspect_file(content, LIMITS)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty", "The file is empty."),
        ("HTML", "The file is not a JPEG or PNG picture or a PDF."),
        ("PNG of 50,000 × 50,000", "The picture must have at most 25000000 pixels."),
        ("JPEG cut in half", "The picture is damaged and cannot be read."),
        ("PDF with a script", "The PDF contains scripts, embedded files or actions; send one without them."),
        ("PDF under a password", "The PDF is protected by a password; send one that is not."),
        ("PDF of 61 pages", "The PDF has too many pages or parts."),
        ("PDF with an archive behind it", "The PDF is damaged and cannot be read."),
        ("5 MB and one byte", "The file must have at most 5242880 bytes."),
    ],
)
def test_the_sender_is_told_what_is_wrong(name: str, sentence: str):
    with pytest.raises(RuleBroken, match="^" + sentence.replace(".", r"\.") + "$"):
        inspect_file(documents.BAD_FILES[name](), LIMITS)


def test_a_file_of_just_the_maximum_is_not_too_large():
    content = documents.picture("JPEG")

    assert inspect_file(content, FileLimits(len(content), 25_000_000)).content_type == "image/jpeg"
    with pytest.raises(FileTooLarge):
        inspect_file(content, FileLimits(len(content) - 1, 25_000_000))


def test_a_picture_of_just_the_maximum_of_pixels_is_taken():
    content = documents.picture("PNG", (50, 10))

    assert inspect_file(content, FileLimits(10_000, 500)).content_type == "image/png"
    with pytest.raises(RuleBroken, match="at most 499 pixels"):
        inspect_file(content, FileLimits(10_000, 499))


def test_a_jpeg_loses_all_but_its_pixels_and_stands_upright():
    content = documents.jpeg_with_position_data()

    stored = inspect_file(content, LIMITS)

    picture = Image.open(io.BytesIO(stored.content))
    assert stored.content_type == "image/jpeg"
    assert picture.size == (20, 40)
    assert dict(picture.getexif()) == {}
    for trace in (b"N52.5200", b"script"):
        assert trace in content
        assert trace not in stored.content


def test_a_png_loses_its_text():
    content = documents.png_with_text()

    stored = inspect_file(content, LIMITS)

    assert b"<?php" in content
    assert b"<?php" not in stored.content
    assert Image.open(io.BytesIO(stored.content)).getpixel((0, 0)) == (0, 128, 128)


@pytest.mark.parametrize("hidden", [b"<script>alert(1)</script>", b"PK\x03\x04 an archive PK\x05\x06"])
@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG"])
def test_a_second_file_behind_a_picture_is_dropped(pillow_format: str, hidden: bytes):
    stored = inspect_file(documents.picture(pillow_format) + hidden, LIMITS)

    assert hidden not in stored.content


@pytest.mark.parametrize(
    ("mode", "stored_mode"),
    [("1", "RGB"), ("L", "RGB"), ("P", "RGB"), ("RGB", "RGB"), ("RGBA", "RGBA"), ("LA", "RGBA")],
)
def test_every_kind_of_png_is_taken(mode: str, stored_mode: str):
    target = io.BytesIO()
    Image.new(mode, (9, 9)).save(target, "PNG")

    stored = inspect_file(target.getvalue(), LIMITS)

    assert Image.open(io.BytesIO(stored.content)).mode == stored_mode


def test_sixteen_bit_grey_keeps_its_shade():
    target = io.BytesIO()
    Image.new("I;16", (9, 9), 40_000).save(target, "PNG")

    stored = inspect_file(target.getvalue(), LIMITS)

    assert Image.open(io.BytesIO(stored.content)).getpixel((0, 0)) == (156, 156, 156)


def test_a_jpeg_in_printing_colours_is_taken():
    target = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(target, "JPEG")

    assert inspect_file(target.getvalue(), LIMITS).content_type == "image/jpeg"


def test_a_jpeg_that_grows_when_encoded_again_is_stored_in_lower_quality():
    noise = Image.effect_noise((600, 600), 100)
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=60)
    limit = len(target.getvalue())

    stored = inspect_file(target.getvalue(), FileLimits(limit, 25_000_000))

    assert len(stored.content) <= limit


def test_a_picture_that_cannot_be_stored_within_the_limit_is_refused():
    target = io.BytesIO()
    Image.effect_noise((600, 600), 100).save(target, "JPEG", quality=10)

    with pytest.raises(FileTooLarge, match="too detailed"):
        inspect_file(target.getvalue(), FileLimits(len(target.getvalue()), 25_000_000))


def test_a_pdf_is_rewritten_with_its_pages_and_without_its_author():
    content = documents.pdf(lambda writer: writer.add_metadata({"/Author": "Somebody Real"}), pages=3)

    stored = inspect_file(content, LIMITS)

    assert stored.content_type == "application/pdf"
    assert b"Somebody Real" in content
    assert b"Somebody Real" not in stored.content
    assert len(PdfReader(io.BytesIO(stored.content)).pages) == 3


def test_blanks_behind_the_end_of_a_pdf_are_no_fault():
    assert inspect_file(documents.pdf() + b"\r\n\r\n", LIMITS).content_type == "application/pdf"


def test_a_pdf_with_packed_objects_is_taken():
    assert inspect_file(documents.pdf_that_unfolds(10), LIMITS).content_type == "application/pdf"
