"""`manage.py load_name_list`: put a list of names into force, and compare every customer with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from core_banking.kernel.errors import InvalidInput
from fraud.list_formats import FORMATS
from fraud.services import load_name_list, screen_people

SAMPLE = Path(__file__).resolve().parents[2] / "lists" / "sample-opensanctions.csv"


class Command(BaseCommand):
    """Load a list in a public format; the one of the same name is replaced, the same file again changes nothing."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", default=SAMPLE, help="left out: the invented sample"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="opensanctions")
        parser.add_argument("--name", help="what the list is called; left out: the name of the file")
        parser.add_argument(
            "--later", action="store_true", help="leave the comparing of customers to the worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        actor = command_actor("load_name_list")
        try:
            loaded = load_name_list(
                actor=actor,
                name=(options["name"] or path.stem)[:60],
                file_format=options["format"],
                content=content,
            )
        except InvalidInput as error:
            raise CommandError(" ".join(said for each in error.fields.values() for said in each)) from None
        self.stdout.write(f"The list {loaded.name} is in force with {loaded.entry_count} entries.")
        if not options["later"]:
            self.stdout.write(f"{screen_people(actor=actor)} customers were compared.")
