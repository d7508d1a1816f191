"""What the worker does for the chain about once a second: seal, make checkpoints, and write them outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from audit.checkpoint_file import append_new_checkpoints
from audit.checkpoints import make_due_checkpoints
from audit.sealing import seal_waiting_rows


def keep_audit_trail_sealed(
    *, goes_on: Callable[[], bool] = lambda: True, checkpoint_now: bool = False
) -> int:
    """Seal what waits and make the checkpoints that are due; return how many rows were sealed.

    Any number of processes may do it at once, and any may be killed anywhere. It is no use case: a row of the trail
    about every sealing would have to be sealed in turn. `checkpoint_now` makes a checkpoint of all that is sealed.
    Raises `HeadMissing` and `TrailFromAnotherCluster`.
    """
    sealed = seal_waiting_rows(goes_on=goes_on)
    make_due_checkpoints(now_due=checkpoint_now)
    path = checkpoint_path()
    if path is not None:
        append_new_checkpoints(path)  # also what a process that was killed has made, and not appended
    return sealed


def checkpoint_path() -> Path | None:
    """Return where checkpoints are kept outside the database; None for nowhere."""
    return Path(settings.AUDIT_CHECKPOINT_FILE) if settings.AUDIT_CHECKPOINT_FILE else None
