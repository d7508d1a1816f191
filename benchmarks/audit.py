"""What the sealed audit trail costs: how fast rows are sealed, and how fast and in how much memory a chain is verified.

    python -m benchmarks.audit --rows 1000000 --json audit.json

Brings up a PostgreSQL of its own that is as durable as in production, writes rows of the trail as a transfer does, at a
hundredth, a tenth and all of the number asked for, seals them with `manage.py seal_audit_trail` and verifies the chain
with `manage.py verify_audit`. Time, processor time and peak memory are those of the command's process, its start
included; the processor time of the database is not. The run is void, and exits with 1, unless every row is sealed and
holds.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.databases import NotDurable, Postgresql, count_rows
from benchmarks.servers import environment_for
from tooling.embedded_postgresql import PostgresqlServer
from tooling.postgresql_binaries import NoPostgresql
from tooling.steps import ROOT
from tooling.throwaway_secrets import throwaway_secrets

SERVER_OPTIONS: Final = ("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h")
SEALING, VERIFYING = "sealing", "verifying"
_KIBIBYTE: Final = 1024
_ROWS_AT_ONCE: Final = 10_000
_WRITE_ROWS: Final = """
INSERT INTO audit_auditlog (log_id, action_type, username, customer_id, channel, target_model, target_id, description,
                            outcome, code, details, ip_address, user_agent, request_id, timestamp)
SELECT 'LOG' || n, 'CREATE', 'customer' || n %% 1000, 'CUST' || n %% 1000, 'api', 'Account', 'ACC' || n,
       'Account changed', 'SUCCESS', '',
       jsonb_build_object('transaction_type', 'TRANSFER', 'amount', n || '.00', 'fee', '1.00', 'currency', 'USD',
                          'from_account_number', 'SAV' || n, 'to_account_number', 'CUR' || n),
       '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', md5(n::text), now()
  FROM generate_series(%s::bigint, %s::bigint) AS number(n)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFigures:
    """One command over a chain of so many rows: times in seconds, memory in bytes."""

    rows: int
    work: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int

    @property
    def rows_per_second(self) -> float:
        """How many rows a second of the command's time did."""
        return self.rows / self.seconds


def measure_chain(postgresql: Postgresql, rows: int) -> tuple[list[AuditFigures], list[str]]:
    """Write, seal and verify so many rows in a database of their own; return the figures, and what makes them void."""
    url = postgresql.create_database(f"benchmark_audit_{secrets.token_hex(4)}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **environment_for("benchmarks.bank_settings", url, throwaway_secrets()),
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "0",
            "LOG_LEVEL": "ERROR",
            "AUDIT_CHECKPOINT_FILE": f"{folder}/checkpoints.jsonl",
        }
        try:
            _command(environment, "migrate", "--verbosity", "0")
            _write(url, rows)
            before = count_rows(url, "audit_auditlog")
            sealed = _measured(environment, before, SEALING, "seal_audit_trail")
            verified = _measured(environment, before, VERIFYING, "verify_audit")
            seals = count_rows(url, "audit_auditseal")
        finally:
            postgresql.drop_databases()
    # The command that seals leaves a row of its own before it begins.
    faults = [] if seals == before + 1 else [f"{seals:,} of {before + 1:,} rows are sealed."]
    return [sealed, verified], faults


def line_of(figures: AuditFigures) -> str:
    """Return one measurement as a line of the report."""
    return (
        f"{figures.rows:>9,} rows, {figures.work:<9} {figures.seconds:7.1f} s {figures.rows_per_second:8,.0f} rows/s"
        f" {figures.cpu_seconds:7.1f} s of processor time {figures.peak_bytes / 2**20:6.0f} MiB at its peak"
    )


def _write(url: str, rows: int) -> None:
    with psycopg.connect(url) as connection:
        for first in range(1, rows + 1, _ROWS_AT_ONCE):
            connection.execute(_WRITE_ROWS, [first, min(first + _ROWS_AT_ONCE - 1, rows)])
            connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")


def _measured(environment: Mapping[str, str], rows: int, work: str, *arguments: str) -> AuditFigures:
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}.")
    return AuditFigures(
        rows=rows,
        work=work,
        seconds=time.monotonic() - began,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_bytes=used.ru_maxrss * _KIBIBYTE,
    )


def _command(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(environment),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 only for a run that counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    given = parser.parse_args(arguments)
    figures: list[AuditFigures] = []
    faults: list[str] = []
    try:
        with PostgresqlServer(durable=True, options=SERVER_OPTIONS) as server:
            postgresql = Postgresql(server.url)
            postgresql.require_durability()
            for rows in dict.fromkeys(max(1, given.rows // part) for part in (100, 10, 1)):
                found, wrong = measure_chain(postgresql, rows)
                figures += found
                faults += wrong
                print("\n".join(map(line_of, found)), flush=True)
    except (NoPostgresql, NotDurable) as error:
        print(f"Nothing was measured: {error}", file=sys.stderr)
        return 1
    if given.json is not None:
        written = {"figures": [asdict(each) for each in figures], "void": faults}
        given.json.write_text(json.dumps(written, indent=1) + "\n")
    if faults:
        print("\nVOID:\n" + "\n".join(f"  - {fault}" for fault in faults), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
