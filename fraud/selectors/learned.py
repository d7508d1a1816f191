"""The learned score as stored: which models there are, which one counts, and what there is to learn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import F, QuerySet

from core_banking.kernel.actors import Actor
from fraud.contracts import VIEW_ALERTS, Disposition, RuleBook, RuleKind, RuleMode, Verdict
from fraud.learned import LinearModel
from fraud.models import Alert, LearnedModel, RuleBookVersion, ScreeningRecord
from fraud.rule_rows import book_of
from fraud.training import Example

MODEL_VERSION: Final = "model_version"
"""The threshold of the rule LEARNED_SCORE that names the model it reads; 0 for none."""

_MOST_ORDINARY: Final = 20_000


def visible_models(actor: Actor) -> QuerySet[LearnedModel]:
    """Return the models an actor may read about, the newest first."""
    if not actor.may(VIEW_ALERTS):
        return LearnedModel.objects.none()
    return LearnedModel.objects.select_related("trained_by").order_by("-version")


def card_of_model(model: LearnedModel, active_version: int) -> dict[str, Any]:
    """Return a model as people read it: what it looks at, the strongest first, and how well it did."""
    terms = LinearModel.read(model.version, model.terms).terms
    return {
        "version": model.version,
        "active": model.version == active_version,
        "trained_at": model.trained_at,
        "trained_by": model.trained_by.username if model.trained_by else None,
        "since": model.since,
        "until": model.until,
        "frauds": model.frauds,
        "ordinary": model.ordinary,
        "held_out_frauds": model.held_out_frauds,
        "held_out_ordinary": model.held_out_ordinary,
        "held_out_auc_thousandths": model.held_out_auc_thousandths,
        "features": [
            {"feature": term.feature, "coefficient_millionths": term.coefficient}
            for term in sorted(terms, key=lambda term: (-abs(term.coefficient), term.feature))
        ],
    }


def counting_version(book: RuleBook) -> int:
    """Return the version of the model that counts under a rule book; 0 for none."""
    rule = next((rule for rule in book.rules if rule.kind is RuleKind.LEARNED_SCORE), None)
    return 0 if rule is None or rule.mode is RuleMode.OFF else rule.parameters[MODEL_VERSION]


def active_model_version() -> int:
    """Return the version of the model that counts from the newest rule book on; 0 for none."""
    row = RuleBookVersion.objects.order_by("-version").first()
    return 0 if row is None else counting_version(book_of(row.version, row.hold_at, row.block_at, row.rules))


def model_of_version(version: int) -> LinearModel | None:
    """Return a stored model for scoring; None for version 0 and for one that there is not, which then says nothing."""
    stored = LearnedModel.objects.filter(pk=version).values_list("terms", flat=True).first()
    return None if stored is None else LinearModel.read(version, stored)


def training_examples(since: dt.datetime | None, until: dt.datetime | None) -> Iterator[Example]:
    """Yield what staff found, and of the movements nothing was found about a sample of evenly spaced ones.

    A movement whose alert nobody has decided on teaches nothing.
    """
    decided = Alert.objects.exclude(disposition="").filter(screening__isnull=False)
    found = decided.values_list("screening__facts", "screening__account_id", "disposition")
    for facts, account_id, disposition in _between(found, "screening__screened_at", since, until).iterator():
        yield Example(facts, account_id, disposition == Disposition.CONFIRMED_FRAUD.value)
    quiet = _between(
        ScreeningRecord.objects.filter(verdict=Verdict.ALLOW.value), "screened_at", since, until
    ).exclude(pk__in=Alert.objects.filter(screening__isnull=False).values("screening"))
    step = max(1, quiet.count() // _MOST_ORDINARY)
    sample = quiet.annotate(place=F("id") % step).filter(place=0)
    for facts, account_id in sample.values_list("facts", "account_id").iterator():
        yield Example(facts, account_id, False)


def _between(
    rows: QuerySet[Any, Any], moment: str, since: dt.datetime | None, until: dt.datetime | None
) -> QuerySet[Any, Any]:
    if since is not None:
        rows = rows.filter(**{f"{moment}__gte": since})
    return rows if until is None else rows.filter(**{f"{moment}__lt": until})
