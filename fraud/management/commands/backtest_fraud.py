"""`manage.py backtest_fraud`: what other rules would have made of the movements of some days."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.db import reading_snapshot
from core_banking.kernel.errors import InvalidInput
from fraud.backtest import compare, report
from fraud.contracts import RuleBook, RuleKind
from fraud.rule_changes import RuleChange, changed_book
from fraud.rule_files import CannotBeRead, sentences, set_changes, written_changes
from fraud.selectors.history import scored_between
from fraud.selectors.rulebook import newest_book
from fraud.services import with_learned_model

_NOTHING_SCORED: Final = 1
_BAD_INPUT: Final = 2


class Command(BaseCommand):
    """Reads only. Without any change it shows what today's rules would have made of those days."""

    help = (
        "Score stored movements again under changed rules, and print what would have changed. Nothing is written."
        " Exit status: 0, 1 if nothing was scored in these days, 2 for what cannot be read."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", required=True, help="the first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", required=True, help="the last day, YYYY-MM-DD")
        parser.add_argument("--rules", type=Path, help="a JSON file in the form of PATCH /api/fraud-rules/")
        parser.add_argument(
            "--set", action="append", default=[], metavar="KIND.NAME=VALUE", help="NEW_PAYEE.weight=30"
        )
        parser.add_argument("--hold-at", type=int)
        parser.add_argument("--block-at", type=int)
        parser.add_argument("--examples", type=int, default=10, help="how many to name of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = _day("--from", options["first"]), _day("--to", options["last"])
        if last < first:
            raise CommandError("--to is before --from.", returncode=_BAD_INPUT)
        with reading_snapshot():
            book = _asked_for(newest_book(), options)
            comparison = compare(scored_between(first, last), book, examples=max(0, options["examples"]))
        if not comparison.movements:
            self.stdout.write(f"No movement was scored from {first} to {last}.")
            sys.exit(_NOTHING_SCORED)
        for line in report(comparison, book):
            self.stdout.write(line)


def _asked_for(book: RuleBook, options: dict[str, Any]) -> RuleBook:
    """Return today's rules with the changes of the command line; what is set there goes before the file."""
    try:
        thresholds, rules = _from_file(options["rules"])
        for kind, change in set_changes(options["set"]).items():
            rules[kind] = _merged(rules.get(kind, {}), change)
        for name in ("hold_at", "block_at"):
            if options[name] is not None:
                thresholds[name] = options[name]
        return with_learned_model(changed_book(book, rules=rules, **thresholds))
    except CannotBeRead as error:
        raise CommandError(f"The rules cannot be read: {error}.", returncode=_BAD_INPUT) from None
    except InvalidInput as error:
        raise CommandError(f"The rules are not valid. {sentences(error)}", returncode=_BAD_INPUT) from None


def _from_file(path: Path | None) -> tuple[dict[str, int], dict[RuleKind, RuleChange]]:
    if path is None:
        return {}, {}
    try:
        return written_changes(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise CannotBeRead(f"{path}: {reason}") from None


def _merged(written: RuleChange, change: RuleChange) -> RuleChange:
    parameters = {**written.get("parameters", {}), **change.get("parameters", {})}
    return {**written, **change, **({"parameters": parameters} if parameters else {})}


def _day(name: str, written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise CommandError(
            f"{name} {written!r} is no date: write YYYY-MM-DD.", returncode=_BAD_INPUT
        ) from None
