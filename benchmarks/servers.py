"""The web servers: the bank and the textbook project behind the same server, workers and threads."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.processes import cpu_seconds
from tooling.granian_command import free_port, granian_command
from tooling.steps import ROOT

HOST = "127.0.0.1"
START_SECONDS = 60
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class WebServer:
    """The production server with one application, from entering the block until leaving it."""

    def __init__(self, application: str, environment: Mapping[str, str], *, workers: int, log: Path) -> None:
        self.application = application
        self.port = free_port()
        self._environment = environment
        self._workers = workers
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> WebServer:
        """Start, and wait until it answers."""
        command = [
            *granian_command(host=HOST, port=self.port, workers=self._workers)[:-1],
            self.application,
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers(self._process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop: politely, then not."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def cpu_seconds(self) -> float | None:
        """Return the processor time of all its processes so far."""
        return cpu_seconds(self._process.pid) if self._process is not None else None

    @property
    def log(self) -> str:
        """What it has written."""
        return self._log.read_text(errors="replace")

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                connection = HTTPConnection(HOST, self.port, timeout=10)
                connection.request("GET", "/")
                connection.getresponse().read()
                connection.close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{self.application} did not start:\n{self.log[-3000:]}")


def environment_for(settings_module: str, database_url: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return a server's environment, with nothing of the caller's own bank in it."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **inherited,
        **secrets,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": database_url,
        "TEST_DATABASE_URL": "",
        "CONN_MAX_AGE": "600",
    }
