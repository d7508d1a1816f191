"""The rules of fraud scoring: read once by each process, shipped after migrating, changed as a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.conf import settings

from core_banking.kernel import clock
from fraud.contracts import RuleBook, RuleKind, RuleMode
from fraud.models import RuleBookVersion
from fraud.rule_rows import book_of, rules_as_rows
from fraud.scoring import NO_RULES
from fraud.selectors.learned import model_of_version
from fraud.shipped_rules import FIRST_VERSION, shipped_book

_MOST_CACHED: Final = 64
_books: dict[int, RuleBook] = {}


def book_of_version(version: int | None) -> RuleBook:
    """Return the rule book of a version, read once by each process: a version never changes.

    Without a version (0 or None) everything is allowed. Raises `RuleBookVersion.DoesNotExist`.
    """
    if not version:
        return NO_RULES
    book = _books.get(version)
    if book is None:
        book = read_book(version)
        if len(_books) >= _MOST_CACHED:
            _books.clear()
        _books[version] = book
    return book


def read_book(version: int) -> RuleBook:
    """Return the rule book of a version as it is stored, past the cache. Raises `RuleBookVersion.DoesNotExist`."""
    row = RuleBookVersion.objects.get(pk=version)
    return with_learned_model(book_of(row.version, row.hold_at, row.block_at, row.rules))


def with_learned_model(book: RuleBook) -> RuleBook:
    """Return the book with the model that its rule LEARNED_SCORE names, unless that rule is off."""
    for rule in book.rules:
        if rule.kind is RuleKind.LEARNED_SCORE and rule.mode is not RuleMode.OFF:
            return replace(book, learned=model_of_version(rule.parameters["model_version"]))
    return book


def forget_book(version: int) -> None:
    """Drop a version from this process's cache: for one whose transaction may not last."""
    _books.pop(version, None)


def ship_rule_book(version_model: Any) -> None:
    """Write the first version of the rules in the mode that `FRAUD_SHIPPED_RULES` says, if there is none yet.

    Takes the model, since it runs after migrations, which may have gone to an older state.
    """
    if version_model.objects.exists():
        return
    book = shipped_book(RuleMode(settings.FRAUD_SHIPPED_RULES))
    version_model.objects.get_or_create(
        version=FIRST_VERSION,
        defaults={
            "hold_at": book.hold_at,
            "block_at": book.block_at,
            "rules": rules_as_rows(book.rules),
            "created_at": clock.now(),
            "reason": "Shipped with the bank.",
        },
    )
