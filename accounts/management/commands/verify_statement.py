"""`manage.py verify_statement FILE`: is this statement the bank's, and unchanged? Needs no database and no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.selectors import public_keys
from accounts.statements.keys import PublicKeys, UnusableKey, read_public_keys
from accounts.statements.verification import Verdict, verify_file

_UNUSABLE = 2
"""The exit status where there is no verdict: 0 is genuine, 1 is not."""


class Command(BaseCommand):
    """Judge a statement's file of any format and length."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the statement as it was received")
        parser.add_argument(
            "--public-key",
            metavar="KEY",
            help="the bank's public key, or a file with its key set as /api/statements/keys/ answers; "
            "left out, the keys of this bank's own settings",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = _keys(options["public_key"])
            with Path(options["file"]).open("rb") as file:
                verdict = verify_file(file, keys)
        except (OSError, UnusableKey) as error:
            raise CommandError(str(error), returncode=_UNUSABLE) from None
        if not verdict.is_valid:
            raise CommandError(f"{verdict.reason}: {verdict.sentence}")
        self.stdout.write("\n".join(_described(verdict)))


def _keys(given: str | None) -> PublicKeys:
    if given is None:
        return public_keys()
    return read_public_keys(Path(given).read_text(encoding="utf-8") if Path(given).is_file() else given)


def _described(verdict: Verdict) -> list[str]:
    figures = [f"{name.replace('_', ' ')}: {value}" for name, value in (verdict.statement or {}).items()]
    return [
        f"{verdict.reason}: {verdict.sentence}",
        f"bank: {verdict.bank}",
        f"key: {verdict.key_id}",
        *figures,
    ]
