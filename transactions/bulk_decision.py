"""Which lines of a chunk may be posted: the rules of single transfers, one line after the other.

Each line is decided as if those allowed before it had just been posted: balances, the day's totals and what has gone
to a payee run along. Pure: no database, no clock, no request.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from fraud.contracts import Verdict
from fraud.errors import FraudBlocked
from transactions.bulk_contracts import BulkLine, ChunkFacts, LineRefusal
from transactions.contracts import (
    ApprovedMovement,
    MovementCommand,
    MovementFacts,
    PartyFacts,
    PayeeFacts,
    TransactionType,
)
from transactions.decision import decide
from transactions.screening import ScoredMovement

_LONGEST_SENTENCE: Final = 255
_STRANGER: Final = PayeeFacts()


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """A line that every rule allows, with its amounts in minor units and its receiver as he was before the chunk."""

    line: BulkLine
    fee_minor: int
    receiver: PartyFacts
    scored: ScoredMovement | None = None


@dataclass(frozen=True, slots=True)
class DecidedChunk:
    """What became of a chunk: lines to post, lines refused, and what is to be kept of payees, by account id.

    `blocked` are the scores of those lines that were refused for them.
    """

    approved: Sequence[ApprovedLine]
    refused: Sequence[LineRefusal]
    payees: dict[int, PayeeFacts]
    blocked: Sequence[ScoredMovement] = ()


class LineScoring(Protocol):
    """Scores the lines of a chunk, one after the other, and learns from those that are made."""

    def score(self, movement: ApprovedMovement, picture: MovementFacts) -> ScoredMovement:
        """Score a movement that every rule of the bank allows."""

    def made(self, scored: ScoredMovement) -> None:
        """Learn from a movement that is made."""


@dataclass(slots=True)
class _Running:
    """The facts as the lines allowed so far have left them."""

    sender: PartyFacts | None
    receivers: dict[str, PartyFacts]
    payees: dict[str, PayeeFacts]


def decide_lines(
    actor: Actor,
    facts: ChunkFacts,
    lines: Sequence[BulkLine],
    *,
    pin_proven: bool,
    scoring: LineScoring | None = None,
) -> DecidedChunk:
    """Decide on each line in order; a line is not held: what fraud scoring would hold or block is refused."""
    running = _Running(facts.base.sender, dict(facts.receivers), dict(facts.payees))
    # What all lines have in common; amounts and receivers are each line's own.
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER, amount=Decimal(1), pin_proven=pin_proven
    )
    times = Counter(line.to_account_number for line in lines)
    approved: list[ApprovedLine] = []
    refused: list[LineRefusal] = []
    kept: dict[int, PayeeFacts] = {}
    blocked: list[ScoredMovement] = []
    for line in lines:
        picture = _picture(facts.base, running, line)
        try:
            movement = decide(actor, command, picture, amount_minor=line.amount_minor)
        except DomainError as refusal:
            refused.append(refusal_of(line.number, refusal))
            continue
        scored = scoring.score(movement, picture) if scoring is not None else None
        if scored is not None and scored.screening.verdict is not Verdict.ALLOW:
            refused.append(refusal_of(line.number, FraudBlocked()))
            blocked.append(scored)
            continue
        if scoring is not None and scored is not None:
            scoring.made(scored)
        receiver = facts.receivers[line.to_account_number]
        approved.append(ApprovedLine(line, movement.fee_minor, receiver, scored))
        if movement.payee is not None and movement.payee.after is not None:
            running.payees[line.to_account_number] = kept[receiver.account_id] = movement.payee.after
        _apply(running, facts.base, line, movement, comes_again=times[line.to_account_number] > 1)
    return DecidedChunk(approved, refused, kept, blocked)


def refusal_of(number: int, refusal: DomainError) -> LineRefusal:
    """Return a refusal as it is kept with its line."""
    return LineRefusal(number, refusal.code, refusal.sentence[:_LONGEST_SENTENCE], refusal.details)


def _picture(base: MovementFacts, running: _Running, line: BulkLine) -> MovementFacts:
    number = line.to_account_number
    return MovementFacts(
        sender=running.sender,
        receiver=running.receivers.get(number),
        fee_minor=base.fee_minor,
        business_date=base.business_date,
        at=base.at,
        rules=base.rules,
        pin_is_set=base.pin_is_set,
        payee=running.payees.get(number, _STRANGER),
    )


def _apply(
    running: _Running, base: MovementFacts, line: BulkLine, movement: ApprovedMovement, *, comes_again: bool
) -> None:
    """Have both sides as the movement leaves them; the receiver if another line of the chunk names him as well."""
    sender, receiver = movement.sender, movement.receiver
    assert sender is not None
    assert receiver is not None
    running.sender = _standing(
        sender,
        sender.balance_minor - movement.amount_minor - movement.fee_minor,
        base.business_date,
        sender.spent_on_day_minor(base.business_date) + movement.amount_minor,
    )
    if comes_again:
        running.receivers[line.to_account_number] = _standing(
            receiver, receiver.balance_minor + movement.amount_minor, receiver.spent_on, receiver.spent_minor
        )


def _standing(
    party: PartyFacts, balance_minor: int, spent_on: dt.date | None, spent_minor: int
) -> PartyFacts:
    """Return a party with another balance and total of the day: `replace`, which takes three times as long."""
    return PartyFacts(
        party.account_id,
        party.customer_id,
        party.account_number,
        party.status,
        party.currency,
        party.single_limit_minor,
        party.daily_limit_minor,
        party.ledger_account_id,
        balance_minor,
        party.held_minor,
        party.floor_minor,
        spent_on,
        spent_minor,
        party.kyc_status,
        party.is_suspended,
        party.account_type,
    )
