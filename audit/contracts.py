"""What a reader of the audit trail may ask, as a frozen value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from core_banking.kernel.clock import isoformat_utc

VIEW_AUDIT_TRAIL = "audit.view_audit_trail"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilters:
    """Which entries of the trail are asked for; every filter that is set must hold.

    `user` and `subject` are a person's number, `CUST…` identifier or user name; `person` is either of the two. Each
    word of `words` must begin a word of the entry. `account` is the number of an account that the entry names. `since`
    is inclusive, `until` exclusive.
    """

    user: str | None = None
    action: str | None = None
    model: str | None = None
    target: str | None = None
    subject: str | None = None
    outcome: str | None = None
    request_id: str | None = None
    person: str | None = None
    account: str | None = None
    words: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def needs_the_search(self) -> bool:
        """Whether entries are looked for by what is taken up after they are sealed."""
        return self.account is not None or self.words is not None

    def as_text(self) -> dict[str, str]:
        """Return the filters that are set, as the trail keeps them of its own reading."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: isoformat_utc(value) if isinstance(value, dt.datetime) else value
            for name, value in values.items()
            if value is not None
        }
