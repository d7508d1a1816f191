"""A real PostgreSQL that starts with the tests and ends with them; nothing needs to be installed beforehand.

    with PostgresqlServer(durable=True) as server:
        server.url              # postgres://bank:…@127.0.0.1:43219/bank
        server.bin_path("pgbench")

    python -m tooling.embedded_postgresql                       # serve until Ctrl-C; prints address and socket folder
    python -m tooling.embedded_postgresql -- make run           # run a command with DATABASE_URL set

Only the standard library is used. The server listens on 127.0.0.1 and on a socket in its own private folder, both
behind a password made for this run. It is stopped on leaving the block, at exit, and on SIGTERM; what a killed
launcher left behind is stopped and removed by the next one.
"""

import argparse
import atexit
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

from tooling.granian_command import free_port
from tooling.postgresql_binaries import Account, Binaries, NoPostgresql, server_account, usable_binaries
from tooling.postgresql_leftovers import LAUNCHER_LOCK, remove_leftovers

FOLDER_PREFIX = "bank-pg-"
ROLE = DATABASE = "bank"
START_SECONDS = 60
STOP_SECONDS = 30


class PostgresqlServer:
    """One server with one empty database, owned by an ordinary role that may create more.

    The role is no superuser on purpose: what works here works with the rights a bank would give its web server.
    `durable=True` is a server as in production: an acknowledged commit survives a power cut. `durable=False`
    trades that for speed. `options` are added as `-c name=value`.
    """

    def __init__(self, *, durable: bool = False, options: Sequence[str] = ()) -> None:
        """Choose how the server will run; nothing is started yet."""
        switch = "on" if durable else "off"
        self.durable = durable
        self.password = secrets.token_urlsafe(24)
        self.options = [
            *(f"{name}={switch}" for name in ("fsync", "full_page_writes", "synchronous_commit")),
            "max_connections=250",
            "timezone=UTC",
            "log_timezone=UTC",
            *options,
        ]
        self.port = 0
        self._account: Account = server_account()
        self._binaries: Binaries | None = None
        self._folder: Path | None = None
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # -- for the caller ------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The address in DATABASE_URL's form, over TCP."""
        return self._address(ROLE)

    @property
    def superuser_url(self) -> str:
        """The same database for the superuser: for statistics and settings that the bank's role may not touch."""
        return self._address("postgres")

    @property
    def socket_folder(self) -> Path:
        """Where the unix socket is: the `host` of a connection that does not go over TCP."""
        return self._home / "socket"

    @property
    def origin(self) -> str:
        """Which PostgreSQL this is, for the person who reads the output."""
        account = "nobody" if self._account.is_other else "this user"
        return f"PostgreSQL {self._programs.version} from {self._programs.origin}, run as {account}"

    @property
    def log(self) -> str:
        """What the server has written to its log."""
        path = self._home / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def bin_path(self, name: str) -> str:
        """The path of `psql`, `pg_dump`, `pgbench`, …: this version's own, else the one on PATH."""
        return self._programs.path(name)

    def __enter__(self) -> Self:
        """Start on the first PostgreSQL that works."""
        refusals: list[str] = []
        atexit.register(self.stop)
        _turn_sigterm_into_exit()
        for binaries in usable_binaries(self._account, refusals):
            self._binaries = binaries
            try:
                self._create()
                self.start()
            except (NoPostgresql, OSError, subprocess.SubprocessError) as error:
                refusals.append(f"{binaries.origin}: {error}")
                self.stop()
                atexit.register(self.stop)
            except BaseException:
                self.stop()
                raise
            else:
                for line in refusals:
                    print(f"[postgresql] not used: {line}", file=sys.stderr, flush=True)
                return self
        atexit.unregister(self.stop)
        raise NoPostgresql(
            "No PostgreSQL could be started:\n" + "\n".join(f"  - {line}" for line in refusals)
        )

    def __exit__(self, *_: object) -> None:
        """Stop, and remove every trace."""
        self.stop()

    def start(self) -> None:
        """Start the postmaster on the existing data: after `__enter__` this is for a server that was killed."""
        tries = 5
        for attempt in range(1, tries + 1):
            self.port = self.port or free_port()
            try:
                self._start_once()
            except NoPostgresql:
                self.kill()
                if attempt == tries:
                    raise
                if "could not create any TCP/IP sockets" in self.log:
                    self.port = 0  # somebody took the port between the look and the bind
                time.sleep(0.3 * attempt)  # after a kill the old backends take a moment to let go of the data
            else:
                return

    def kill(self) -> None:
        """End the postmaster with SIGKILL, as a power cut would; `start` brings it back with its data."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()  # an unreaped postmaster still owns its pid file
            self._process = None

    def stop(self) -> None:
        """Stop with a fast shutdown and remove the data; may be called twice."""
        atexit.unregister(self.stop)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # -- how -----------------------------------------------------------------------------------------------------

    @property
    def _home(self) -> Path:
        if self._folder is None:
            raise NoPostgresql("the server is not running")
        return self._folder

    @property
    def _programs(self) -> Binaries:
        if self._binaries is None:
            raise NoPostgresql("the server is not running")
        return self._binaries

    def _address(self, role: str) -> str:
        return f"postgres://{role}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def _create(self) -> None:
        """Make the private folder, the cluster, the role and the database."""
        parent = _short_folder()
        remove_leftovers(parent, FOLDER_PREFIX, self._account)
        self._folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=parent))
        self._lock = (self._folder / LAUNCHER_LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._lock.write(f"{os.getpid()}\n")
        self._lock.flush()
        (self._folder / "socket").mkdir(mode=0o700)
        password_file = self._folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        for path in (self._folder, self._folder / "socket", password_file):
            os.chown(path, self._account.uid, self._account.gid)
        self._run_initdb(password_file)
        password_file.unlink()
        self._create_role_and_database()

    def _run_initdb(self, password_file: Path) -> None:
        # PostgreSQL 17 brought a UTF-8 locale of its own, the same on every system.
        newer = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        locale = newer if self._programs.version >= 17 else ["--locale=C.UTF-8"]
        arguments = ["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--username=postgres"]
        durability = [] if self.durable else ["--no-sync"]
        data = ["-D", str(self._home / "data"), f"--pwfile={password_file}"]
        self._run([self._programs.path("initdb"), *data, *arguments, *locale, *durability])

    def _create_role_and_database(self) -> None:
        # The single-user mode needs no network, no client program and no password on a command line.
        statements = [
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}';\n",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n",
        ]
        postgres = self._programs.path("postgres")
        self._run([postgres, "--single", "-D", str(self._home / "data"), "postgres"], "".join(statements))

    def _run(self, command: list[str], text: str = "") -> None:
        finished = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            **self._account.popen_arguments(),
        )
        if finished.returncode or "ERROR:" in finished.stderr:
            raise NoPostgresql(
                f"{Path(command[0]).name} failed: {finished.stderr.strip() or finished.stdout.strip()}"
            )

    def _start_once(self) -> None:
        options = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.socket_folder}",
            *self.options,
        ]
        command = [self._programs.path("postgres"), "-D", str(self._home / "data")]
        for option in options:
            command += ["-c", option]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._account.popen_arguments()
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """The postmaster says in line 8 of its pid file when it takes connections."""
        deadline = time.monotonic() + START_SECONDS
        pid_file = self._home / "data" / "postmaster.pid"
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise NoPostgresql(f"postgres ended with {process.returncode}: {self.log[-2000:].strip()}")
            with contextlib.suppress(OSError):
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                    return
            time.sleep(0.02)
        raise NoPostgresql(f"postgres was not ready after {START_SECONDS} s: {self.log[-2000:].strip()}")


def _short_folder() -> Path:
    # A unix socket's path must stay under 107 bytes; TMPDIR is often deep.
    return Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108


def _turn_sigterm_into_exit() -> None:
    """Let `finally` and `atexit` run on SIGTERM, unless the program already has an answer to it."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def _run_beside(server: PostgresqlServer, command: list[str]) -> int:
    """Run a command against the server and let it end by itself: it hears Ctrl-C too, and SIGTERM through us."""
    environment = os.environ | {"DATABASE_URL": server.url, "TEST_DATABASE_URL": server.url}
    process = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
    return process.wait()


def main() -> int:
    """Serve until interrupted, or for as long as a command runs."""
    parser = argparse.ArgumentParser(
        prog="python -m tooling.embedded_postgresql", description="A real PostgreSQL."
    )
    parser.add_argument(
        "--durable", action="store_true", help="survive a power cut (fsync on), as in production"
    )
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="a server setting"
    )
    parser.add_argument(
        "command", nargs="*", help="run this with DATABASE_URL and TEST_DATABASE_URL set, then stop"
    )
    arguments = parser.parse_args()
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell starts what it puts in the background without one
    try:
        with PostgresqlServer(durable=arguments.durable, options=arguments.option) as server:
            print(f"[postgresql] {server.origin}, port {server.port}", file=sys.stderr, flush=True)
            if arguments.command:
                return _run_beside(server, arguments.command)
            print(f"{server.url}\n{server.socket_folder}", flush=True)
            signal.pause()
    except NoPostgresql as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
