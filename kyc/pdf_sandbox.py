"""PDF files are parsed in a process of their own, with little memory, little time and no secret.

A few bytes of PDF can unfold into gigabytes of parsed objects or into hours of parsing. The process that
meets such a file dies of it; the bank's own process only hears that the file was unreadable. It is started
with an empty environment, so no key of the bank is within its reach.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from kyc.rules import RuleBroken

MEMORY_LIMIT_BYTES: Final = 768 * 1024 * 1024
CPU_LIMIT_SECONDS: Final = 10
WALL_LIMIT_SECONDS: Final = 20

REFUSED_EXIT_CODE: Final = 3

_PROJECT_FOLDER: Final = Path(__file__).resolve().parent.parent
_UNREADABLE: Final = "The PDF cannot be read."


def rewritten_in_sandbox(content: bytes, maximum_bytes: int) -> bytes:
    """Return a PDF rewritten from its pages, as `kyc.pdf_inspection` does. Raises `RuleBroken`."""
    command = [sys.executable, "-m", "kyc.pdf_worker", str(maximum_bytes)]
    try:
        # The command is fixed and the file arrives as standard input: nothing of the sender's is executed.
        worker = subprocess.run(  # noqa: S603
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT_FOLDER,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            timeout=WALL_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuleBroken(_UNREADABLE) from None
    if worker.returncode == REFUSED_EXIT_CODE:
        raise RuleBroken(worker.stdout.decode())
    if worker.returncode != 0:
        raise RuleBroken(_UNREADABLE)
    return worker.stdout
