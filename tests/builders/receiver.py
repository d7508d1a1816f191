"""A receiver of webhooks on this machine, that answers as it is told to, well or badly."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket, threading.Event], None]
"""What is sent back: bytes, or a function that does with the connection what it likes."""


def answer(status: str, body: str = "", *headers: str) -> bytes:
    """Return a whole answer: `answer("503 Service Unavailable", "Later")`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", *headers, "", body]
    return "\r\n".join(lines).encode()


def hang(connection: socket.socket, over: threading.Event) -> None:
    """Take the request and say nothing."""
    over.wait(30)


def drip(head: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Say `head` at once and then a byte every now and then, for ever."""

    def deed(connection: socket.socket, over: threading.Event) -> None:
        with suppress(OSError):
            connection.sendall(head)
            while not over.wait(0.05):
                connection.sendall(b"x")

    return deed


@dataclass
class Received:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The server: `answers` are given one after the other, the last one for ever."""

    port: int
    answers: list[Answer]
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver(*answers: Answer, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listen on a free port of this machine for the length of a `with` block."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        known = Receiver(server.getsockname()[1], list(answers) or [answer("204 No Content")])
        accepting = threading.Thread(target=_accept, args=(server, known, over, context))
        accepting.start()
        try:
            yield known
        finally:
            over.set()
            accepting.join()


def _accept(
    server: socket.socket, known: Receiver, over: threading.Event, context: ssl.SSLContext | None
) -> None:
    talking: list[threading.Thread] = []
    while not over.is_set():
        with suppress(TimeoutError):
            connection, _ = server.accept()
            given = known.answers.pop(0) if len(known.answers) > 1 else known.answers[0]
            talking.append(threading.Thread(target=_talk, args=(connection, known, given, over, context)))
            talking[-1].start()
    for thread in talking:
        thread.join()


def _talk(
    connection: socket.socket,
    known: Receiver,
    given: Answer,
    over: threading.Event,
    context: ssl.SSLContext | None,
) -> None:
    with ExitStack() as open_things, suppress(OSError):
        open_things.enter_context(connection)
        connection.settimeout(5)
        if context is not None:
            connection = open_things.enter_context(context.wrap_socket(connection, server_side=True))
        with connection.makefile("rb") as incoming:
            line = incoming.readline().decode().strip()
            headers = {}
            while text := incoming.readline().decode().strip():
                name, _, value = text.partition(":")
                headers[name.lower()] = value.strip()
            length = int(headers.get("content-length", -1))
            body = incoming.read(max(length, 0))
        if len(body) != length:
            return  # its sender was gone before it was whole
        known.received.append(Received(line, headers, body))
        if isinstance(given, bytes):
            connection.sendall(given)
        else:
            given(connection, over)
