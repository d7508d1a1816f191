"""`manage.py verify_ledger`: prove the books from their raw rows; exit status 0 only if every invariant holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.verification import Verification
from operations.verification import verify_books


class Command(BaseCommand):
    """Recompute every balance from the journal, hold accounts and movements against it, and name the first thing
    that is wrong.
    """

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_books()
        if options["json"]:
            self.stdout.write(json.dumps({"clean": report.is_clean, **asdict(report)}))
        else:
            self._print(report)
        if not report.is_clean:
            raise CommandError("The books do not agree.", returncode=1)

    def _print(self, report: Verification) -> None:
        self.stdout.write(
            f"Checked {report.entries} entries, {report.lines} lines and"
            f" {report.customer_accounts} customers' accounts."
        )
        if report.is_clean:
            self.stdout.write(self.style.SUCCESS("The books agree."))
            return
        self.stdout.write(self.style.ERROR(f"First thing wrong: {report.problems[0]}"))
        for problem in report.problems[1:]:
            self.stdout.write(f"Also wrong: {problem}")
