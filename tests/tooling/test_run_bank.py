"""`make run` keeps a server and a worker: the worker comes back when it dies, and neither outlives the command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Stands for server and worker: says which process it is, and waits to be told to stop.
_CHILD = "import os, signal, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); signal.pause()"
_LAUNCHER = """
import sys
from tooling import run_bank
run_bank.RESTART_SECONDS = 0
child = [sys.executable, "-c", sys.argv[1]]
run_bank.WORKER = [*child, sys.argv[3]]
sys.exit(run_bank._serve([*child, sys.argv[2]]))
"""


class Launched:
    """The command with a server and a worker that do nothing."""

    def __init__(self, folder: Path) -> None:
        self._notes = {name: folder / name for name in ("server", "worker")}
        self.command = subprocess.Popen(
            [sys.executable, "-c", _LAUNCHER, _CHILD, *map(str, self._notes.values())], cwd=ROOT
        )
        until(lambda: bool(self.pids("server") and self.pids("worker")))

    def pids(self, name: str) -> list[int]:
        """The processes of one kind that were ever started."""
        return (
            [int(line) for line in self._notes[name].read_text().split()]
            if self._notes[name].exists()
            else []
        )

    def alive(self) -> set[int]:
        """Those that still run."""
        return {pid for name in self._notes for pid in self.pids(name) if is_alive(pid)}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Launched]:
    running = Launched(tmp_path)
    yield running
    running.command.kill()
    running.command.wait()
    until(lambda: running.alive() == set())


def test_a_worker_that_dies_is_started_again(launched: Launched) -> None:
    os.kill(launched.pids("worker")[0], signal.SIGKILL)

    until(lambda: len(launched.pids("worker")) == 2)

    assert launched.alive() == {launched.pids("server")[0], launched.pids("worker")[1]}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_when_it_is_interrupted_both_end(launched: Launched, number: signal.Signals) -> None:
    launched.command.send_signal(number)

    assert launched.command.wait(20) == 0
    assert launched.alive() == set()


def test_when_the_server_ends_by_itself_the_worker_ends_too(launched: Launched) -> None:
    os.kill(launched.pids("server")[0], signal.SIGKILL)

    assert launched.command.wait(20) != 0
    assert launched.alive() == set()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_when_it_is_killed_neither_lives_on(launched: Launched) -> None:
    launched.command.kill()
    launched.command.wait()

    until(lambda: launched.alive() == set())


def test_a_setting_that_is_wrong_is_named_before_anything_is_made_or_served(tmp_path: Path) -> None:
    database = tmp_path / "bank.sqlite3"
    settings = {"METRICS_TOKEN": "short", "DATABASE_URL": f"sqlite:///{database}", "PORT": str(_free_port())}

    ended = subprocess.run(
        [sys.executable, "-m", "tooling.run_bank"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "METRICS_TOKEN is shorter than 20 characters." in ended.stderr
    assert "is starting" not in ended.stdout
    assert not database.exists()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
