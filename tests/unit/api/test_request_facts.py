"""Where a request came from: only as many proxies are believed as there are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from core_banking.api.request_facts import client_address, facts_of


def request_from(remote: str, forwarded: str | None = None, **headers: str) -> Any:
    extra: dict[str, Any] = {"REMOTE_ADDR": remote, **headers}
    if forwarded is not None:
        extra["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().get("/", **extra)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "1.1.1.1, 2.2.2.2, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "1.1.1.1, not-an-address", "10.0.0.1"),
        (1, "10.0.0.1", "1.1.1.1, 198.51.100.1'; --", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        (1, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "10.0.0.1", "2001:DB8:0:0::1", "2001:db8::1"),
        (1, "10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        (0, "fe80::1%eth0", None, "fe80::1"),
        (0, "", None, None),
        (0, "unix:", None, None),
    ],
)
def test_the_callers_address_is(
    settings: Settings, proxies: int, remote: str, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert client_address(request_from(remote, forwarded)) == address


def test_the_user_agent_is_cut_and_holds_no_control_characters() -> None:
    request = request_from("203.0.113.7", HTTP_USER_AGENT="curl\x00/8\r\n" + "x" * 1000)

    assert facts_of(request).user_agent == "curl/8" + "x" * 249


def test_the_facts_are_read_once() -> None:
    request = request_from("203.0.113.7")

    assert facts_of(request) is facts_of(request)
