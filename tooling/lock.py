"""Resolve pyproject.toml into two lock files in which every wheel has its hash.

`requirements.txt` is what the bank needs to run; `requirements-dev.txt` is the same versions plus the tools.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    str(Path(sys.executable).parent / "uv"),
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "pyproject.toml",
]


def main() -> int:
    """Write both files; return uv's first failure, or 0."""
    for arguments in (
        ["--output-file=requirements.txt"],
        ["--group=dev", "--constraints=requirements.txt", "--output-file=requirements-dev.txt"],
    ):
        finished = subprocess.run(
            [*COMPILE, *arguments],
            cwd=ROOT,
            env={**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make lock"},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if finished.returncode:
            return finished.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
