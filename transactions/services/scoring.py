"""Scoring a movement inside its own transaction, and what stays of one that scoring does not let through."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, is_contention, use_case, within_use_case
from fraud.contracts import Origin, Verdict
from fraud.errors import FraudBlocked, ScreeningFailed
from fraud.scoring import screen
from fraud.services import book_of_version, payee_is_listed, raise_alert, report_failed_screening
from transactions.contracts import ApprovedMovement, MovementCommand, TransactionType
from transactions.reading import Reading
from transactions.screening import ScoredMovement, is_screened, screening_request
from transactions.screening_records import keep_score


class OrderedMovementBlocked(FraudBlocked):
    """Scoring holds or blocks a movement that cannot wait, since something else goes on without it.

    Where its refusal undoes all that the use case did, the score and the alert are left behind.
    """

    def __init__(self, actor: Actor, scored: ScoredMovement, payee_name: str) -> None:
        super().__init__()
        self.scored = scored
        self.left_behind = partial(report_blocked_movement, actor=actor, scored=scored, payee_name=payee_name)


@within_use_case
def score(
    *,
    actor: Actor,
    command: MovementCommand,
    movement: ApprovedMovement,
    reading: Reading,
    origin: Origin | None = None,
) -> ScoredMovement | None:
    """Score a movement that every rule of the bank allows; None for what is not scored.

    Raises `ScreeningFailed` if scoring itself fails: nothing moves then, and once that is so an alert is raised.
    """
    if not is_screened(command):
        return None
    try:
        request = screening_request(actor, command, movement, reading.facts, reading.behaviour, origin)
        if command.transaction_type is TransactionType.PAYMENT and command.payee_name:
            request = replace(
                request, payee_name_listed=payee_is_listed(actor=actor, name=command.payee_name)
            )
        return ScoredMovement(request, screen(request, book_of_version(request.book_version)))
    except Exception as error:
        if isinstance(error, RetryUseCase) or is_contention(error):
            raise
        raise failure_of(actor, command, movement, error) from error


@within_use_case
def score_or_refuse(
    *,
    actor: Actor,
    command: MovementCommand,
    movement: ApprovedMovement,
    reading: Reading,
    origin: Origin | None = None,
) -> ScoredMovement | None:
    """Score a movement that cannot be held. Raises `OrderedMovementBlocked` and `ScreeningFailed`."""
    scored = score(actor=actor, command=command, movement=movement, reading=reading, origin=origin)
    if scored is not None and scored.screening.verdict is not Verdict.ALLOW:
        raise OrderedMovementBlocked(actor, scored, command.payee_name)
    return scored


@within_use_case
def keep_attempt(*, actor: Actor, scored: ScoredMovement) -> None:
    """Keep the score of a movement that is refused for it, with its alert."""
    raise_alert(
        actor=actor,
        screening=scored.screening,
        screening_record_id=keep_score(scored, ""),
        request=scored.request,
        transaction_id="",
    )


@use_case
def report_blocked_movement(*, actor: Actor, scored: ScoredMovement, payee_name: str = "") -> None:
    """Keep the score of a movement that was refused for it, with its alert, once the refusal has undone all else.

    A payee whose name is like a listed one waits for staff again as well.
    """
    keep_attempt(actor=actor, scored=scored)
    if scored.request.payee_name_listed:
        payee_is_listed(actor=actor, name=payee_name)


def failure_of(
    actor: Actor, command: MovementCommand, movement: ApprovedMovement, error: Exception
) -> ScreeningFailed:
    """Return the refusal that an error of scoring becomes; once all is undone, an alert is raised."""
    own = movement.sender or movement.receiver
    assert own is not None
    failure = ScreeningFailed()
    failure.left_behind = partial(
        report_failed_screening,
        actor=actor,
        user_id=own.customer_id,
        account_id=own.account_id,
        what=f"{type(error).__name__} at a {command.transaction_type.value.lower()}",
    )
    return failure
