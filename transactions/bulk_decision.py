"""Which lines of a chunk may be posted: the rules of single transfers, one line after the other.

Each line is decided as if those allowed before it had just been posted: balances, the day's totals and what has gone
to a payee run along. Pure: no database, no clock, no request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import Currency
from transactions.bulk_contracts import BulkLine, ChunkFacts, LineRefusal
from transactions.contracts import (
    ApprovedMovement,
    MovementCommand,
    PartyFacts,
    PayeeFacts,
    TransactionType,
)
from transactions.decision import decide

_LONGEST_SENTENCE = 255


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """A line that every rule allows, with its amounts in minor units and its receiver as he was before the chunk."""

    line: BulkLine
    fee_minor: int
    receiver: PartyFacts


@dataclass(frozen=True, slots=True)
class DecidedChunk:
    """What became of a chunk: lines to post, lines refused, and what is to be kept of payees, by account id."""

    approved: Sequence[ApprovedLine]
    refused: Sequence[LineRefusal]
    payees: dict[int, PayeeFacts]


@dataclass(slots=True)
class _Running:
    """The facts as the lines allowed so far have left them."""

    sender: PartyFacts | None
    receivers: dict[str, PartyFacts]
    payees: dict[str, PayeeFacts]


def decide_lines(
    actor: Actor, facts: ChunkFacts, lines: Sequence[BulkLine], *, pin_proven: bool
) -> DecidedChunk:
    """Decide on each line in order."""
    running = _Running(facts.base.sender, dict(facts.receivers), dict(facts.payees))
    approved: list[ApprovedLine] = []
    refused: list[LineRefusal] = []
    kept: dict[int, PayeeFacts] = {}
    for line in lines:
        try:
            movement = _decided(actor, facts, running, line, pin_proven=pin_proven)
        except DomainError as refusal:
            refused.append(refusal_of(line.number, refusal))
            continue
        receiver = facts.receivers[line.to_account_number]
        approved.append(ApprovedLine(line, movement.fee_minor, receiver))
        if movement.payee is not None and movement.payee.after is not None:
            running.payees[line.to_account_number] = kept[receiver.account_id] = movement.payee.after
        _apply(running, facts, line, movement)
    return DecidedChunk(approved, refused, kept)


def refusal_of(number: int, refusal: DomainError) -> LineRefusal:
    """Return a refusal as it is kept with its line."""
    return LineRefusal(number, refusal.code, refusal.sentence[:_LONGEST_SENTENCE], refusal.details)


def _decided(
    actor: Actor, facts: ChunkFacts, running: _Running, line: BulkLine, *, pin_proven: bool
) -> ApprovedMovement:
    base, number = facts.base, line.to_account_number
    exponent = Currency.of(running.sender.currency).exponent if running.sender else 0
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER,
        amount=Decimal(line.amount_minor).scaleb(-exponent),
        to_account_number=number,
        pin_proven=pin_proven,
    )
    return decide(
        actor,
        command,
        replace(
            base,
            sender=running.sender,
            receiver=running.receivers.get(number),
            payee=running.payees.get(number, PayeeFacts()),
        ),
    )


def _apply(running: _Running, facts: ChunkFacts, line: BulkLine, movement: ApprovedMovement) -> None:
    sender, receiver = movement.sender, movement.receiver
    assert sender is not None
    assert receiver is not None
    business_date = facts.base.business_date
    running.sender = replace(
        sender,
        balance_minor=sender.balance_minor - movement.amount_minor - movement.fee_minor,
        spent_on=business_date,
        spent_minor=sender.spent_on_day_minor(business_date) + movement.amount_minor,
    )
    running.receivers[line.to_account_number] = replace(
        receiver, balance_minor=receiver.balance_minor + movement.amount_minor
    )
