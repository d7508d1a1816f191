"""What the proofs of the books found, kept for whoever watches: computing them anew takes as long as the book is."""

from __future__ import annotations

from collections.abc import Sequence

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed
from ledger.book_models import BookCheck
from ledger.contracts import VIEW_BOOKS, CheckResult
from ledger.events import BooksFoundWrong, BooksProven


@use_case
def keep_book_checks(*, actor: Actor, results: Sequence[CheckResult]) -> None:
    """Keep what proofs of the books found, each in place of what it found before; the trail hears of what is wrong.

    Raises `NotAllowed`.
    """
    if not (actor.is_the_bank or actor.may(VIEW_BOOKS)):
        raise NotAllowed
    for result in results:
        found = {
            "healthy": not result.problems,
            "problems": list(result.problems),
            "computed_at": result.computed_at,
            "took_ms": result.took_ms,
        }
        BookCheck.objects.update_or_create(name=result.name, defaults=found)
    wrong = tuple(result.name for result in results if result.problems)
    emit(BooksFoundWrong(actor=actor, checks=wrong) if wrong else BooksProven(actor=actor))
