"""How the production server is started: the same way by `make run`, by the tests and by the benchmark."""

import ipaddress
import os
import socket
import sys

BLOCKING_THREADS = 4
STOP_SECONDS = 10


def granian_command(*, host: str, port: int, workers: int, access_log: bool = False) -> list[str]:
    """The command line that serves the bank's WSGI application.

    On SQLite give one worker: a database file has one writer at a time, and a second process would only wait for it.
    On PostgreSQL give as many as there are cores.
    """
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={address_of(host)}",
        f"--port={port}",
        f"--workers={workers}",
        f"--blocking-threads={BLOCKING_THREADS}",
        f"--workers-kill-timeout={STOP_SECONDS}",
        "--respawn-failed-workers",
        "--no-ws",
        "--log-level=warning",
        "--access-log" if access_log else "--no-access-log",
        "core_banking.wsgi:application",
    ]


def workers_for(engine: str) -> int:
    """How many server processes fit an engine (`sqlite` or `postgresql`)."""
    if engine == "sqlite":
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def address_of(host: str) -> str:
    """The numeric address that the server binds for a host's name; a numeric address stays as it is."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return str(socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_STREAM)[0][4][0])


def is_port_free(host: str, port: int) -> bool:
    """Whether a server could bind this address now."""
    address = address_of(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does it: connections of a server that has just ended do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port on 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
