"""One request to one endpoint: to an address that was checked, within a time that does not stretch, without detours.

The time is for all of it, from the look-up of the name to the last byte read: a receiver that sends a byte now and
then gains nothing. Redirects are not followed, proxies of the environment are not asked, and only the beginning of an
answer is read.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from notifications.webhooks.addresses import RefusedUrl, Target, checked_addresses, target_of

ANSWER_BYTES: Final = 4096
_READ_BYTES: Final = 1024
# A receiver that has accepted is not waited for: what it says after that is for the log.
_BODY_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request: a status and the beginning of the answer, or the reason why there is none."""

    status_code: int | None
    error: str
    body: str
    duration_ms: int

    @property
    def delivered(self) -> bool:
        """Whether the receiver has accepted the event."""
        return self.status_code is not None and 200 <= self.status_code < 300


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Send a body to a URL and return what came of it; nothing that a receiver does raises."""
    began = time.monotonic()
    status, error, answer = None, "", b""
    try:
        target = target_of(url)
        status, answer = _exchange(target, body, headers, began + settings.WEBHOOK_TIMEOUT_SECONDS)
        error = "" if 200 <= status < 300 else _reason(status)
    except RefusedUrl as refusal:
        error = str(refusal)
    except TimeoutError:
        error = f"No answer within {settings.WEBHOOK_TIMEOUT_SECONDS} seconds."
    except ssl.SSLError as failure:
        error = f"No secure connection: {failure.reason or type(failure).__name__}"
    except socket.gaierror:
        error = "The name of the host does not resolve."
    except (OSError, http.client.HTTPException) as failure:
        error = f"No answer: {type(failure).__name__}"
    return Outcome(
        status_code=status,
        error=error[:200],
        body=answer.decode(errors="replace").replace("\x00", ""),
        duration_ms=int((time.monotonic() - began) * 1000),
    )


def _exchange(target: Target, body: bytes, headers: Mapping[str, str], deadline: float) -> tuple[int, bytes]:
    connection = _Connection(target, deadline)
    try:
        connection.request("POST", target.path, body=body, headers={**headers, **_OWN_HEADERS})
        response = connection.getresponse()
        return response.status, _beginning_of(response, connection)
    finally:
        connection.close()


_OWN_HEADERS: Final = {
    "Content-Type": "application/json",
    "User-Agent": "core-banking-webhooks/1",
    "Connection": "close",
}


def _beginning_of(response: http.client.HTTPResponse, connection: _Connection) -> bytes:
    read = b""
    connection.hurry(_BODY_SECONDS)
    try:
        while len(read) < ANSWER_BYTES and (piece := response.read1(_READ_BYTES)):
            read += piece
    except (OSError, http.client.HTTPException):
        pass  # the status is known, and it alone decides
    return read[:ANSWER_BYTES]


class _Deadline:
    """An instant on the monotonic clock after which nothing is waited for."""

    def __init__(self, at: float) -> None:
        self.at = at

    def remaining(self) -> float:
        """Return the seconds that are left. Raises `TimeoutError` once there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _Connection(http.client.HTTPConnection):
    """A connection to the checked addresses of a target, each wait of which ends at one deadline."""

    def __init__(self, target: Target, deadline: float) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.scheme == "https" else 80
        self._target = target
        self._deadline = _Deadline(deadline)

    def connect(self) -> None:
        """Resolve, check, and connect to what was checked. Raises `RefusedUrl`, `OSError`."""
        plain = self._connected(checked_addresses(self._target))
        if self._target.scheme == "https":
            plain.settimeout(self._deadline.remaining())
            plain = _tls().wrap_socket(plain, server_hostname=self._target.host)
        self.sock = _TimedSocket(plain, self._deadline)

    def hurry(self, seconds: float) -> None:
        """Bring the deadline forward."""
        self._deadline.at = min(self._deadline.at, time.monotonic() + seconds)

    def _connected(self, addresses: list[str]) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in addresses:
            plain = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            try:
                plain.settimeout(self._deadline.remaining())
                plain.connect((address, self._target.port))
            except OSError as error:
                plain.close()
                failure = error
            else:
                return plain
        raise failure


class _TimedSocket:
    """As much of a socket as `http.client` needs; each wait lasts no longer than what is left until the deadline."""

    def __init__(self, plain: socket.socket, deadline: _Deadline) -> None:
        self._plain, self._deadline = plain, deadline

    def sendall(self, data: Any) -> None:
        """Send all of it in the time that is left."""
        self._plain.settimeout(self._deadline.remaining())
        self._plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return what is read from."""
        return io.BufferedReader(_TimedReader(self._plain, self._deadline))

    def close(self) -> None:
        """Close the socket."""
        self._plain.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, plain: socket.socket, deadline: _Deadline) -> None:
        self._plain, self._deadline = plain, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plain.settimeout(self._deadline.remaining())
        return self._plain.recv_into(buffer)


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return "Redirects are not followed."
    return f"The receiver answered {status}."
