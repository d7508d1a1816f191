"""Malicious uploads over HTTP: refused, or stored as bytes that the bank itself has written."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from core_banking.kernel.encryption import Purpose, encrypt_bytes
from kyc.models import KycDocument
from kyc.sealing import opened_document
from kyc.selectors import keys_of
from tests.builders import people
from tests.builders.documents import picture
from tests.security.malicious_files import MADE_HARMLESS, MARKER, REFUSED, UNFOLDING

# What is refused or written anew, before a database is asked anything.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

PATH = "/api/kyc/documents/"
BOUNDARY = "boundary"


def hand_in(client: APIClient, name: str, content: bytes, declared: str = "image/jpeg") -> Any:
    file = SimpleUploadedFile(name, content, declared)
    return client.post(PATH, {"document_type": "PASSPORT", "file": file}, format="multipart")


@pytest.fixture
def client() -> APIClient:
    return people.signed_in_client(people.register_customer())


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_and_nothing_is_kept(client: APIClient, case: str) -> None:
    name, content = REFUSED[case][0], REFUSED[case][1]()

    answer = hand_in(client, name, content)

    assert (answer.status_code, list(answer.json())) == (400, ["file"])
    assert MARKER not in answer.content
    assert not KycDocument.objects.exists()


@pytest.mark.parametrize("case", MADE_HARMLESS)
def test_what_is_stored_was_written_by_the_bank(client: APIClient, case: str) -> None:
    name, content = MADE_HARMLESS[case][0], MADE_HARMLESS[case][1]()
    assert MARKER in content

    created = hand_in(client, name, content, "text/html")

    assert created.status_code == 201, created.json()
    row = KycDocument.objects.get()
    stored = opened_document(keys_of(row.user_id), "content", str(row.uuid), bytes(row.content))
    served = client.get(f"{PATH}{row.pk}/download/")
    assert served.content == stored
    assert MARKER not in stored
    assert MARKER not in bytes(row.content)
    assert b"<script" not in stored
    assert b"<?php" not in stored
    assert b"PK\x03\x04" not in stored
    _assert_served_as_what_it_is(served, row.content_type, stored)


def _assert_served_as_what_it_is(served: Any, content_type: str, stored: bytes) -> None:
    """Its type is that of its bytes, not the one declared; no browser shows, runs or keeps it."""
    endings = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
    assert served["Content-Type"] == content_type
    assert served["Content-Disposition"].startswith("attachment; filename=")
    assert served["Content-Disposition"].rstrip('"').endswith(endings[content_type])
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"] == "no-store"
    if content_type != "application/pdf":
        with Image.open(io.BytesIO(stored)) as shown:
            assert not shown.getexif()
            assert not {"comment", "icc_profile", "exif", "Comment"} & set(shown.info)


def test_a_stored_marker_would_be_seen(client: APIClient) -> None:
    """The control: the search above looks into what is stored, and would find the marker there."""
    hand_in(client, "photo.png", picture())
    row = KycDocument.objects.get()
    sealed = encrypt_bytes(Purpose.DOCUMENTS, f"kyc.document.content:{row.uuid}", picture() + MARKER)

    assert MARKER in opened_document(keys_of(row.user_id), "content", str(row.uuid), sealed)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"../../../../etc/passwd.png", "passwd.png"),
        (b"..\\..\\Windows\\system32\\id.png", "id.png"),
        (b"/etc/cron.d/id.png", "id.png"),
        (b"id.png\x00.php", "id.png.png"),
        (b"a" * 500 + b".png", "a" * 80 + ".png"),
        (b"CON.png", "_CON.png"),
        (b"NUL", "_NUL.png"),
        (b".htaccess", "htaccess.png"),
        ("\u202egnp.exe".encode(), "gnp.png"),
        (b"<img src=x onerror=alert(1)>.png", "img src_x onerror_alert(1).png"),
        (b"$(reboot);`id`.png", "(reboot)__id.png"),
        (b"=cmd|'/c calc'!A1.png", "c calc__A1.png"),
    ],
)  # fmt: skip
def test_a_name_is_a_label_and_never_a_place(client: APIClient, sent: bytes, kept: str) -> None:
    before = sorted(Path(settings.BASE_DIR).iterdir())

    answer = _hand_in_raw(client, sent)

    assert answer.status_code == 201, answer.content
    assert answer.json()["file_name"] == kept
    assert sorted(Path(settings.BASE_DIR).iterdir()) == before
    served = client.get(f"{PATH}{answer.json()['id']}/download/")
    assert "\r" not in served["Content-Disposition"]
    assert "/" not in served["Content-Disposition"].partition("filename")[2].replace("''", "")


def test_a_name_longer_than_a_header_is_no_form(client: APIClient) -> None:
    answer = _hand_in_raw(client, b"a" * 5000 + b".png")

    assert answer.status_code == 400
    assert not KycDocument.objects.exists()


def _hand_in_raw(client: APIClient, name: bytes) -> Any:
    """Send a form whose file name is exactly these bytes, which a well-behaved client would not send."""
    form = b"".join(
        [
            f"--{BOUNDARY}\r\n".encode(),
            b'Content-Disposition: form-data; name="document_type"\r\n\r\nPASSPORT\r\n',
            f"--{BOUNDARY}\r\n".encode(),
            b'Content-Disposition: form-data; name="file"; filename="' + name + b'"\r\n',
            b"Content-Type: image/png\r\n\r\n",
            picture(),
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        ]
    )
    sent: Any = form
    return client.generic("POST", PATH, sent, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def test_more_files_than_a_form_may_have_are_refused(client: APIClient) -> None:
    files = [
        SimpleUploadedFile(f"{n}.png", picture()) for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
    ]

    answer = client.post(PATH, {"document_type": "PASSPORT", "file": files}, format="multipart")

    assert answer.status_code == 400
    assert not KycDocument.objects.exists()


def test_a_registration_with_one_malicious_file_registers_nobody() -> None:
    from tests.api.role_matrix import ROWS

    application = next(row for row in ROWS if row.operation == "POST /api/auth/register/").request.body or {}
    documents = [
        SimpleUploadedFile("id.png", picture()),
        SimpleUploadedFile("photo.jpg", REFUSED["GIF that is a script"][1]()),
    ]

    answer = APIClient().post(
        "/api/auth/register/",
        {**application, "documents": documents, "document_types": ["PASSPORT", "PHOTO"]},
        format="multipart",
    )

    assert (answer.status_code, list(answer.json())) == (400, ["documents"])
    assert not KycDocument.objects.exists()


INSPECTION = """
import io, resource, sys, time
from PIL import Image
from kyc.document_inspection import FileLimits, inspect_file
from kyc.rules import RuleBroken
content = sys.stdin.buffer.read()
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    inspect_file(content, FileLimits(5 * 1024 * 1024, 25_000_000))
except RuleBroken:
    pass
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
took = time.process_time() - started
started = time.process_time()
written = io.BytesIO()
Image.new("RGB", (5_000, 5_000)).save(written, "PNG")
Image.open(written).load()
print(grown // 1024, round(100 * took / (time.process_time() - started)))
"""


@pytest.mark.parametrize("case", UNFOLDING)
def test_a_small_file_takes_little_memory_and_little_time(case: str) -> None:
    """Measured in a process of its own: RGB of 25 million pixels is 72 MB, and twice that while it is converted."""
    content = UNFOLDING[case]()
    assert len(content) < 300_000

    measured = subprocess.run(
        [sys.executable, "-c", INSPECTION],
        input=content, capture_output=True, check=True, cwd=settings.BASE_DIR, timeout=60,
    )  # fmt: skip
    megabytes, percent_of_a_picture = measured.stdout.split()

    assert int(megabytes) < (200 if case == "as many pixels as are taken" else 40)
    # Beside writing and reading the largest picture that is taken, in the same process.
    assert int(percent_of_a_picture) < 300
