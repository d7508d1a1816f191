"""PostgreSQL alone: pgbench sends the SQL of a transfer, so what is left is what Python and HTTP cost."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pgbench_script import PgbenchScript


@dataclass(frozen=True, slots=True)
class PgbenchOutcome:
    """What pgbench reports: how many transactions, how many in a second, and how long each took."""

    transactions: int
    failed: int
    rate: float
    latencies_us: list[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pgbench:
    """The program, the database it runs against, and a folder for its files."""

    program: str
    url: str
    script: PgbenchScript
    folder: Path

    def run(self, *, clients: int, seconds: float) -> PgbenchOutcome:
        """Run the script with prepared statements. Raises `RuntimeError` when pgbench complains."""
        script_file = self.folder / "transfer.sql"
        script_file.write_text(self.script.text)
        for old in self.folder.glob("latency.*"):
            old.unlink()
        finished = subprocess.run(
            [
                self.program,
                "--no-vacuum",
                "--protocol=prepared",
                f"--file={script_file}",
                f"--client={clients}",
                f"--jobs={min(2, clients)}",
                f"--time={max(1, round(seconds))}",
                "--log",
                f"--log-prefix={self.folder / 'latency'}",
                *(f"--define={name}={text}" for name, text in self.script.texts.items()),
                *self._address(),
            ],
            env={
                "PATH": os.environ.get("PATH", ""),
                "PGPASSWORD": urlsplit(self.url).password or "",
                "PGCONNECT_TIMEOUT": "10",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise RuntimeError(f"pgbench failed: {finished.stderr.strip()[-2000:]}")
        return _outcome(finished.stdout, self.folder)

    def _address(self) -> list[str]:
        parts = urlsplit(self.url)
        return [
            f"--host={parts.hostname}",
            f"--port={parts.port or 5432}",
            f"--username={parts.username}",
            parts.path.removeprefix("/"),
        ]


def _outcome(report: str, folder: Path) -> PgbenchOutcome:
    def number(pattern: str) -> float:
        found = re.search(pattern, report)
        if found is None:
            raise RuntimeError(f"pgbench reported nothing that fits {pattern!r}: {report}")
        return float(found[1])

    third_columns = (
        line.split()[2] for file in folder.glob("latency.*") for line in file.read_text().splitlines()
    )
    return PgbenchOutcome(
        transactions=int(number(r"number of transactions actually processed: (\d+)")),
        failed=int(number(r"number of failed transactions: (\d+)")),
        rate=number(r"tps = ([0-9.]+) \(without initial connection time\)"),
        latencies_us=[int(column) for column in third_columns if column.isdigit()],
    )
