"""A reader's shell: runs the blocks of a page one after the other, in a folder that looks like the repository."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.documents.answers import Different, Seen
from tests.documents.pages import ROOT, Block, Page, page_named
from tests.documents.warm_python import settings_in

SECONDS_FOR_A_BLOCK = 240
NOT_LINKED = frozenset({"var", ".env", ".git", ".venv"})
DOCUMENTED_ADDRESS = "127.0.0.1:8000"
_PORT = re.compile(r"(?<=--port=)8000\b|(?<=PORT=)8000\b")


@dataclass
class WarmPython:
    """A process that runs the bank's commands (`warm_python.py`), and the settings it has loaded."""

    socket_path: Path
    environment: Mapping[str, str]
    _process: subprocess.Popen[bytes] = field(repr=False)

    def told(self) -> str:
        """What the stand-in of `python` has to know."""
        loaded = settings_in(dict(self.environment))
        return json.dumps([sys.executable, str(self.socket_path), loaded])


@contextlib.contextmanager
def warm_python(environment: Mapping[str, str], folder: Path) -> Iterator[WarmPython]:
    """Load the bank once for all commands of all pages that run under `environment`."""
    path = folder / "python.socket"
    program = Path(__file__).with_name("warm_python.py")
    process = subprocess.Popen(
        [sys.executable, str(program), "serve", str(path)],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + SECONDS_FOR_A_BLOCK
        while not path.exists():
            assert process.poll() is None, "the warm Python has ended"
            assert time.monotonic() < deadline, "the warm Python does not begin"
            time.sleep(0.05)
        yield WarmPython(path, environment, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class ReadersShell:
    """One `sh`, kept for all blocks: what one sets, the next one knows. A command that fails ends it."""

    def __init__(
        self,
        folder: Path,
        python: WarmPython,
        *,
        address: str,
        engine: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare a folder with everything of the repository in it; nothing is started yet.

        `environment` is the reader's, where it is not that of the bank which `python` has loaded.
        """
        self._folder = folder
        self._address = address
        self._engine = engine
        self._seen = Seen()
        self._number = 0
        own = python.environment if environment is None else environment
        self._environment = {**own, "WARM_PYTHON": python.told(), "HOME": str(folder)}
        for name in os.listdir(ROOT):
            if name not in NOT_LINKED:
                (folder / name).symlink_to(ROOT / name)
        programs = folder / ".venv" / "bin"
        programs.mkdir(parents=True)
        for program in Path(sys.executable).parent.iterdir():
            if not program.name.startswith("python"):
                (programs / program.name).symlink_to(program)
        stand_in = f'#!/bin/sh\nexec {sys.executable} -SE {Path(__file__).with_name("warm_python.py")} "$@"\n'
        (programs / "python").write_text(stand_in)
        (programs / "python").chmod(0o755)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["sh", "-eu"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def run_page(self, page: Page) -> None:
        """Run a page, after the one it begins with. Raises `Different` where the first answer is another."""
        if page.begins_with:
            self.run_page(page_named(page.begins_with))
        for block in page.blocks:
            if not block.not_run and block.engine in {"", self._engine}:
                self.run_block(block)

    def run_block(self, block: Block) -> None:
        """Run one block and compare. Raises `Different`."""
        text = self._on_this_bank(block.text)
        if block.file_name:
            (self._folder / block.file_name).write_text(text, encoding="utf-8")
            return
        printed = self._run(block, self._seen.in_command(text))
        try:
            if block.answer is None:
                if printed.strip():
                    raise Different(f"The page shows no answer. This came:\n{printed}")
            elif block.answer.language == "json":
                self._seen.compare_json(self._on_this_bank(block.answer.text), printed)
            else:
                self._seen.compare_text(self._on_this_bank(block.answer.text), printed)
        except Different as difference:
            raise Different(f"{block.place}\n{block.text}\n{difference}") from None

    def _on_this_bank(self, text: str) -> str:
        port = self._address.rpartition(":")[2]
        return _PORT.sub(port, text.replace(DOCUMENTED_ADDRESS, self._address))

    def _run(self, block: Block, text: str) -> str:
        self._number += 1
        commands, output = (self._folder / f".block-{self._number}.{kind}" for kind in ("sh", "output"))
        commands.write_text(text, encoding="utf-8")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f". {commands} > {output} 2>&1 < /dev/null; echo done\n")
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.flush()
        watch = _Alarm(self._process)
        with watch:
            ended = self._process.stdout.readline() == "done\n"
        printed = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
        if not ended:
            why = f"took longer than {SECONDS_FOR_A_BLOCK} s" if watch.rang else "failed"
            raise Different(f"{block.place}: a command {why}.\n{block.text}\n{printed}")
        return printed


class _Alarm:
    """Kills a shell that takes too long."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.rang = False
        self._process = process
        self._timer = threading.Timer(SECONDS_FOR_A_BLOCK, self._ring)

    def _ring(self) -> None:
        self.rang = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
