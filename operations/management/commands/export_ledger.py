"""`manage.py export_ledger`: write the ledger out for a bookkeeping program that proves it on its own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from ledger.contracts import VIEW_BOOKS
from operations.ledger_export import FORMATS, export_ledger

_OPERATOR_ONLY = 0o600


class Command(BaseCommand):
    """Write every entry, with the balances of all accounts at the end of each month, in the language of beancount."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="beancount")
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, help="first business date")
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat, help="last business date")
        parser.add_argument("--output", type=Path, help="a new file; standard output if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first and last and first > last:
            raise CommandError("The range ends before it begins.")
        asked = {"file_format": options["format"], "first": first, "last": last}
        actor = command_actor("export_ledger", frozenset({VIEW_BOOKS}))
        if options["output"] is None:
            export_ledger(actor=actor, target=cast(IO[str], self.stdout._out), **asked)
            return
        path = options["output"]
        try:
            # Nobody but who runs this may read it, and nothing that is there is written over.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OPERATOR_ONLY)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            count = export_ledger(actor=actor, target=target, **asked)
        self.stdout.write(f"Wrote {count} entries to {path}.")
