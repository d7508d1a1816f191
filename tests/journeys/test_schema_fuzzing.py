"""Requests that nobody would think of, made from the schema: no server error, no answer the schema does not know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.live_server import DEMO_PASSWORD, BankServer, StartBank
from tests.proof_plugin import ProofRecord, at_scale

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EVERYDAY = at_scale(small=1, full=0)
# These would end the session that every later request of the run needs.
ENDS_THE_SESSION = r"(logout|auth/sessions/\{|password)"


@pytest.fixture(scope="module")
def bank(start_bank: StartBank) -> BankServer:
    """A bank of its own: the requests leave all sorts of things behind."""
    return start_bank()


def access_token(bank: BankServer, username: str) -> str:
    """Sign a demonstration person in."""
    answer = httpx.post(
        f"{bank.base_url}/api/auth/login/", json={"username": username, "password": DEMO_PASSWORD}, timeout=60
    )
    token: str = answer.json()["access"]
    return token


@pytest.mark.proof
@pytest.mark.parametrize(
    "username",
    [
        # PostgreSQL is what customers meet, and refuses more: an everyday run asks it alone for these.
        *(pytest.param(who, marks=[pytest.mark.postgresql] * EVERYDAY) for who in ("customer", "bank_admin")),
        # Most of what these send is refused before an engine is asked anything.
        *(pytest.param(who, marks=pytest.mark.any_engine) for who in ("auditor", "admin", None)),
    ],
)
def test_no_generated_request_breaks_the_contract(
    bank: BankServer, username: str | None, proof_record: ProofRecord, tmp_path: Path
) -> None:
    examples = at_scale(small=1, full=6)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{bank.base_url}/api/schema/?format=json",
        f"--checks={CHECKS}",
        f"--max-examples={examples}",
        "--phases=examples,fuzzing" if examples < 10 else "--phases=examples,coverage,fuzzing",
        "--seed=20260115",
        "--request-timeout=60",  # a month of days is closed in one of them, beside other work
        f"--exclude-path-regex={ENDS_THE_SESSION}",
        "--suppress-health-check=all",
        "--generation-database=none",
        "--continue-on-failure",
        "--no-color",
    ]
    if username is not None:
        command.append(f"--header=Authorization: Bearer {access_token(bank, username)}")
    run = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout[-60_000:] + run.stderr[-2000:]
    assert bank.manage("verify_ledger").returncode == 0
    proof_record(
        "Generated requests find no 5xx and no undocumented answer",
        role=username or "anonymous",
        examples=examples,
    )
