"""Whatever staff writes down, and whatever a name resolves to: no webhook leads inside."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.test import override_settings

from notifications.webhooks.addresses import RefusedUrl, check_written_url, checked_addresses, target_of

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1"]


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[tuple[Any, ...]]:
    asked: list[tuple[Any, ...]] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append((host, port))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_resolves_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolve_to(monkeypatch, address)

    with pytest.raises(RefusedUrl, match="not on the public internet"):
        checked_addresses(target_of("https://hooks.example.com/"))


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_name_that_resolves_outside_is_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    asked = resolve_to(monkeypatch, address, address)

    assert checked_addresses(target_of("https://hooks.example.com:8443/")) == [address]
    assert asked == [("hooks.example.com", 8443)]


def test_one_address_inside_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "8.8.8.8", "10.0.0.1")

    with pytest.raises(RefusedUrl):
        checked_addresses(target_of("https://hooks.example.com/"))


@override_settings(WEBHOOK_ALLOWED_PRIVATE_ADDRESSES=["10.0.0.0/24", "::1/128"])
def test_what_is_allowed_by_name_is_called_and_nothing_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "10.0.0.9", "::1")
    assert checked_addresses(target_of("https://hooks.example.com/")) == ["10.0.0.9", "::1"]

    resolve_to(monkeypatch, "10.0.1.9")
    with pytest.raises(RefusedUrl):
        checked_addresses(target_of("https://hooks.example.com/"))


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ip6-localhost",
    ],
)
def test_a_loopback_in_another_spelling_is_not_called(host: str) -> None:
    """These go to the machine's own resolver, which reads most of them as this machine."""
    with pytest.raises((RefusedUrl, socket.gaierror)):
        checked_addresses(target_of(f"https://{host}/"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.com/", "begins with https://"),
        ("ftp://hooks.example.com/", "begins with https://"),
        ("file:///etc/passwd", "begins with https://"),
        ("hooks.example.com", "begins with https://"),
        ("//hooks.example.com/", "begins with https://"),
        ("", "visible ASCII"),
        ("https://hooks.example.com/a b", "visible ASCII"),
        ("https://hooks.example.com/\r\nHost: x", "visible ASCII"),
        ("https://hooks.example.com\\@127.0.0.1/", "visible ASCII"),
        ("https://bücher.example/", "visible ASCII"),
        ("https://ann:secret@hooks.example.com/", "without credentials"),
        ("https://@hooks.example.com/", "without credentials"),
        ("https://hooks.example.com@127.0.0.1/", "without credentials"),
        ("https://hooks.example.com/#top", "fragment"),
        ("https://hooks.example.com/#", "fragment"),
        ("https:///hook", "name of a host"),
        ("https://-hooks.example.com/", "name of a host"),
        ("https://hooks..example.com/", "name of a host"),
        ("https://[::1/", "Give a URL"),
        ("https://[fe80::1%25eth0]/", "name of a host|public internet"),
        ("https://hooks.example.com:99999/", "Give a URL"),
        ("https://hooks.example.com:22/", "port out of 443, 8443"),
        ("https://127.0.0.1/", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://[::ffff:127.0.0.1]/", "public internet"),
        ("https://169.254.169.254/latest/meta-data/", "public internet"),
        ("https://localhost/", "public internet"),
        ("https://printer.local/", "public internet"),
        ("https://metadata.google.internal/", "public internet"),
    ],
)
def test_a_url_that_could_never_be_called_is_not_written_down(url: str, why: str) -> None:
    with pytest.raises(RefusedUrl, match=why):
        check_written_url(url)


def test_a_sound_url_is_taken_apart() -> None:
    check_written_url("https://hooks.example.com/a/b?token=1")
    target = target_of("https://Hooks.Example.com/a/b?token=1")
    assert (target.scheme, target.host, target.port, target.path) == (
        "https",
        "hooks.example.com",
        443,
        "/a/b?token=1",
    )
    with override_settings(WEBHOOK_ALLOW_HTTP=True, WEBHOOK_PORTS=[]):
        assert target_of("http://hooks.example.com").port == 80
        assert target_of("http://hooks.example.com:5000").port == 5000
