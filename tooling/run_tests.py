"""`make test`: the checks, the suite on SQLite, the suite on PostgreSQL, and the races alone on PostgreSQL.

Environment: TEST_DATABASE_URL names a PostgreSQL to use (its user may create databases); without it one is started and
taken down. PROOF_SCALE (small, or full) is how hard the proofs try. TEST_PROCESSES (2) is how many tests run at once.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping

from tooling.postgresql_binaries import NoPostgresql
from tooling.postgresql_for_tests import postgresql_for_tests
from tooling.steps import Result, Step, run_in_foreground, summarise

PYTEST = [sys.executable, "-m", "pytest", "--create-db"]
ENGINE_FREE = {
    "DATABASE_URL": None,
    "DJANGO_SETTINGS_MODULE": "core_banking.settings.test",
    # What one run compiles serves all further ones, and every server they start.
    "PYTHONDONTWRITEBYTECODE": None,
}
# Whoever has nothing left to do takes tests from the other, who may have drawn the slow ones.
AT_ONCE = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "worksteal"]


def main() -> int:
    """Run every step, whatever the ones before it said; return 0 only if all passed."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    os.environ.setdefault("PROOF_SCALE", "small")
    results: list[Result] = []
    try:
        for result in _all_results():
            results.append(result)
    except NoPostgresql as error:
        print(f"\n{error}", file=sys.stderr)
        results.append(Result(Step("a PostgreSQL to test on", []), 1, 0.0))
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    return summarise(results)


def _all_results() -> Iterator[Result]:
    yield run_in_foreground(Step("checks", [sys.executable, "-m", "tooling.check"]))
    print(
        "\nOn SQLite the tests marked `concurrency` and `postgresql` are left out: it has one writer at a time and no"
        "\nrow locks, so there is nothing for them to race for. They run on PostgreSQL, further down."
    )
    yield run_in_foreground(
        Step(
            "the suite on SQLite",
            [*PYTEST, *AT_ONCE, "-m", "not concurrency and not postgresql"],
            {**ENGINE_FREE, "TEST_DATABASE_URL": None},
        )
    )
    with postgresql_for_tests() as server:
        environment: Mapping[str, str | None] = {**ENGINE_FREE, "TEST_DATABASE_URL": server.url}
        yield run_in_foreground(
            Step(
                "the suite on PostgreSQL",
                # What knows nothing of the suite's engine has just been run.
                [*PYTEST, *AT_ONCE, "-m", "not concurrency and not any_engine", "--ignore=tests/tooling"],
                environment,
            )
        )
        yield run_in_foreground(
            # Two at a time, each in a database of its own: most of a race is waiting for locks.
            Step("the races, alone, on PostgreSQL", [*PYTEST, *AT_ONCE, "-m", "concurrency"], environment)
        )


if __name__ == "__main__":
    sys.exit(main())
