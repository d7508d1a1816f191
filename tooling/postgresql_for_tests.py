"""The PostgreSQL that the tests run against: somebody's own when he names it, else one started for the purpose."""

import contextlib
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tooling.embedded_postgresql import PostgresqlServer
from tooling.postgresql_binaries import NoPostgresql


class ExistingPostgresql:
    """A server that somebody else runs: used when TEST_DATABASE_URL names it, and left running."""

    def __init__(self, url: str) -> None:
        """Take the address as it is."""
        self.url = url
        self.origin = f"the PostgreSQL of TEST_DATABASE_URL at {_host_and_port(url)}"

    def bin_path(self, name: str) -> str:
        """The program `name` on PATH."""
        found = shutil.which(name)
        if found is None:
            raise NoPostgresql(f"{name} is not on PATH")
        return found


@contextlib.contextmanager
def postgresql_for_tests(
    *, durable: bool = False, options: Sequence[str] = ()
) -> Iterator[PostgresqlServer | ExistingPostgresql]:
    """The PostgreSQL to test against: TEST_DATABASE_URL's if it answers, else one of our own. Says which.

    Raises:
        NoPostgresql: none could be had; the message lists what was tried.
    """
    if url := os.environ.get("TEST_DATABASE_URL", ""):
        if not url.startswith(("postgres://", "postgresql://")):
            raise NoPostgresql("TEST_DATABASE_URL is not the address of a PostgreSQL")
        if _answers(url):
            existing = ExistingPostgresql(url)
            _say(f"using {existing.origin}")
            yield existing
            return
        _say(
            f"TEST_DATABASE_URL is set, but nothing answers at {_host_and_port(url)}: starting a server instead"
        )
    with PostgresqlServer(durable=durable, options=options) as server:
        _say(f"using {server.origin}, port {server.port}")
        yield server


def _host_and_port(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or 5432}"


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "localhost", parts.port or 5432), timeout=5).close()
    except OSError:
        return False
    return True


def _say(words: str) -> None:
    print(f"[postgresql] {words}", file=sys.stderr, flush=True)
