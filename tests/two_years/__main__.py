"""Live through some years of a bank: `python -m tests.two_years settle|live|facts`, on the database of the settings.

`live` goes on where the bank stands: it may be killed at any moment and started again. It says each day it has ended,
and stops with a fault at the first month's end whose books do not hold, or the first day whose close, run again,
changes anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import django


def main() -> int:
    """Do as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("settle", "live", "facts"))
    parser.add_argument("--customers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--through", type=dt.date.fromisoformat)
    asked = parser.parse_args()
    django.setup()
    if asked.what == "settle":
        from tests.two_years.people import settle_in

        settle_in(asked.customers)
    elif asked.what == "facts":
        from tests.two_years.facts import facts

        print(json.dumps(facts()))
    else:
        live_on(asked.seed, asked.through)
    return 0


def live_on(seed: int, through: dt.date) -> None:
    """Finish the day that was begun, then live day after day through a date."""
    from core_banking.kernel.business_day import business_day
    from operations.services import close_business_day
    from tests.two_years.people import at, lenders, villagers
    from tests.two_years.story import live

    customers, staff = villagers(), lenders()
    date = _today()
    with at(date, 3):
        close_business_day()  # what a killed run has left of the last night
    while date <= through:
        with at(date, 12):
            day = live(date, seed, customers, staff)
        tomorrow = date + dt.timedelta(days=1)
        with at(tomorrow, 3):
            report = close_business_day()
            assert report.open_failures == 0, f"{date}: {report}"
            _refuse_change_by_a_second_close(date)
            if tomorrow.day == 1:
                prove_month(date)
        stored = business_day()
        assert stored is not None
        assert stored.date == tomorrow
        print(json.dumps({"day": str(date), "deeds": day.deeds, "refusals": day.refusals}), flush=True)
        date = tomorrow


def _today() -> dt.date:
    from core_banking.kernel.business_day import business_day

    day = business_day()
    assert day is not None, "settle in first"
    return day.date


def _refuse_change_by_a_second_close(date: dt.date) -> None:
    from operations.services import close_business_day
    from tests.two_years.facts import marks

    before = marks()
    close_business_day()
    assert marks() == before, f"{date}: the second close added {before} -> {marks()}"


def prove_month(last: dt.date) -> None:
    """Prove the books from their raw rows, and have a bookkeeping program prove the month's entries once more."""
    from core_banking.kernel.actors import command_actor
    from ledger.contracts import VIEW_BOOKS
    from operations.ledger_export import export_ledger
    from operations.verification import verify_books

    books = verify_books()
    assert books.is_clean, f"{last}: {books.problems}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "month.beancount"
        with path.open("w", encoding="utf-8") as target:
            count = export_ledger(
                actor=command_actor("proof", frozenset({VIEW_BOOKS})),
                target=target,
                file_format="beancount",
                first=last.replace(day=1),
                last=last,
            )
        program = Path(sys.executable).with_name("bean-check")
        checked = subprocess.run([program, "--no-cache", path], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr[:2000]
    print(
        json.dumps({"month": f"{last:%Y-%m}", "entries": count, "entries_in_all": books.entries}), flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
