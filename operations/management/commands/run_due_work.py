"""`manage.py run_due_work`: holds that expire, standing orders, deposits that mature, accounts that fall asleep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from core_banking.kernel.errors import InvalidInput
from operations import services


class Command(BaseCommand):
    """Do everything that is due today or was before; safe to stop anywhere and to run again."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date",
            type=_date,
            help="what was due on this business date or before (YYYY-MM-DD); today if left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = services.run_due_work(actor=command_actor("run_due_work"), date=options["date"])
        except InvalidInput as refusal:
            raise CommandError(refusal.fields["date"][0]) from None
        self.stdout.write(f"Work due on {report.date}:")
        for step in report.steps:
            self.stdout.write(
                f"  {step.name}: {step.done} done, {step.refused} refused, {step.failed} failed"
            )
        if report.failed:
            raise CommandError(
                "Some items failed; the log says why. The next run tries them again.", returncode=1
            )


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
