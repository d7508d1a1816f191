"""The import contracts find what they are there to find."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

KEPT = {
    "core_banking/__init__.py": "",
    "core_banking/kernel/__init__.py": "",
    "core_banking/api/__init__.py": "import core_banking.kernel",
    "core_banking/urls.py": "import core_banking.api",
    "core_banking/settings/__init__.py": "",
    "ledger/services.py": "import ledger.models",
    "ledger/models.py": "import core_banking.kernel",
    "accounts/services.py": "import ledger.services",
}
EMPTY = (
    "users/api.py",
    "users/services.py",
    "notifications/services.py",
    "ledger/posting.py",
    "audit/services.py",
)
BROKEN = [
    ("ledger/services.py", "import accounts.services", "The floors of the house"),
    ("users/services.py", "import notifications.services", "The floors of the house"),
    ("core_banking/kernel/__init__.py", "import core_banking.api", "The kernel knows no HTTP"),
    ("core_banking/kernel/__init__.py", "import rest_framework", "The kernel knows no HTTP"),
    ("core_banking/api/__init__.py", "import users.services", "The kernel and the HTTP habits know no app"),
    ("ledger/models.py", "import ledger.services", "Inside an app"),
    ("accounts/services.py", "import ledger.models", "An app is entered by"),
    ("accounts/services.py", "from ledger import posting", "An app is entered by"),
    ("audit/services.py", "import users.api", "An app is entered by"),
]


def test_a_house_in_order_passes(tmp_path: Path) -> None:
    status, output = _lint(_house(tmp_path))
    assert status == 0, output


@pytest.mark.parametrize(("module", "statement", "contract"), BROKEN)
def test_a_wrong_import_breaks_the_contract_against_it(
    tmp_path: Path, module: str, statement: str, contract: str
) -> None:
    house = _house(tmp_path)
    path = house / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{statement}\n")
    status, output = _lint(house)
    assert status == 1, output
    assert re.search(rf"^{contract}.* BROKEN$", output, re.MULTILINE), output


def _house(folder: Path) -> Path:
    """A tree of empty apps under the repository's own contracts."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for package in pyproject["tool"]["importlinter"]["root_packages"]:
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    for name in EMPTY:
        (folder / name).touch()
    for name, statement in KEPT.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{statement}\n")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (folder / "tooling").symlink_to(ROOT / "tooling")
    return folder


def _lint(house: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    finished = subprocess.run(
        command, cwd=house, env={**os.environ, "COLUMNS": "200"}, capture_output=True, text=True, check=False
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", finished.stdout)
    return finished.returncode, plain + finished.stderr
