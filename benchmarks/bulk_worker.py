"""A worker for the benchmark (`python -m benchmarks.bulk_worker`): runs jobs as they come until its input closes.

It looks for jobs more often than a worker of the bank has to, so that what is measured is the work and not the wait.
"""

from __future__ import annotations

import os
import select
import sys

_LOOK_EVERY_SECONDS = 0.02


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bank_settings")
    import django

    django.setup()
    from core_banking.kernel.jobs import run_waiting_jobs

    while not select.select([sys.stdin], [], [], _LOOK_EVERY_SECONDS)[0]:
        run_waiting_jobs()


if __name__ == "__main__":
    main()
