"""`make test`: the checks, the suite on SQLite and on PostgreSQL at once; then the races, and a browser.

A suite waits now and then, for servers, locks and its last test: side by side the one works while the other waits.

Environment: TEST_DATABASE_URL names a PostgreSQL to use (its user may create databases); without it one is started and
taken down. PROOF_SCALE (small, or full) is how hard the proofs try. TEST_PROCESSES (2) is how many tests of a suite run
at once.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

from tooling.postgresql_binaries import NoPostgresql
from tooling.postgresql_for_tests import postgresql_for_tests
from tooling.steps import Result, Step, run_in_foreground, run_together, summarise

PYTEST = [sys.executable, "-m", "pytest", f"--color={'yes' if sys.stdout.isatty() else 'no'}"]
ENGINE_FREE = {
    "DATABASE_URL": None,
    "DJANGO_SETTINGS_MODULE": "core_banking.settings.test",
    # What one run compiles serves all further ones, and every server they start.
    "PYTHONDONTWRITEBYTECODE": None,
}
# Whoever has nothing left to do takes tests from the other, who may have drawn the slow ones.
AT_ONCE = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "worksteal"]

# A step of its own each; to load what is in them takes as long as many a test.
FOLDERS_OF_THEIR_OWN = ("tests/browser", "tests/concurrency")

CHECKS = Step("checks", [sys.executable, "-m", "tooling.check"])
ON_SQLITE = Step(
    "the suite on SQLite",
    [*PYTEST, *AT_ONCE, "-m", "not postgresql", *(f"--ignore={folder}" for folder in FOLDERS_OF_THEIR_OWN)],
    {**ENGINE_FREE, "TEST_DATABASE_URL": None},
)
IN_A_BROWSER = Step(
    "both faces, in Chromium",
    [*PYTEST, *AT_ONCE, "tests/browser"],
    {**ENGINE_FREE, "TEST_DATABASE_URL": None},
)
# The names under which the browser tests look for it.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Run every step, whatever the ones before it said; return 0 only if all passed."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    os.environ.setdefault("PROOF_SCALE", "small")
    results: list[Result] = []
    started = time.monotonic()
    try:
        for result in _all_results():
            results.append(result)
    except NoPostgresql as error:
        print(f"\n{error}", file=sys.stderr)
        results.append(Result(Step("a PostgreSQL to test on", []), 1, 0.0))
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    return summarise(results, time.monotonic() - started)


def _all_results() -> Iterator[Result]:
    print(
        "The checks and both suites run at once; what they say is shown one after the other."
        "\nOn SQLite the tests marked `concurrency` and `postgresql` are left out: it has one writer at a time and no"
        "\nrow locks, so there is nothing for them to race for. They run on PostgreSQL, further down.",
        flush=True,
    )
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgresql_for_tests())
        except NoPostgresql:
            yield from run_together([CHECKS, ON_SQLITE])
            raise
        yield from run_together([CHECKS, ON_SQLITE, _on_postgresql(server.url)])
        yield run_in_foreground(_races(server.url))
    if any(map(shutil.which, BROWSERS)):
        yield run_in_foreground(IN_A_BROWSER)
    else:
        _say_that_no_browser_was_there()


def _say_that_no_browser_was_there() -> None:
    """Leave nobody in the belief that the pages were looked at."""
    print(
        f"\n{'!' * 100}\nNO CHROMIUM HERE: the browser tests were LEFT OUT. Nothing of the web client and of the"
        f" staff's\npages was tried in a browser. On Debian: apt install chromium.\n{'!' * 100}",
        flush=True,
    )


def _on_postgresql(url: str) -> Step:
    ignored = [*FOLDERS_OF_THEIR_OWN, "tests/tooling"]
    return Step(
        "the suite on PostgreSQL",
        # What knows nothing of the suite's engine is run with the other one.
        [*PYTEST, *AT_ONCE, "-m", "not any_engine", *(f"--ignore={folder}" for folder in ignored)],
        {**ENGINE_FREE, "TEST_DATABASE_URL": url},
    )


def _races(url: str) -> Step:
    return Step(
        "the races, alone, on PostgreSQL",
        # Two at a time, each in a database of its own: most of a race is waiting for locks.
        [*PYTEST, *AT_ONCE, "tests/concurrency"],
        {**ENGINE_FREE, "TEST_DATABASE_URL": url},
    )


if __name__ == "__main__":
    sys.exit(main())
