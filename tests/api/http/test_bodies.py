"""Bodies: what is read, and what is refused before anybody works on it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

# A body is read or refused before an engine is asked anything.
pytestmark = pytest.mark.any_engine

ECHO, UPLOAD, FORM = "/api/test/echo/", "/api/test/upload/", "/api/test/form/"


def post(
    client: Any,
    path: str,
    body: bytes,
    content_type: str = "application/json",
    **headers: Any,
) -> Any:
    return client.generic("POST", path, body, content_type=content_type, **headers)


def chunked(
    client: Any, path: str, body: bytes, content_type: str = "application/json", terminated: bool = True
) -> Any:
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": io.BytesIO(body)}
    if terminated:
        environ["wsgi.input_terminated"] = True
    return client.generic("POST", path, b"", content_type=content_type, CONTENT_TYPE=content_type, **environ)


def test_numbers_arrive_exactly(client: Any) -> None:
    response = post(client, ECHO, b'{"amount": 100000000000000000.01}')

    assert response.json() == {"kind": "dict", "text": "{'amount': Decimal('100000000000000000.01')}"}


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff", b'"\\ud800"', b"[" * 33 + b"]" * 33, b"9" * 5000],
)
def test_a_malformed_body_is_400_with_its_code(client: Any, body: Any) -> None:
    response = post(client, ECHO, body)

    assert response.status_code == 400
    assert response.json()["code"] == "malformed_json"
    assert response.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=utf-16",
    ],
)
def test_another_content_type_is_415(client: Any, content_type: str) -> None:
    response = post(client, ECHO, b"{}", content_type)

    assert response.status_code == 415
    assert response.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", 'APPLICATION/JSON; Charset="UTF-8"'],
)
def test_json_may_name_its_charset(client: Any, content_type: str) -> None:
    assert post(client, ECHO, b"{}", content_type).status_code == 200


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"1", b"null"])
def test_a_body_that_is_no_object_is_a_validation_error(customer: Any, body: Any) -> None:
    response = post(customer, FORM, body)

    assert response.status_code == 400
    assert list(response.json()) == ["non_field_errors"]


def test_a_body_of_the_greatest_length_is_read_and_one_byte_more_is_413(
    client: Any, settings: Settings
) -> None:
    settings.JSON_BODY_MAX_BYTES = 100
    longest = b'{"a": "' + b"x" * 91 + b'"}'
    assert len(longest) == 100

    assert post(client, ECHO, longest).status_code == 200
    response = post(client, ECHO, longest + b" ")

    assert response.status_code == 413
    assert response.json() == {
        "error": "The body is larger than 100 bytes.",
        "code": "body_too_large",
        "limit_bytes": 100,
    }


def test_a_body_that_declares_too_much_is_not_read(client: Any, settings: Settings) -> None:
    class Untouchable(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("read")

    response = client.generic(
        "POST", ECHO, b"{}", content_type="application/json",
        CONTENT_LENGTH=str(10**12), **{"wsgi.input": Untouchable()},
    )  # fmt: skip

    assert response.status_code == 413


def test_a_body_without_a_length_is_read_up_to_the_limit(client: Any, settings: Settings) -> None:
    settings.JSON_BODY_MAX_BYTES = 100

    assert chunked(client, ECHO, b'{"a": 1}').json() == {"kind": "dict", "text": "{'a': 1}"}

    endless = io.BytesIO(b"x" * 1_000_000)
    response = client.generic(
        "POST", ECHO, b"", CONTENT_TYPE="application/json", HTTP_TRANSFER_ENCODING="chunked",
        **{"wsgi.input": endless, "wsgi.input_terminated": True},
    )  # fmt: skip
    assert response.status_code == 413
    assert endless.tell() <= 101


def test_a_body_without_a_length_is_411_where_its_end_cannot_be_known(client: Any) -> None:
    response = chunked(client, ECHO, b"{}", terminated=False)

    assert response.status_code == 411
    assert response.json()["code"] == "length_required"


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "１"])
def test_a_length_that_is_no_number_is_400(client: Any, length: str) -> None:
    response = client.generic("POST", ECHO, b"{}", content_type="application/json", CONTENT_LENGTH=length)

    assert response.status_code == 400


def test_an_upload_has_a_limit_of_its_own(client: Any, settings: Settings) -> None:
    settings.JSON_BODY_MAX_BYTES = 10
    settings.UPLOAD_BODY_MAX_BYTES = 10_000

    small = client.post(
        UPLOAD, {"file": SimpleUploadedFile("a.bin", b"x" * 5_000), "name": "n"}, format="multipart"
    )
    large = client.post(UPLOAD, {"file": SimpleUploadedFile("a.bin", b"x" * 10_000)}, format="multipart")

    assert small.json() == {"fields": ["file", "name"], "bytes": [5_000]}
    assert large.status_code == 413
    assert large.json()["code"] == "body_too_large"


def test_an_upload_without_a_length_is_cut_at_its_limit(client: Any, settings: Settings) -> None:
    settings.UPLOAD_BODY_MAX_BYTES = 1_000
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'

    small = chunked(client, UPLOAD, head + b"y" * 100 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")
    large = chunked(client, UPLOAD, head + b"y" * 2_000 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")

    assert small.json() == {"fields": ["file"], "bytes": [100]}
    assert large.status_code == 413


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=ü", b"x"),
    ],
)
def test_a_multipart_body_that_cannot_be_taken_apart_is_400(
    client: Any, content_type: str, body: Any
) -> None:
    response = post(client, UPLOAD, body, content_type)

    assert response.status_code == 400, response.content
    assert response.json()["code"] == "malformed_body"


PART = b'--x\r\nContent-Disposition: form-data; name="a"'


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"--x",
        b"--x\r\n\r\n",
        b"\x00" * 50,
        PART + b"\r\n\r\n1",
        PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
        PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nA===A\r\n--x--",
        PART + b"\r\n\r\n\xff\xfe\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="\x00"; filename="\x00"\r\n\r\n1\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../etc/passwd"\r\n\r\n1\r\n--x--',
    ],
)
@pytest.mark.parametrize("parameters", ["", "; charset=nonsense", "; charset=utf-16"])
def test_a_strange_multipart_body_is_never_a_fault(client: Any, body: Any, parameters: str) -> None:
    response = post(client, UPLOAD, body, f"multipart/form-data; boundary=x{parameters}")

    assert response.status_code in {200, 400}, response.content


def test_a_boundary_that_is_too_long_is_refused(client: Any) -> None:
    response = post(client, UPLOAD, b"x", "multipart/form-data; boundary=" + "x" * 300)

    assert response.status_code == 415


def test_too_many_fields_and_too_many_files_are_400(client: Any, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [SimpleUploadedFile(f"{number}.bin", b"x") for number in range(3)]

    many_files = client.post(UPLOAD, {"file": files}, format="multipart")
    many_fields = client.post(UPLOAD, {str(number): "x" for number in range(5)}, format="multipart")
    many_pairs = post(client, UPLOAD, b"a=1&b=2&c=3&d=4", "application/x-www-form-urlencoded")

    for response in (many_files, many_fields, many_pairs):
        assert response.status_code == 400
        assert response.json()["code"] == "too_many_parts"


def test_fields_that_are_too_large_together_are_413(client: Any, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response = client.post(UPLOAD, {"a": "x" * 2_000}, format="multipart")

    assert response.status_code == 413


def test_a_form_body_is_read_where_files_can_be_sent(client: Any) -> None:
    response = post(client, UPLOAD, b"a=1&b=%C3%BC", "application/x-www-form-urlencoded")

    assert response.json() == {"fields": ["a", "b"], "bytes": []}


@pytest.mark.parametrize("charset", ["utf-16", "nonsense"])
def test_a_form_body_in_another_charset_is_415(client: Any, charset: str) -> None:
    response = post(client, UPLOAD, b"a=1", f"application/x-www-form-urlencoded; charset={charset}")

    assert response.status_code == 415


def test_no_body_at_all_is_an_empty_one(client: Any, customer: Any) -> None:
    assert client.post(ECHO).status_code == 200
    assert sorted(customer.post(FORM).json()) == ["name"]


def test_outside_the_api_a_body_that_is_too_large_is_refused_at_once(client: Any, settings: Settings) -> None:
    settings.JSON_BODY_MAX_BYTES = 10

    assert post(client, "/admin/login/", b"x" * 11, "application/x-www-form-urlencoded").status_code == 413


@pytest.mark.parametrize(("length", "left"), [(300_000, 0), (5 * 1024 * 1024, 5 * 1024 * 1024)])
@pytest.mark.parametrize("path", [ECHO, "/admin/login/"])
def test_a_refused_body_of_moderate_size_is_out_of_the_way_of_the_next_request(
    client: Any, path: str, length: int, left: int
) -> None:
    wire = io.BytesIO(b"x" * length)

    response = client.generic(
        "POST",
        path,
        b"",
        content_type="application/json",
        CONTENT_TYPE="application/json",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": wire},
    )

    assert response.status_code == 413
    assert len(wire.read()) == left
