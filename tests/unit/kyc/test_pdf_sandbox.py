"""The process that meets a stranger's PDF."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kyc import pdf_sandbox
from kyc.pdf_sandbox import rewritten_in_sandbox
from kyc.rules import RuleBroken
from tests.builders import documents


def test_the_process_may_not_take_more_memory_than_its_limit():
    code = "from kyc import pdf_worker; pdf_worker._bind_to_limits(); bytearray({})"

    within = subprocess.run([sys.executable, "-c", code.format(2**20)], capture_output=True, check=False)
    beyond = subprocess.run(
        [sys.executable, "-c", code.format(pdf_sandbox.MEMORY_LIMIT_BYTES)],
        capture_output=True,
        check=False,
    )

    assert within.returncode == 0
    assert b"MemoryError" in beyond.stderr


def test_a_parser_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_sandbox, "WALL_LIMIT_SECONDS", 0.001)

    with pytest.raises(RuleBroken, match=r"^The PDF cannot be read\.$"):
        rewritten_in_sandbox(documents.pdf(), 5_000_000)


def test_a_parser_that_crashes_is_a_refusal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(RuleBroken, match=r"^The PDF cannot be read\.$"):
        rewritten_in_sandbox(documents.pdf(), 5_000_000)


def test_the_process_is_given_no_environment(monkeypatch: pytest.MonkeyPatch):
    seen = {}

    def run(*_, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess([], 0, stdout=b"%PDF-")

    monkeypatch.setenv("IDENTITY_KEYS", "secret")
    monkeypatch.setattr(subprocess, "run", run)

    assert rewritten_in_sandbox(b"%PDF-", 5) == b"%PDF-"
    assert seen == {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
