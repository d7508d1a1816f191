"""The frozen values of a bulk transfer: the order, its lines, and what came of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from fraud.contracts import ProfileRow
from transactions.behaviour import NOTHING_KNOWN, Behaviour
from transactions.contracts import MovementFacts, PartyFacts, PayeeFacts

MOST_LINES: Final = 10_000
"""How many lines one bulk transfer may have."""

CHUNK_LINES: Final = 1_000
"""How many lines are decided and posted together: what is held in memory, and how long locks are held, at most."""


class BulkMode(StrEnum):
    """What a refused line means for the others."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    BEST_EFFORT = "BEST_EFFORT"


class BulkStatus(StrEnum):
    """Where a bulk transfer stands."""

    ACCEPTED = "ACCEPTED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


UNFINISHED: Final = (BulkStatus.ACCEPTED, BulkStatus.RUNNING)


class BulkLineStatus(StrEnum):
    """Where a line stands; NOT_POSTED is a sound line of a bulk transfer that came to nothing."""

    PENDING = "PENDING"
    POSTED = "POSTED"
    REFUSED = "REFUSED"
    NOT_POSTED = "NOT_POSTED"


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One line as ordered, with the identifier its transaction will have; the amount in minor units."""

    number: int
    to_account_number: str
    amount_minor: int
    description: str
    reference: str
    transaction_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """A bulk transfer as asked for. `pin_proven`: the customer has proven his PIN for the whole of it.

    The amounts of `lines` are in major units of the sending account's currency.
    """

    from_account_number: str
    mode: BulkMode
    lines: Sequence[RawLine]
    pin_proven: bool = False


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line as it came, checked for form; `amount` is exact, in major units of a currency not known yet."""

    number: int
    to_account_number: str
    amount: Decimal
    description: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkFacts:
    """One consistent picture for a chunk of lines: receivers, and how the sender stands with them, by number.

    `profiles` are the receivers' for fraud scoring, and `behaviour` what else it looks at.
    """

    base: MovementFacts
    receivers: Mapping[str, PartyFacts]
    payees: Mapping[str, PayeeFacts]
    behaviour: Behaviour = NOTHING_KNOWN
    profiles: Mapping[str, ProfileRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineRefusal:
    """Why a line was refused: the error as the API writes it, and its stable code."""

    number: int
    code: str
    error: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTransferCard:
    """A bulk transfer as its customer and the staff see it; amounts in minor units of `currency`."""

    id: int
    mode: str
    status: str
    from_account_number: str
    currency: str
    total_count: int
    processed_count: int
    succeeded_count: int
    refused_count: int
    total_minor: int
    succeeded_minor: int
    fees_minor: int
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    refusals: tuple[LineRefusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLineCard:
    """A line and what came of it; amounts in minor units of `currency`."""

    number: int
    status: str
    to_account_number: str
    amount_minor: int
    currency: str
    description: str
    reference: str
    transaction_id: str | None
    refusal: LineRefusal | None
