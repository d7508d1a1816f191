"""The rules as they are and as they were."""

from __future__ import annotations

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.contracts import VIEW_ALERTS, Rule, RuleBook, RuleKind
from fraud.models import RuleBookVersion
from fraud.rule_rows import book_of
from fraud.scoring import NO_RULES


def newest_book() -> RuleBook:
    """Return the rules that hold now; of a bank without a version all are off."""
    row = RuleBookVersion.objects.order_by("-version").first()
    if row is None:
        return book_of(NO_RULES.version, NO_RULES.hold_at, NO_RULES.block_at, [])
    return book_of(row.version, row.hold_at, row.block_at, row.rules)


def fraud_rules_for(actor: Actor) -> RuleBook:
    """Return the rules that hold now to somebody who may see them. Raises `NotAllowed`."""
    if not actor.may(VIEW_ALERTS):
        raise NotAllowed
    return newest_book()


def fraud_rule(book: RuleBook, kind: str) -> Rule:
    """Return one rule of a book by the name of its kind. Raises `NotFound`."""
    found = next((rule for rule in book.rules if rule.kind.value == kind), None)
    if found is None:
        raise NotFound
    return found


def rule_kind(name: str) -> RuleKind:
    """Return a kind of rule by its name. Raises `NotFound`."""
    try:
        return RuleKind(name)
    except ValueError:
        raise NotFound from None


def visible_rule_versions(actor: Actor) -> QuerySet[RuleBookVersion]:
    """Return all versions of the rules, the newest first. Raises `NotAllowed`."""
    if not actor.may(VIEW_ALERTS):
        raise NotAllowed
    return RuleBookVersion.objects.select_related("created_by").order_by("-version")


def rule_version_for(actor: Actor, version: int) -> RuleBookVersion:
    """Return one version of the rules. Raises `NotAllowed` and `NotFound`."""
    found = visible_rule_versions(actor).filter(pk=version).first()
    if found is None:
        raise NotFound
    return found
