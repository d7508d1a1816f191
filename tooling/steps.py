"""Run commands as named steps: how long each took, what failed, and all of it even when the first one fails."""

import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

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


def summarise(results: Sequence[Result]) -> int:
    """Print how every step ended; return the exit status of the whole."""
    print("\n=== Summary")
    for result in results:
        print(result.line)
    failed = sum(not result.passed for result in results)
    total = sum(result.seconds for result in results)
    print(f"\n{len(results) - failed} of {len(results)} passed; {total:.0f} s\n", flush=True)
    return 1 if failed else 0


def _indented(output: str) -> str:
    return "\n".join(f"      {line}" for line in output.rstrip().splitlines())
