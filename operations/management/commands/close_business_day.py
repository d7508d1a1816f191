"""`manage.py close_business_day`: interest, maturities, standing orders, dues and arrears, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from core_banking.kernel.errors import InvalidInput, Unavailable
from operations import services
from operations.closing_contracts import StepProgress
from operations.errors import ClosingUnderWay


class Command(BaseCommand):
    """Close every business day that is over; safe to stop anywhere and to run again.

    Exit status: 0 if nothing is set aside, 1 if something is (the next run tries it again), 2 if a close or a posting
    under way is in its way: run it again later.
    """

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date",
            type=dt.date.fromisoformat,
            help="the last day to close (YYYY-MM-DD); the last one that is over if left out",
        )
        parser.add_argument(
            "--workers", type=int, default=1, help="processes that share the work (PostgreSQL)"
        )
        parser.add_argument("--quiet", action="store_true", help="say only what came of it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close, and say how it goes."""
        try:
            report = services.close_business_day(
                actor=command_actor("close_business_day"),
                date=options["date"],
                workers=options["workers"],
                watch=(lambda progress: None) if options["quiet"] else self._show,
            )
        except InvalidInput as refusal:
            raise CommandError(refusal.fields["date"][0]) from None
        except (ClosingUnderWay, Unavailable) as refusal:
            raise CommandError(refusal.sentence, returncode=2) from None
        self.stdout.write(_days(report.dates))
        if report.open_failures:
            raise CommandError(
                f"{report.open_failures} items are set aside; the next run tries them again.", returncode=1
            )

    def _show(self, progress: StepProgress) -> None:
        """Write a line when a step is through; on a terminal the line also moves while it is not."""
        if not (progress.is_finished or self.stdout.isatty()):
            return
        rate = progress.done / progress.seconds if progress.seconds else 0
        line = (
            f"{progress.date}  {progress.name}: {progress.done} done, {progress.refused} refused, "
            f"{progress.set_aside} set aside ({rate:.0f} a second)"
        )
        self.stdout.write(line, ending="\n" if progress.is_finished else "\r")


def _days(closed: Sequence[dt.date]) -> str:
    """Return which days were closed; of many the first and the last, since none between them is left out."""
    if not closed:
        return "No day was open that is over."
    if len(closed) == 1:
        return f"Closed: {closed[0]}."
    return f"Closed {len(closed)} days: {closed[0]} to {closed[-1]}."
