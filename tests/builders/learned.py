"""A model of the learned score, as if it had been trained."""

from __future__ import annotations

from typing import Final

from core_banking.kernel.actors import Actor, command_actor
from fraud.learned import LinearModel, Term
from fraud.models import LearnedModel
from fraud.services.learned import keep_model
from fraud.training import Trained

NEW_PAYEES: Final = LinearModel(
    version=0,
    intercept=-4_000_000,
    terms=(Term(feature="new_payee", mean=0, scale=1_000_000, coefficient=9_000_000),),
)
"""Finds every payee who was never paid before: 993 thousandths, and 18 for the others."""


def learned_model(model: LinearModel = NEW_PAYEES, *, actor: Actor | None = None) -> LearnedModel:
    """Keep a model; it does not count yet."""
    trained = Trained(
        model=model,
        frauds=40,
        ordinary=400,
        held_out_frauds=12,
        held_out_ordinary=120,
        held_out_auc_thousandths=950,
    )
    return keep_model(actor=actor or command_actor("tests"), trained=trained, since=None, until=None)
