"""Runs a documented curl command word for word against the started bank; only the host is another."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import httpx

DOCUMENTED_HOST = "http://localhost:8000"


def run_curl(command: str, base_url: str, replacements: Mapping[str, str] | None = None) -> httpx.Response:
    """Send what the command says: its method, headers and body. Raises `ValueError` for an option it does not know.

    `replacements` stand for what the reader is told to fill in, such as `YOUR_ACCESS_TOKEN`.
    """
    for placeholder, value in (replacements or {}).items():
        command = command.replace(placeholder, value)
    words = shlex.split(command.replace("\\\n", " "))
    if words.pop(0) != "curl":
        raise ValueError("Not a curl command.")
    method, url, headers, body = "GET", "", {}, None
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(":")
            headers[name.strip()] = value.strip()
        elif word == "-d":
            body = words.pop(0)
        elif word.startswith("http"):
            url = word.replace(DOCUMENTED_HOST, base_url)
        else:
            raise ValueError(f"Unknown option {word}.")
    return httpx.request(method, url, headers=headers, content=body, timeout=60)
