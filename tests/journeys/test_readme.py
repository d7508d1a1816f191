"""The first steps of the README, run by a shell as they stand; only the bank's address is another."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live_server import BankServer, StartBank

README = Path(__file__).parents[2] / "README.md"
DOCUMENTED_ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def bank(start_bank: StartBank) -> BankServer:
    """A bank of its own, under the limits a newcomer meets: the steps' customer must not be there yet."""
    return start_bank(LOGIN_ATTEMPTS_PER_MINUTE="5", REGISTRATIONS_PER_HOUR="60")


def steps() -> str:
    """Return the shell block with the five steps."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (block,) = [each for each in blocks if DOCUMENTED_ADDRESS in each and "/api/auth/register/" in each]
    return str(block)


def answers_in(text: str) -> list[dict[str, Any]]:
    """Return the JSON answers that stand one after the other in what the steps printed."""
    answers: list[dict[str, Any]] = []
    while text.strip():
        answer, length = json.JSONDecoder().raw_decode(text.strip())
        answers.append(answer)
        text = text.strip()[length:]
    return answers


def test_the_five_steps_end_with_money_in_an_account(bank: BankServer) -> None:
    script = steps().replace(DOCUMENTED_ADDRESS, bank.base_url)
    told = '\nprintf "\\n%s %s" "$ACCOUNT" "$TOKEN"\n'

    finished = subprocess.run(
        ["sh", "-eu", "-c", script + told],
        env={"PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1"},
        check=False,
        text=True,
        capture_output=True,
        timeout=120,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    printed, told_last = finished.stdout.rsplit("\n", maxsplit=1)
    account, token = told_last.split()
    approved, deposit = answers_in(printed)
    assert approved["kyc_status"] == "APPROVED"
    assert (deposit["status"], deposit["amount"]) == ("COMPLETED", "1000.00")
    shown = httpx.get(
        f"{bank.base_url}/api/accounts/", headers={"Authorization": f"Bearer {token}"}, timeout=60
    ).json()["results"]
    assert [(row["account_number"], row["balance"]) for row in shown] == [(account, "1000.00")]
    assert shown[0]["available_balance"] == "900.00"


def test_the_commands_of_the_readme_are_those_of_the_makefile() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z]+)`", README.read_text(encoding="utf-8")))

    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
