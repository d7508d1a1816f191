"""Jobs for the tests of jobs: a module of their own, since a job is found by its name."""

from __future__ import annotations

from core_banking.kernel.jobs import job

noted: list[str] = []
"""What the jobs below have done in this process."""


@job
def note(text: str) -> None:
    """Do something that shows."""
    noted.append(text)


@job
def fail(text: str) -> None:
    """Do something that shows, and fail."""
    noted.append(text)
    raise RuntimeError(text)


def look() -> None:
    """A piece of periodic work."""
    noted.append("look")


def stumble() -> None:
    """A piece of periodic work that never succeeds."""
    noted.append("stumble")
    raise RuntimeError("stumbled")
