"""The learned score: trained by a command, kept as a version, made to count and stopped by staff."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.contracts import MANAGE_RULES, RuleKind, RuleMode
from fraud.errors import LearnedModelStateConflict
from fraud.learned_events import LearnedModelSwitched, LearnedModelTrained
from fraud.models import LearnedModel
from fraud.rule_changes import changed_book, differences
from fraud.rule_events import FraudRulesChanged
from fraud.selectors.learned import MODEL_VERSION, counting_version, training_examples
from fraud.selectors.rulebook import newest_book
from fraud.services.rule_changes import write_version
from fraud.training import Trained, train


def train_model(
    *, actor: Actor, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> LearnedModel:
    """Train on what staff found about movements screened in a span of time, and keep the model; it does not count yet.

    The fitting happens outside any transaction. Raises `NotAllowed`, `TooFewDispositions`, `LearningUnavailable`.
    """
    _may_manage(actor)
    trained = train(list(training_examples(since, until)))
    return keep_model(actor=actor, trained=trained, since=since, until=until)


@use_case
def keep_model(
    *, actor: Actor, trained: Trained, since: dt.datetime | None, until: dt.datetime | None
) -> LearnedModel:
    """Keep a trained model under the next version. Raises `NotAllowed`."""
    _may_manage(actor)
    version = (LearnedModel.objects.aggregate(newest=Max("version"))["newest"] or 0) + 1
    model = LearnedModel.objects.create(
        version=version,
        terms=trained.model.as_json(),
        trained_by_id=actor.user_id,
        since=since,
        until=until,
        frauds=trained.frauds,
        ordinary=trained.ordinary,
        held_out_frauds=trained.held_out_frauds,
        held_out_ordinary=trained.held_out_ordinary,
        held_out_auc_thousandths=trained.held_out_auc_thousandths,
    )
    emit(
        LearnedModelTrained(
            actor=actor,
            version=version,
            frauds=trained.frauds,
            ordinary=trained.ordinary,
            held_out_auc_thousandths=trained.held_out_auc_thousandths,
        )
    )
    return model


@use_case
def activate_model(*, actor: Actor, version: int, reason: str) -> LearnedModel:
    """Make a model count from the next movement on, in place of any other, as a new version of the rule book.

    Raises `NotAllowed`, `NotFound`, and `LearnedModelStateConflict` if it counts already.
    """
    _may_manage(actor)
    model = _model(version)
    _switch(actor=actor, version=version, counts=False, after=version, reason=reason)
    return model


@use_case
def deactivate_model(*, actor: Actor, version: int, reason: str) -> LearnedModel:
    """Stop a model from counting, as a new version of the rule book.

    Raises `NotAllowed`, `NotFound`, and `LearnedModelStateConflict` if it is not the one that counts.
    """
    _may_manage(actor)
    model = _model(version)
    _switch(actor=actor, version=version, counts=True, after=0, reason=reason)
    return model


def _switch(*, actor: Actor, version: int, counts: bool, after: int, reason: str) -> None:
    """Write the rule book in which the model `after` counts, provided that `version` counts now, or does not."""
    book = newest_book()
    before = counting_version(book)
    if (before == version) is not counts:
        raise LearnedModelStateConflict(active_version=before)
    mode = RuleMode.ON if after else RuleMode.OFF
    change = {"mode": mode, "parameters": {MODEL_VERSION: after}}
    changed = changed_book(book, rules={RuleKind.LEARNED_SCORE: change})
    write_version(changed, actor, reason)
    emit(
        LearnedModelSwitched(
            actor=actor, before=before, after=after, book_version=changed.version, reason=reason
        )
    )
    changes = differences(book, changed)
    emit(FraudRulesChanged(actor=actor, version=changed.version, reason=reason, changes=changes))


def _model(version: int) -> LearnedModel:
    model = LearnedModel.objects.filter(pk=version).first()
    if model is None:
        raise NotFound
    return model


def _may_manage(actor: Actor) -> None:
    if not actor.may(MANAGE_RULES) and not actor.is_the_bank:
        raise NotAllowed
