"""The frozen values of comparing names with lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class NameSubject(StrEnum):
    """Whose name is like a listed one."""

    CUSTOMER = "CUSTOMER"
    PAYEE = "PAYEE"


class NameDecision(StrEnum):
    """What staff finds: somebody else of a like name, or the listed one."""

    CLEARED = "CLEARED"
    CONFIRMED = "CONFIRMED"


class NameMatchStatus(StrEnum):
    """Where a match stands: found, decided upon by one, and by a second."""

    OPEN = "OPEN"
    PROPOSED = "PROPOSED"
    CLEARED = "CLEARED"
    CONFIRMED = "CONFIRMED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntryCard:
    """An entry of a list as staff sees it."""

    list_name: str
    entry_id: str
    schema: str
    names: tuple[str, ...]
    birth_date: str
    countries: str
    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatchCard:
    """A match as staff sees it; `likeness` of 100."""

    id: int
    subject_kind: str
    subject_id: int | None
    customer_id: str | None
    subject_name: str
    likeness: int
    explanation: Mapping[str, object]
    entry: ListedEntryCard
    status: str
    found_at: dt.datetime
    proposal: str
    proposal_note: str
    proposed_by: str | None
    proposed_at: dt.datetime | None
    decision_note: str
    decided_by: str | None
    decided_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameListCard:
    """One loading of a list."""

    id: int
    name: str
    file_format: str
    file_digest: str
    entry_count: int
    loaded_at: dt.datetime
    replaced_at: dt.datetime | None
    screened_at: dt.datetime | None
