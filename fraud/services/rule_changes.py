"""Changing the rules: every change is a new version, made by one person for a stated reason."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from fraud.contracts import MANAGE_RULES, RuleBook, RuleKind
from fraud.errors import RulesHaveChanged
from fraud.models import LearnedModel, RuleBookVersion
from fraud.rule_changes import RuleChange, changed_book, differences
from fraud.rule_events import FraudRulesChanged
from fraud.rule_rows import rules_as_rows
from fraud.selectors.learned import MODEL_VERSION, counting_version
from fraud.selectors.rulebook import newest_book
from fraud.services.rulebook import forget_book

_LONGEST_REASON = 500


@use_case
def change_fraud_rules(
    *,
    actor: Actor,
    reason: str,
    hold_at: int | None = None,
    block_at: int | None = None,
    rules: Mapping[RuleKind, RuleChange] | None = None,
    version: int | None = None,
) -> RuleBook:
    """Write the next version of the rules with these changes; it holds from the next movement on.

    `version` is the one the change was made for, if the caller says so. Of two people at once the second changes what
    the first has left. Raises `NotAllowed`, `InvalidInput`, and `RulesHaveChanged` if `version` is not the newest.
    """
    if not actor.may(MANAGE_RULES):
        raise NotAllowed
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise InvalidInput({"reason": [f"Give a reason of at most {_LONGEST_REASON} characters."]})
    before = newest_book()
    if version is not None and version != before.version:
        raise RulesHaveChanged(version=before.version)
    after = changed_book(before, hold_at=hold_at, block_at=block_at, rules=rules)
    _refuse_unknown_model(after)
    changes = differences(before, after)
    if not changes:
        raise InvalidInput({"rules": ["This would change nothing."]})
    write_version(after, actor, reason.strip())
    emit(FraudRulesChanged(actor=actor, version=after.version, reason=reason.strip(), changes=changes))
    return after


def _refuse_unknown_model(book: RuleBook) -> None:
    """Refuse a learned score that would read a model which does not exist: it would silently say nothing."""
    version = counting_version(book)
    if version and not LearnedModel.objects.filter(pk=version).exists():
        raise InvalidInput({f"parameters.{MODEL_VERSION}": ["There is no such model."]})


def write_version(book: RuleBook, actor: Actor, reason: str) -> None:
    """Write a book as the next version of the rules, inside a use case; of two at once the second tries again."""
    # What this process may have cached of a version by this number was rolled back.
    forget_book(book.version)
    try:
        with savepoint():
            RuleBookVersion.objects.create(
                version=book.version,
                hold_at=book.hold_at,
                block_at=book.block_at,
                rules=rules_as_rows(book.rules),
                created_at=clock.now(),
                created_by_id=actor.user_id,
                reason=reason,
            )
    except IntegrityError:
        raise RetryUseCase("Somebody else has just written this version of the rules.") from None
