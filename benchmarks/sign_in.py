"""Access tokens by real sign-ins, a few at a time."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Final

from benchmarks import population
from benchmarks.servers import HOST

_AT_ONCE: Final = 4


def access_tokens(port: int, path: str, customers: int) -> list[str]:
    """Return everybody's access token, in order. Raises `RuntimeError` when somebody is not let in."""
    shares = [range(first, customers, _AT_ONCE) for first in range(_AT_ONCE)]
    tokens: dict[int, str] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for share in pool.map(lambda indexes: _sign_in(port, path, indexes), shares):
            tokens.update(share)
    return [tokens[index] for index in range(customers)]


def _sign_in(port: int, path: str, indexes: range) -> dict[int, str]:
    connection = HTTPConnection(HOST, port, timeout=60)
    tokens = {}
    for index in indexes:
        body = json.dumps({"username": population.username(index), "password": population.PASSWORD})
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:500]!r}")
        tokens[index] = json.loads(content)["access"]
    connection.close()
    return tokens
