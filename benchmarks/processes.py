"""How much processor time a server and all its processes have used (Linux; elsewhere nothing is known)."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root_pid: int) -> float | None:
    """Return user and system time of a process, its descendants and its ended children; None if not to be had."""
    if not Path("/proc/self/stat").exists():
        return None
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))) is not None:
            pid = int(folder.name)
            children.setdefault(int(fields[1]), []).append(pid)
            used[pid] = sum(int(ticks) for ticks in fields[11:15])
    family, total = [root_pid], 0
    while family:
        pid = family.pop()
        total += used.get(pid, 0)
        family += children.get(pid, [])
    return total / _TICKS_PER_SECOND


def peak_memory_bytes(pid: int) -> int:
    """Return the most memory a process has had so far, 0 where nothing is known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) * 1024 if peaks else 0


def parent_of(pid: int) -> int | None:
    """Return the parent of a process of this machine, or None."""
    fields = _fields(pid)
    return int(fields[1]) if fields is not None else None


def _fields(pid: int) -> list[str] | None:
    """The fields of /proc/<pid>/stat from the third on: the second, the name, may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
