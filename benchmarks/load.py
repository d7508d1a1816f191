"""The load: keep-alive HTTP clients in one cheap process of their own, each waiting for its answer.

    python -m benchmarks.load < plan.json > outcome.json

It shares the machine's cores with what it measures, so it is one loop over plain sockets: requests are put
together from prepared bytes, and of an answer only the status and the length are read.
"""

from __future__ import annotations

import json
import random
import re
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks import population

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_GIVE_UP_SECONDS = 60
_CREATED = "201"


@dataclass
class LoadOutcome:
    """What came back; `statuses` counts every answer, `latencies_us` those 201 that came within the time."""

    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    latencies_us: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class RequestMaker:
    """Puts transfers together: random people and amounts, and an idempotency key never used before.

    A plan may name one `sender` of them all.
    """

    def __init__(self, plan: dict[str, Any]) -> None:
        self._random = random.Random(plan["seed"])
        self._tokens = [token.encode() for token in plan["tokens"]]
        self._numbers = [population.account_number(index).encode() for index in range(len(self._tokens))]
        self._body = [part.encode() for part in plan["body"]]
        self._prefix = plan["key_prefix"].encode()
        self._sender: int | None = plan.get("sender")
        self._made = 0
        length = sum(map(len, self._body)) + 2 * len(self._numbers[0]) + len("0.00")
        self._head = (
            f"POST {plan['path']} HTTP/1.1\r\nHost: {plan['host']}:{plan['port']}\r\n"
            f"User-Agent: transfer-benchmark/1\r\nAccept: application/json\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\nAuthorization: Bearer "
        ).encode()

    def next(self) -> bytes:
        """Return the bytes of one more request."""
        people = len(self._tokens)
        sender = int(self._random.random() * people) if self._sender is None else self._sender
        receiver = (sender + 1 + int(self._random.random() * (people - 1))) % people
        amount_minor = 1 + int(self._random.random() * population.LARGEST_AMOUNT_MINOR)
        self._made += 1
        before, between, after, end = self._body
        return b"".join(
            (
                self._head,
                self._tokens[sender],
                b"\r\nIdempotency-Key: %b%d\r\n\r\n" % (self._prefix, self._made),
                before,
                self._numbers[sender],
                between,
                self._numbers[receiver],
                after,
                b"%d.%02d" % divmod(amount_minor, 100),
                end,
            )
        )


class _Connection:
    """One client: a socket, what has arrived of its answer, and when its request was sent."""

    __slots__ = ("received", "sent_at", "socket")

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=_GIVE_UP_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send a request; it fits the socket's buffer."""
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def take_answer(self) -> bytes | None:
        """Read what has arrived; return the answer once it is whole."""
        arrived = self.socket.recv(65536)
        if not arrived:
            raise ConnectionError("The server closed a connection.")
        self.received = received = self.received + arrived if self.received else arrived
        head_end = received.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        length = _LENGTH.search(received, 0, head_end)
        if length is None:
            raise ConnectionError("An answer came without its length.")
        return received if len(received) >= head_end + 4 + int(length[1]) else None


def run(plan: dict[str, Any]) -> LoadOutcome:
    """Send requests for the plan's seconds, then wait for the answers that are still out."""
    maker = RequestMaker(plan)
    outcome = LoadOutcome()
    selector = selectors.DefaultSelector()
    connections = [_Connection(plan["host"], plan["port"]) for _ in range(plan["clients"])]
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    started = time.perf_counter()
    deadline = started + plan["seconds"]
    for connection in connections:
        connection.send(maker.next())
    waiting = len(connections)
    while waiting:
        ready = selector.select(_GIVE_UP_SECONDS)
        if not ready:
            raise TimeoutError(f"No answer for {_GIVE_UP_SECONDS} s.")
        for key, _ in ready:
            connection = key.data
            answer = connection.take_answer()
            if answer is None:
                continue
            now = time.perf_counter()
            _count(outcome, answer, now - connection.sent_at, in_time=now < deadline)
            if now < deadline:
                connection.send(maker.next())
            else:
                waiting -= 1
    outcome.seconds = deadline - started
    for connection in connections:
        connection.socket.close()
    return outcome


def _count(outcome: LoadOutcome, answer: bytes, seconds: float, *, in_time: bool) -> None:
    status = answer[9:12].decode()
    outcome.statuses[status] += 1
    if status == _CREATED:
        if in_time:
            outcome.latencies_us.append(round(seconds * 1_000_000))
    elif len(outcome.complaints) < 3:
        outcome.complaints.append(answer[:1000].decode(errors="replace"))


def main() -> None:
    """Run the plan on the standard input and write its outcome to the standard output."""
    outcome = run(json.load(sys.stdin))
    json.dump(
        {
            "seconds": outcome.seconds,
            "statuses": outcome.statuses,
            "latencies_us": outcome.latencies_us,
            "complaints": outcome.complaints,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
