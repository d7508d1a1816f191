"""Run commands as named steps: how long each took, what failed, and all of it even when the first one fails."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Step:
    """A command with a name a person understands; `environment` is added to the caller's, None removes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str | None] = field(default_factory=dict)

    def full_environment(self) -> dict[str, str]:
        """The caller's environment with this step's changes."""
        merged: dict[str, str | None] = {**os.environ, **self.environment}
        return {name: value for name, value in merged.items() if value is not None}


@dataclass(frozen=True)
class Result:
    """How a step ended."""

    step: Step
    exit_status: int
    seconds: float
    output: str = ""

    @property
    def passed(self) -> bool:
        """Whether the command ended with 0."""
        return self.exit_status == 0

    @property
    def line(self) -> str:
        """One line for a summary."""
        verdict = "passed" if self.passed else f"FAILED ({self.exit_status})"
        return f"  {self.step.name:<52} {self.seconds:7.1f} s  {verdict}"


def run_in_foreground(step: Step) -> Result:
    """Run a step whose output is worth watching."""
    print(f"\n=== {step.name}", flush=True)
    started = time.monotonic()
    finished = subprocess.run(step.command, cwd=ROOT, env=step.full_environment(), check=False)
    return Result(step, finished.returncode, time.monotonic() - started)


def run_quietly(step: Step) -> Result:
    """Run a step whose output matters only if it fails."""
    started = time.monotonic()
    finished = subprocess.run(
        step.command,
        cwd=ROOT,
        env=step.full_environment(),
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return Result(step, finished.returncode, time.monotonic() - started, finished.stdout)


def run_side_by_side(steps: Iterable[Step], *, at_once: int) -> list[Result]:
    """Run independent steps, `at_once` at a time; print each as it ends, with its output if it failed."""
    results = []
    with ThreadPoolExecutor(at_once) as pool:
        for running in as_completed([pool.submit(run_quietly, step) for step in steps]):
            result = running.result()
            results.append(result)
            print(result.line, flush=True)
            if not result.passed:
                print(_indented(result.output), flush=True)
    return results


def run_together(steps: Sequence[Step]) -> list[Result]:
    """Run independent steps all at once; show what they say one step after another, each as it goes on.

    A step whose turn has not come says nothing yet: nothing of it is lost, and no two speak at once.
    """
    with contextlib.ExitStack() as stack:
        running = [_Running(step, stack) for step in steps]
        for current in running:
            print(f"\n=== {current.step.name}", flush=True)
            while not current.has_ended():
                for other in running:
                    other.has_ended()  # so that it is noted when it does
                current.show()
                time.sleep(0.1)
            current.show()
        return [each.result() for each in running]


class _Running:
    """A step that runs beside others, its output kept in a file; it ends with the stack."""

    def __init__(self, step: Step, stack: contextlib.ExitStack) -> None:
        self.step = step
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        said: IO[bytes] = stack.enter_context((Path(folder) / "said").open("wb"))
        self._heard: IO[bytes] = stack.enter_context((Path(folder) / "said").open("rb"))
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            step.command,
            cwd=ROOT,
            env=step.full_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        self._seconds = 0.0
        stack.callback(self._end)

    def has_ended(self) -> bool:
        """Whether it has ended; the first look after that notes how long it took."""
        if self._process.poll() is None:
            return False
        self._seconds = self._seconds or time.monotonic() - self._started
        return True

    def show(self) -> None:
        """Print what it has said since the last look."""
        sys.stdout.buffer.write(self._heard.read())
        sys.stdout.buffer.flush()

    def result(self) -> Result:
        """How it ended."""
        return Result(self.step, self._process.returncode, self._seconds)

    def _end(self) -> None:
        """On an interruption: let it clean up after itself, as far as it can."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def summarise(results: Sequence[Result], seconds: float | None = None) -> int:
    """Print how every step ended; return the exit status of the whole. `seconds`: all took, if some ran at once."""
    print("\n=== Summary")
    for result in results:
        print(result.line)
    failed = sum(not result.passed for result in results)
    total = sum(result.seconds for result in results) if seconds is None else seconds
    print(f"\n{len(results) - failed} of {len(results)} passed; {total:.0f} s\n", flush=True)
    return 1 if failed else 0


def _indented(output: str) -> str:
    return "\n".join(f"      {line}" for line in output.rstrip().splitlines())
