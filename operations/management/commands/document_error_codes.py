"""`manage.py document_error_codes`: write docs/errors.md from the registry of error codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.error_catalogue import error_catalogue


class Command(BaseCommand):
    """Write the catalogue of error codes, or with --check say whether the written one is current."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if the page is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "errors.md"
        if not options["check"]:
            page.write_text(error_catalogue())
            self.stdout.write(f"Wrote {page}.")
        elif not page.exists() or page.read_text() != error_catalogue():
            raise CommandError(f"{page} is out of date: run manage.py document_error_codes.")
