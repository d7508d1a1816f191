"""Limits on bodies that hold for whoever reads the stream.

Django's own limit guards `request.body` only; REST framework's parsers read the stream and never meet it. So
the stream itself is capped: reading beyond the limit raises, whatever length was declared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Final, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core_banking.api.error_answers import plain_error_response
from core_banking.api.http_errors import BodyTooLarge, HttpRefusal, LengthRequired

_CHUNK_BYTES: Final = 64 * 1024
_KEPT_IN_MEMORY_BYTES: Final = 1024 * 1024
_DISCARDED_BYTES: Final = 4 * 1024 * 1024


class CappedStream:
    """A body's stream that raises `BodyTooLarge` once more than `limit_bytes` were read from it."""

    def __init__(self, stream: IO[bytes], limit_bytes: int) -> None:
        self._stream = stream
        self._limit_bytes = limit_bytes
        self._left_bytes = limit_bytes

    def read(self, size: int | None = None, /) -> bytes:
        """Read as the wrapped stream does, at most one byte beyond the limit. Raises `BodyTooLarge`."""
        return self._counted(self._stream.read(self._allowed(size)))

    def readline(self, size: int | None = None, /) -> bytes:
        """Read a line as the wrapped stream does. Raises `BodyTooLarge`."""
        return self._counted(self._stream.readline(self._allowed(size)))

    def close(self) -> None:
        """Close the wrapped stream."""
        self._stream.close()

    def _allowed(self, size: int | None) -> int:
        most = self._left_bytes + 1
        return most if size is None or size < 0 else min(size, most)

    def _counted(self, content: bytes) -> bytes:
        self._left_bytes -= len(content)
        if self._left_bytes < 0:
            raise too_large(self._limit_bytes)
        return content


class RefusedStream:
    """The stream of a body whose declared length is already too much: it raises before a byte is read."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes

    def read(self, size: int | None = None, /) -> NoReturn:
        """Raise `BodyTooLarge`."""
        raise too_large(self._limit_bytes)

    readline = read

    def close(self) -> None:
        """Do nothing: nothing is open."""


class BodySizeLimit:
    """Caps every body: `UPLOAD_BODY_MAX_BYTES` for multipart, `JSON_BODY_MAX_BYTES` for all else.

    An address in `BODY_MAX_BYTES_BY_PATH` has a limit of its own.

    Under `/api/` the refusal comes when the view reads the body, so that it knows who is asking and the
    audit trail hears of it; elsewhere it comes at once. A body without a length is read up to the limit first.
    A refused body of moderate size is read and thrown away, so that the connection stays usable.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with its body capped."""
        with ExitStack() as open_files:
            try:
                _cap_body(request, open_files)
                return self.get_response(request)
            except HttpRefusal as refusal:
                return plain_error_response(refusal, request)


def too_large(limit_bytes: int) -> BodyTooLarge:
    """Return the refusal of a body longer than `limit_bytes`."""
    return BodyTooLarge(f"The body is larger than {limit_bytes} bytes.", limit_bytes=limit_bytes)


def _cap_body(request: HttpRequest, open_files: ExitStack) -> None:
    limit_bytes = _limit_of(request)
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        request._stream = _chunked_body(request, limit_bytes, open_files)  # type: ignore[assignment]
        return
    declared_bytes = _declared_length(request)
    if declared_bytes <= limit_bytes:
        request._stream = CappedStream(request._stream, limit_bytes)  # type: ignore[assignment]
        return
    if declared_bytes <= _DISCARDED_BYTES:
        open_files.callback(_discard, request._stream)
    if request.path_info.startswith("/api/"):
        request._stream = RefusedStream(limit_bytes)  # type: ignore[assignment]
    else:
        raise too_large(limit_bytes)


def _discard(stream: IO[bytes]) -> None:
    """Read what nobody wants: a server drops a connection whose body is still in the way of the next request."""
    while stream.read(_CHUNK_BYTES):
        pass


def _limit_of(request: HttpRequest) -> int:
    own_limit: int | None = settings.BODY_MAX_BYTES_BY_PATH.get(request.path_info.rstrip("/") + "/")
    if own_limit is not None:
        return own_limit
    is_upload = (request.content_type or "").startswith("multipart/")
    limit: int = settings.UPLOAD_BODY_MAX_BYTES if is_upload else settings.JSON_BODY_MAX_BYTES
    return limit


def _declared_length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not (text.isascii() and text.isdigit()):
        raise HttpRefusal("The Content-Length is not a number.")
    return int(text[:20])


def _chunked_body(request: HttpRequest, limit_bytes: int, open_files: ExitStack) -> IO[bytes]:
    """Return a body of unknown length, read whole, and say how long it is: without, nobody would read it."""
    if not request.META.get("wsgi.input_terminated"):
        raise LengthRequired
    capped = CappedStream(request.META["wsgi.input"], limit_bytes)
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - closed with `open_files`
    kept = open_files.enter_context(file)
    while chunk := capped.read(_CHUNK_BYTES):
        kept.write(chunk)
    request.META["CONTENT_LENGTH"] = str(kept.tell())
    kept.seek(0)
    return kept
