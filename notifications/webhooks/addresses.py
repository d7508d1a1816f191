"""Which addresses the bank calls: staff writes down URLs, and none of them may lead back inside.

A URL is checked for form when it is written down. Its host is resolved once, when it is called, every address found
is checked, and the connection goes to an address that was checked: a name that points elsewhere a moment later, or a
number spelt in a way that only the resolver reads, changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_VISIBLE: Final = re.compile(r"[\x21-\x7e]+\Z")
_HOST_NAME: Final = re.compile(
    r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?\Z", re.IGNORECASE
)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}

# What the public internet does not route, beside what `ipaddress` knows: https://www.iana.org/assignments
_REFUSED_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' own
            "127.0.0.0/8",
            "168.63.129.16/32",  # the host below a virtual machine of Azure
            "169.254.0.0/16",  # link-local, metadata of most clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
# IPv6 is unicast to all the world in 2000::/3 only; IPv4 in disguise (mapped, NAT64) lies outside of it.
_GLOBAL_V6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarks
            "2001:db8::/32",
            "2002::/16",  # 6to4: carries an IPv4 address
            "3fff::/20",
        ),
    )
)


class RefusedUrl(Exception):
    """The bank does not call this URL; the text says why, for staff to read."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: where to connect, and what to ask for there."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Take a URL apart. Raises `RefusedUrl` for what is not an absolute https URL without credentials.

    `WEBHOOK_ALLOW_HTTP` also lets http pass, and `WEBHOOK_PORTS` lists the ports (all, if empty).
    """
    if not _VISIBLE.match(url) or "\\" in url:
        raise RefusedUrl("Give a URL in visible ASCII characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RefusedUrl("Give a URL.") from None
    if parts.scheme not in _schemes():
        raise RefusedUrl(f"Give a URL that begins with {' or '.join(f'{s}://' for s in _schemes())}.")
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise RefusedUrl("Give a URL without credentials and without a fragment.")
    if not _HOST_NAME.match(host) and _literal(host) is None:
        raise RefusedUrl(
            "Give a URL with the name of a host; an international name in its ASCII form (xn--…)."
        )
    port = port if port is not None else _DEFAULT_PORTS[parts.scheme]
    if settings.WEBHOOK_PORTS and port not in settings.WEBHOOK_PORTS:
        raise RefusedUrl(f"Give a port out of {', '.join(map(str, settings.WEBHOOK_PORTS))}.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def check_written_url(url: str) -> None:
    """Refuse a URL that could never be called. Raises `RefusedUrl`. Names are resolved only when calling."""
    host = target_of(url).host
    literal = _literal(host)
    if literal is not None:
        refuse_inner_address(literal)
    elif _is_local_name(host) and not settings.WEBHOOK_ALLOWED_PRIVATE_ADDRESSES:
        raise RefusedUrl("This host is not on the public internet.")


def checked_addresses(target: Target) -> list[str]:
    """Resolve a target's host, once, and return its addresses. Raises `RefusedUrl` if any lies inside.

    Raises `OSError` for a name that does not resolve.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        refuse_inner_address(ipaddress.ip_address(address))
    return addresses


def refuse_inner_address(address: Address) -> None:
    """Let pass what all the world can reach, and what `WEBHOOK_ALLOWED_PRIVATE_ADDRESSES` names.

    Raises `RefusedUrl`.
    """
    if not _is_public(address) and not _is_allowed(address):
        raise RefusedUrl("This host is not on the public internet.")


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in _REFUSED_V4)
    if address.scope_id is not None or address not in _GLOBAL_V6:
        return False
    return address.is_global and not any(address in network for network in _REFUSED_V6)


def _is_allowed(address: Address) -> bool:
    networks = map(ipaddress.ip_network, settings.WEBHOOK_ALLOWED_PRIVATE_ADDRESSES)
    return any(address.version == network.version and address in network for network in networks)


def _is_local_name(host: str) -> bool:
    name = host.lower().rstrip(".")
    return "." not in name or name.endswith((".localhost", ".local", ".internal", ".home.arpa"))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if settings.WEBHOOK_ALLOW_HTTP else ("https",)
