"""One request: what is sent, and that nothing a receiver does takes longer or leads elsewhere."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from notifications.webhooks import request
from notifications.webhooks.request import ANSWER_BYTES, Outcome, post
from tests.builders.certificates import certificate_for
from tests.builders.receiver import answer, drip, hang, receiver
from tests.proof_plugin import ProofRecord

HERE = override_settings(
    WEBHOOK_ALLOW_HTTP=True,
    WEBHOOK_PORTS=[],
    WEBHOOK_ALLOWED_PRIVATE_ADDRESSES=["127.0.0.0/8"],
    WEBHOOK_TIMEOUT_SECONDS=0.4,
)


def told(url: str) -> Outcome:
    with HERE:
        return post(url, b'{"type":"webhook.ping"}', {"webhook-id": "msg_1"})


def test_a_request_is_sent_whole_and_its_answer_read() -> None:
    with receiver(answer("202 Accepted", "thank you")) as listening:
        outcome = told(f"{listening.url}?token=7")

    assert (outcome.delivered, outcome.status_code, outcome.error, outcome.body) == (
        True,
        202,
        "",
        "thank you",
    )
    (sent,) = listening.received
    assert sent.line == "POST /hook?token=7 HTTP/1.1"
    assert sent.body == b'{"type":"webhook.ping"}'
    assert sent.headers["host"] == f"127.0.0.1:{listening.port}"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        (answer("500 Internal Server Error", "oops"), 500, "The receiver answered 500."),
        (answer("410 Gone"), 410, "The receiver answered 410."),
        (answer("304 Not Modified"), 304, "Redirects are not followed."),
        (b"SSH-2.0-OpenSSH_9.2\r\n", None, "No answer: BadStatusLine"),
        (b"", None, "No answer: RemoteDisconnected"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 70_000, None, "No answer: LineTooLong"),
    ],
)
def test_what_is_no_2xx_is_a_failure(given: bytes, status: int | None, error: str) -> None:
    with receiver(given) as listening:
        outcome = told(listening.url)

    assert (outcome.delivered, outcome.status_code, outcome.error) == (False, status, error)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_a_redirect_is_not_followed(status: str) -> None:
    with receiver() as elsewhere, receiver(answer(status, "", f"Location: {elsewhere.url}")) as listening:
        outcome = told(listening.url)

    assert (outcome.delivered, outcome.error) == (False, "Redirects are not followed.")
    assert (len(listening.received), elsewhere.received) == (1, [])


@pytest.mark.parametrize(
    "given",
    [hang, drip(b""), drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), drip(b"HTTP/1.1 100 Continue\r\n\r\n")],
    ids=["silence", "a byte at a time", "a header without end", "continue"],
)
def test_a_receiver_that_stalls_is_left_in_time(given: Any) -> None:
    with receiver(given) as listening:
        began = time.monotonic()
        outcome = told(listening.url)
        took = time.monotonic() - began

    assert (outcome.delivered, outcome.status_code) == (False, None)
    assert outcome.error == "No answer within 0.4 seconds."
    assert 0.3 < took < 2


def test_a_receiver_that_has_accepted_is_not_waited_for() -> None:
    with receiver(drip(b"HTTP/1.1 200 OK\r\n\r\nyes ")) as listening:
        began = time.monotonic()
        outcome = told(listening.url)

    assert outcome.delivered
    assert outcome.body.startswith("yes ")
    assert time.monotonic() - began < 2


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    def flood(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_000)

    with receiver(flood) as listening:
        outcome = told(listening.url)

    assert (outcome.delivered, outcome.body) == (True, "x" * ANSWER_BYTES)


def test_bytes_that_are_no_text_are_logged_as_text() -> None:
    with receiver(b"HTTP/1.1 200 OK\r\n\r\na\x00b\xff") as listening:
        assert told(listening.url).body == "ab\ufffd"


def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    with receiver() as listening:
        with override_settings(WEBHOOK_ALLOW_HTTP=True, WEBHOOK_PORTS=[]):
            outcome = post(f"http://localhost:{listening.port}/", b"{}", {})
        time.sleep(0.1)

    assert outcome.error == "This host is not on the public internet."
    assert listening.received == []


SPELLINGS_OF_THIS_MACHINE = [
    *("127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "0x0", "00"),
    *("2130706433", "0x7f000001", "0X7F000001", "017700000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1"),
    *("0177.1", "127.0.0.0x1", "127.0.0.01", "0x7f.0x0.0x0.0x1", "4294967295", "localhost", "LOCALHOST"),
    *("localhost.", "LocalHost.", "ip6-localhost", "ip6-loopback", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]"),
    *("[::1%251]", "ann@127.0.0.1", "hooks.example.com@127.0.0.1", "127.0.0.1#@hooks.example.com"),
    *("hooks.example.com\\@127.0.0.1", "%31%32%37.0.0.1", "127.0.0.1%2f", "127。0。0。1", "①②⑦.0.0.1"),
]


@pytest.mark.proof
def test_no_spelling_of_this_machine_is_called(proof_record: ProofRecord) -> None:
    with receiver() as canary, override_settings(WEBHOOK_ALLOW_HTTP=True, WEBHOOK_PORTS=[]):
        for host in SPELLINGS_OF_THIS_MACHINE:
            assert not post(f"http://{host}:{canary.port}/", b"{}", {}).delivered, host
        time.sleep(0.1)

    assert canary.received == []
    proof_record(
        "webhooks to this machine, however it is spelt: not called",
        spellings=len(SPELLINGS_OF_THIS_MACHINE),
        called=0,
    )


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points inside at the second look is never looked at twice."""
    resolved = []

    def rebinding(host: str, port: int, **_: Any) -> Any:
        resolved.append(host)
        address = "127.0.0.1" if len(resolved) == 1 else "127.0.0.99"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as listening:
        outcome = told(f"http://hooks.example.com:{listening.port}/")

    assert (outcome.delivered, resolved) == (True, ["hooks.example.com"])
    assert listening.received[0].headers["host"] == f"hooks.example.com:{listening.port}"


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as listening:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert told(listening.url).delivered

    assert (len(listening.received), proxy.received) == (1, [])


def test_a_name_without_an_address_and_a_closed_port_are_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as listening:
        closed = listening.url

    assert told(closed).error == "No answer: ConnectionRefusedError"

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert told("http://hooks.example.com/").error == "The name of the host does not resolve."


@pytest.mark.parametrize(("named", "delivered"), [("hooks.example.com", True), ("other.example.com", False)])
def test_the_certificate_must_be_of_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, delivered: bool
) -> None:
    certificate, key = certificate_for(named, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))],
    )
    request._tls.cache_clear()
    with receiver(context=context) as listening, override_settings(WEBHOOK_CA_FILE=str(certificate)):
        outcome = told(f"https://hooks.example.com:{listening.port}/")
    request._tls.cache_clear()

    assert asked_for == ["hooks.example.com"]
    assert (outcome.delivered, len(listening.received)) == (delivered, int(delivered))
    if not delivered:
        assert outcome.error == "No secure connection: CERTIFICATE_VERIFY_FAILED"
