"""What the repository promises to somebody who clones it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK_FILES = ("requirements.txt", "requirements-dev.txt")


def test_every_setting_that_is_read_is_in_the_example_environment() -> None:
    sources = [*ROOT.glob("core_banking/**/*.py"), *ROOT.glob("*/settings/**/*.py")]
    read = {
        name
        for source in sources
        for name in re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", source.read_text())
    }
    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))
    assert read - listed == set()


def test_the_example_environment_sets_nothing_so_that_a_copy_of_it_starts() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_the_lock_file_has_every_direct_dependency_at_its_pinned_version(name: str) -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = pyproject["project"]["dependencies"] + (
        pyproject["dependency-groups"]["dev"] if name == "requirements-dev.txt" else []
    )
    locked = set(re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))
    assert {re.sub(r"\[.*?\]", "", requirement) for requirement in wanted} - locked == set()


@pytest.mark.parametrize("name", LOCK_FILES)
def test_the_lock_file_has_hashes_and_names_no_package_index(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "make lock" in text.splitlines()[1]
    assert not re.search(r"https?://|file://|--index-url|--find-links", text)
    requirements = re.findall(
        r"^[a-z0-9._-]+==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)*", text, re.MULTILINE
    )
    assert requirements
    assert [requirement for requirement in requirements if "--hash=sha256:" not in requirement] == []


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty': give a number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT is '70000': give a number from 1 to 65535."),
        (
            {"HOST": "no.such.invalid"},
            "HOST is 'no.such.invalid': no address of this machine is known by that name.",
        ),
    ],
)
def test_a_bank_that_cannot_be_served_says_why_in_one_line(
    environment: dict[str, str], sentence: str
) -> None:
    finished = _run_bank(environment)
    assert (finished.returncode, finished.stdout, finished.stderr) == (1, "", f"{sentence}\n")


def test_a_taken_port_is_named_in_one_line() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finished = _run_bank({"PORT": str(port)})
    assert finished.returncode == 1
    assert finished.stderr == (
        f"Port {port} on 127.0.0.1 is taken: stop what runs there, or choose another with PORT=8001 make run.\n"
    )


def _run_bank(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tooling.run_bank"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
