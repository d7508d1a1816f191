"""What the bank keeps of a request for its records: where it came from, with what, and its identifier."""

from __future__ import annotations

import functools
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

_LONGEST_USER_AGENT = 255


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Address and user agent of the caller and the identifier of the request, as the audit trail keeps them."""

    ip_address: str | None
    user_agent: str
    request_id: str


def facts_of(request: HttpRequest) -> RequestFacts:
    """Return the facts of a request (Django's or REST framework's); read once, then remembered on it."""
    plain: HttpRequest = getattr(request, "_request", request)
    known: RequestFacts | None = getattr(plain, "bank_request_facts", None)
    if known is None:
        known = RequestFacts(
            ip_address=client_address(plain),
            user_agent=_printable(plain.META.get("HTTP_USER_AGENT", "")),
            request_id=getattr(plain, "request_id", ""),
        )
        plain.bank_request_facts = known  # type: ignore[attr-defined]
    return known


def client_address(request: HttpRequest) -> str | None:
    """Return the caller's address, believing exactly `TRUSTED_PROXIES` proxies.

    Each proxy appends the address it was called from to `X-Forwarded-For`, so with n proxies of our own the
    n-th entry from the right is the last one a proxy of ours wrote; all to its left is the caller's invention.
    """
    direct = _normalised(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if proxies < 1:
        return direct
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(entries) < proxies:
        return direct
    return _normalised(entries[-proxies]) or direct


@functools.lru_cache(maxsize=4096)
def _normalised(text: str) -> str | None:
    """Return an address in its one canonical form (IPv4-mapped IPv6 as IPv4), or None if it is none."""
    try:
        address = ipaddress.ip_address(_without_port(text.strip()))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        # A zone (`%eth0`) means something on one host only and fits in no address column.
        unzoned = ipaddress.IPv6Address(int(address))
        return str(unzoned.ipv4_mapped or unzoned)
    return str(address)


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    host, colon, port = text.partition(":")
    return host if colon and port.isdigit() and "." in host else text


@functools.lru_cache(maxsize=4096)
def _printable(user_agent: str) -> str:
    return "".join(character for character in user_agent if character.isprintable())[:_LONGEST_USER_AGENT]
