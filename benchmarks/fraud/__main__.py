"""How well the shipped rules find what is planted, beside three baselines, as one table.

    python -m benchmarks.fraud --movements 200000

The seed that is reported is none that anything was fitted on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from benchmarks.fraud import REPORT_SEED


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fraud", description=__doc__)
    parser.add_argument("--seed", type=int, default=REPORT_SEED)
    parser.add_argument("--movements", type=int, default=200_000)
    asked = parser.parse_args(arguments)
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE", "core_banking.settings.test"
    )  # only its time zone is read
    from benchmarks.fraud.contest import contest
    from benchmarks.fraud.learning import learned_model
    from benchmarks.fraud.table import table
    from fraud.shipped_rules import shipped_book

    book = shipped_book()
    model = learned_model(book, movements=max(10_000, asked.movements // 4))
    print(table(contest(asked.seed, movements=asked.movements, book=book, model=model)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
