"""Everything a run needs, set up and taken down: two databases, two web servers, signed-in customers."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import Postgresql
from benchmarks.pgbench import Pgbench
from benchmarks.pgbench_script import PgbenchScript
from benchmarks.servers import HOST, WebServer, environment_for
from benchmarks.sign_in import access_tokens
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK, HttpTarget, PgbenchTarget, Target
from tooling.granian_command import workers_for
from tooling.steps import ROOT
from tooling.throwaway_secrets import throwaway_secrets

BANK_BODY = (
    '{"transaction_type":"TRANSFER","from_account_number":"',
    '","to_account_number":"',
    '","amount":"',
    '","description":"Benchmark"}',
)
TEXTBOOK_BODY = ('{"from_account":"', '","to_account":"', '","amount":"', '","description":"Benchmark"}')


@dataclass(frozen=True)
class Stage:
    """A run that is set up."""

    targets: list[Target]
    bank_url: str
    textbook_url: str
    bank_environment: Mapping[str, str]


@contextmanager
def stage(postgresql: Postgresql, pgbench_program: str, *, customers: int) -> Iterator[Stage]:
    """Set both projects up on one server and sign their customers in; take all of it down at the end."""
    with ExitStack() as stack:
        stack.callback(postgresql.drop_databases)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        suffix = secrets.token_hex(4)
        bank_url = postgresql.create_database(f"benchmark_bank_{suffix}")
        textbook_url = postgresql.create_database(f"benchmark_textbook_{suffix}")
        keys = throwaway_secrets()
        bank_environment = {
            **environment_for("benchmarks.bank_settings", bank_url, keys),
            "ALLOWED_HOSTS": HOST,
            "TRUSTED_PROXIES": "0",
            "SECURE_SSL_REDIRECT": "False",
            "LOGIN_ATTEMPTS_PER_MINUTE": "1000000",
        }
        textbook_environment = environment_for("benchmarks.textbook.settings", textbook_url, keys)
        script = PgbenchScript(**json.loads(_prepare("benchmarks.prepare_bank", customers, bank_environment)))
        _prepare("benchmarks.textbook.prepare", customers, textbook_environment)

        def serve(application: str, environment: Mapping[str, str]) -> WebServer:
            log = folder / f"{application}.log"
            return stack.enter_context(
                WebServer(application, environment, workers=workers_for("postgresql"), log=log)
            )

        bank = serve("core_banking.wsgi:application", bank_environment)
        textbook = serve("benchmarks.textbook.wsgi:application", textbook_environment)
        bank_tokens = access_tokens(bank.port, "/api/auth/login/", customers)
        textbook_tokens = access_tokens(textbook.port, "/api/token/", customers)
        pgbench = Pgbench(pgbench_program, bank_url, script, folder)
        yield Stage(
            targets=[
                HttpTarget(BANK, bank, postgresql, "/api/transactions/", BANK_BODY, bank_tokens),
                HttpTarget(TEXTBOOK, textbook, postgresql, "/api/transfers/", TEXTBOOK_BODY, textbook_tokens),
                PgbenchTarget(PGBENCH, pgbench, postgresql),
            ],
            bank_url=bank_url,
            textbook_url=textbook_url,
            bank_environment=bank_environment,
        )


def _prepare(module: str, customers: int, environment: Mapping[str, str]) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", module, str(customers)],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"{module} failed:\n{finished.stderr.strip()[-4000:]}")
    return finished.stdout
