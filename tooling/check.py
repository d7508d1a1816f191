"""`make check`: everything that can be said about the code without running the bank.

Each check runs whatever the others say, two at a time.
"""

import os
import sys
import time
from pathlib import Path

from tooling.steps import Step, run_side_by_side
from tooling.throwaway_secrets import throwaway_secrets

TOOLS = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
TEST_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "core_banking.settings.test",
    "DATABASE_URL": None,
    "TEST_DATABASE_URL": None,
}


def check_steps() -> list[Step]:
    """The checks, the slowest first."""
    return [
        Step("types (mypy --strict)", [str(TOOLS / "mypy"), "--strict", "."], TEST_SETTINGS),
        Step("lint (ruff check)", [str(TOOLS / "ruff"), "check", "."]),
        Step("layout (ruff format)", [str(TOOLS / "ruff"), "format", "--check", "."]),
        Step(
            "imports point down (import-linter)", [str(TOOLS / "lint-imports"), "--no-cache"], TEST_SETTINGS
        ),
        Step(
            "migrations match the models",
            [*MANAGE, "makemigrations", "--check", "--dry-run"],
            TEST_SETTINGS,
        ),
        Step(
            "OpenAPI schema without warnings",
            [*MANAGE, "spectacular", "--validate", "--fail-on-warn", f"--file={os.devnull}"],
            TEST_SETTINGS,
        ),
        Step(
            "ready to deploy (check --deploy)",
            [*MANAGE, "check", "--deploy", "--fail-level=WARNING"],
            _production_environment(),
        ),
    ]


def _production_environment() -> dict[str, str | None]:
    """Production settings with everything they ask for; no server is contacted by the check."""
    return {
        **throwaway_secrets(),
        "DJANGO_SETTINGS_MODULE": "core_banking.settings.production",
        "DATABASE_URL": "postgres://bank:unused@127.0.0.1:5432/bank",
        "TEST_DATABASE_URL": None,
        "ALLOWED_HOSTS": "bank.example",
        "TRUSTED_PROXIES": "1",
        "DEBUG": "False",
    }


def main() -> int:
    """Run the checks; return 0 only if all of them passed."""
    started = time.monotonic()
    results = run_side_by_side(check_steps(), at_once=2)
    failed = [result.step.name for result in results if not result.passed]
    print(
        f"\n{len(results) - len(failed)} of {len(results)} checks passed; {time.monotonic() - started:.0f} s"
    )
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
