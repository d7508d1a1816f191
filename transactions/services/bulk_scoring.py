"""Scoring the lines of a bulk transfer, chunk by chunk, and what stays of those that are refused for their score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, is_contention, within_use_case
from fraud.contracts import Origin, ProfileRow
from fraud.series_scoring import SeriesScoring
from fraud.services import book_of_version, raise_alert
from transactions.bulk_contracts import ChunkFacts
from transactions.contracts import ApprovedMovement, MovementCommand, MovementFacts, TransactionType
from transactions.screening import ScoredMovement, device_digest, network_digest, screening_request
from transactions.screening_records import keep_score
from transactions.services.scoring import failure_of

_TRANSFER: Final = MovementCommand(transaction_type=TransactionType.TRANSFER, amount=Decimal(1))


class ChunkScoring:
    """Scores lines as if those allowed before them had just been made. Raises `ScreeningFailed` if that fails."""

    def __init__(self, actor: Actor, facts: ChunkFacts) -> None:
        self._actor, self._facts = actor, facts
        sender = facts.base.sender
        is_own = sender is not None and sender.customer_id == actor.user_id
        # The same for every line, and worked out once.
        self.device = device_digest(actor.user_agent) if is_own else ""
        self.network = network_digest(actor.ip_address) if is_own else ""
        self._series: SeriesScoring | None = None

    def score(self, movement: ApprovedMovement, picture: MovementFacts) -> ScoredMovement:
        """Score a line that every rule of the bank allows."""
        try:
            request = screening_request(
                self._actor,
                _TRANSFER,
                movement,
                picture,
                replace(self._facts.behaviour, receiver=self._profile_of(movement)),
                Origin.BULK,
                came_by=self,
            )
            if self._series is None:
                book = book_of_version(request.book_version)
                self._series = SeriesScoring(request.own, book, request.at)
            return ScoredMovement(request, self._series.screen(request))
        except Exception as error:
            if isinstance(error, RetryUseCase) or is_contention(error):
                raise
            raise failure_of(self._actor, _TRANSFER, movement, error) from error

    def made(self, scored: ScoredMovement) -> None:
        """Learn from a line that is made."""
        assert self._series is not None
        self._series.made(scored.request)

    @property
    def state(self) -> str:
        """What the sender's profile is once all allowed lines are made."""
        assert self._series is not None
        return self._series.state

    def _profile_of(self, movement: ApprovedMovement) -> ProfileRow:
        assert movement.receiver is not None
        return self._facts.profiles.get(movement.receiver.account_number, ProfileRow())


@within_use_case
def keep_blocked_lines(*, actor: Actor, blocked: Sequence[ScoredMovement]) -> None:
    """Keep the scores of refused lines, and raise one alert for all that the same rules have found."""
    told: set[tuple[str, ...]] = set()
    for scored in blocked:
        record_id = keep_score(scored, "")
        rules = tuple(hit.rule.value for hit in scored.screening.hits if hit.counted)
        if rules in told:
            continue
        told.add(rules)
        raise_alert(
            actor=actor,
            screening=scored.screening,
            screening_record_id=record_id,
            request=scored.request,
            transaction_id="",
        )
