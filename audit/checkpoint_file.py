"""The file of checkpoints outside the database: appended to by one process at a time, a line each, never rewritten."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from audit.chain_models import AuditCheckpoint
from audit.checkpoints import Checkpoint, UnreadableCheckpoint, checkpoint_of_line, checkpoint_of_row
from audit.models import AuditLog
from core_banking.kernel import clock

_LOG = logging.getLogger(__name__)
_SAY_AGAIN_SECONDS: Final = 600
"""The worker comes by each second; what it cannot change it says now and then."""
_SOON: Final = dt.timedelta(minutes=10)
"""Within this time the first checkpoint of a bank is outside."""
_said_at: dict[Path, float] = {}
_TAIL_BYTES: Final = 16_384
"""More than a line is long, whoever wrote it."""


def append_new_checkpoints(path: Path) -> int:
    """Append the checkpoints that the file lacks, on disk when this returns; return how many.

    What a process that was killed has left undone is done by the next; half a line is ended and written again. Where
    the file's last checkpoint is another than the database's of that number, nothing is appended: somebody has made
    the chain anew, and the file is the evidence.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_checkpoint(file)
        if last is not None and not _is_kept(last):
            _complain(last, path)
            return 0
        rows = AuditCheckpoint.objects.filter(number__gt=last.number if last else 0).order_by("number")
        if last is None and rows.filter(made_at__lt=clock.now() - _SOON).exists():
            _LOG.warning("%s begins anew: if there was one before, ask who has taken it away.", path)
        lines = [f"{checkpoint_of_row(row).as_line()}\n" for row in rows.iterator(chunk_size=1_000)]
        if lines:
            file.write("".join(lines).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
    return len(lines)


def set_aside_for_new_database(path: Path, now: dt.datetime) -> Path | None:
    """Rename the file that an earlier database has left, so that a new one begins its own; return its new name.

    New is a database whose trail has no row and no checkpoint. Of any other the file is evidence, and stays.
    """
    if not path.exists() or AuditCheckpoint.objects.exists() or AuditLog.objects.exists():
        return None
    aside = path.with_name(f"{path.stem}-until-{now:%Y%m%dT%H%M%S%f}{path.suffix}")
    path.rename(aside)
    return aside


def problem_of_file(path: Path) -> str:
    """Return what is wrong with the end of a file as a sentence, or nothing; nothing, too, where it cannot be read.

    The file holds what the database held before, so it is read first. A look at some bytes and at one row.
    """
    try:
        with path.open("rb") as file:
            last, _ = _end_of(file)
    except OSError:
        return ""  # it may be kept on another machine
    except ValueError:
        return f"The last line of {path.name} is no checkpoint of the audit trail."
    if last is None or _is_kept(last):
        return ""
    return (
        f"Checkpoint {last.number} in {path.name} is not the database's: the trail was cut off or made anew."
    )


def checkpoints_in(path: Path) -> Iterator[Checkpoint]:
    """Yield the checkpoints of a file in its order. Raises `UnreadableCheckpoint`, and `OSError`.

    A line without its end is one that a process was killed at: it is no line yet.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            if not line.strip():
                continue
            try:
                yield checkpoint_of_line(line.decode("ascii"))
            except (UnicodeDecodeError, UnreadableCheckpoint) as error:
                raise UnreadableCheckpoint(f"Line {number} of {path} is no checkpoint.") from error


def _last_checkpoint(file: BinaryIO) -> Checkpoint | None:
    """Return the last whole checkpoint, and cut off half a line behind it."""
    last, half = _end_of(file)
    if half:
        file.truncate(file.seek(0, os.SEEK_END) - half)
        file.seek(0, os.SEEK_END)
    return last


def _end_of(file: BinaryIO) -> tuple[Checkpoint | None, int]:
    """Return the last whole checkpoint, and how many bytes of half a line follow it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    whole, _, half = file.read().rpartition(b"\n")
    lines = [line for line in whole.split(b"\n") if line.strip()]
    return (checkpoint_of_line(lines[-1].decode("ascii")) if lines else None), len(half)


def _complain(last: Checkpoint, path: Path) -> None:
    now = time.monotonic()
    if now - _said_at.get(path, -_SAY_AGAIN_SECONDS) < _SAY_AGAIN_SECONDS:
        return
    _said_at[path] = now
    _LOG.error("Checkpoint %s in %s is not the database's: run `manage.py verify_audit`.", last.number, path)


def _is_kept(last: Checkpoint) -> bool:
    row = AuditCheckpoint.objects.filter(number=last.number).first()
    return row is not None and checkpoint_of_row(row) == last
