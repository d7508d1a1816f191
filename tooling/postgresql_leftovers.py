"""Stop and remove the servers whose launcher was killed before it could do so itself.

A launcher holds a lock on a file in its server's folder for as long as it lives; the operating system lets go of it
however the launcher dies. So a folder whose lock is free has nobody who will stop its server. Process ids alone
would not tell: they are reused, and a launcher in another container has none here.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from pathlib import Path

from tooling.postgresql_binaries import Account

LAUNCHER_LOCK = "launcher.lock"
YOUNG_SECONDS = 60
STOP_SECONDS = 10


def remove_leftovers(parent: Path, prefix: str, account: Account) -> None:
    """Look through `parent` for folders of ours without a living launcher; stop what runs in them, remove them."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            # A young folder may belong to a launcher that has not taken its lock yet. Folders carry the time of
            # the machine, so this compares file times with file times' clock.
            is_young = time.time() - status.st_mtime < YOUNG_SECONDS
            if status.st_uid == account.uid and folder.is_dir() and not is_young and _has_no_launcher(folder):
                _stop_server(folder, account)
                shutil.rmtree(folder, ignore_errors=True)


def _has_no_launcher(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / LAUNCHER_LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _stop_server(folder: Path, account: Account) -> None:
    """A fast shutdown, then a kill; only of a process that is provably this folder's server."""
    try:
        postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    for stop in (signal.SIGINT, signal.SIGKILL):
        if not _is_server_of(folder, postmaster, account):
            return
        os.kill(postmaster, stop)
        deadline = time.monotonic() + STOP_SECONDS
        while _is_server_of(folder, postmaster, account) and time.monotonic() < deadline:
            time.sleep(0.05)


def _is_server_of(folder: Path, pid: int, account: Account) -> bool:
    process = Path("/proc") / str(pid)
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
        return process.stat().st_uid == account.uid and str(folder / "data").encode() in command
    except OSError:
        return False
