"""Domain events: typed facts that services announce while their transaction is still open.

The audit trail hears them inside the same transaction (`send`, never `send_robust`): if the trail cannot
be written, the deed is undone. `core_banking.kernel.db` refuses to commit a use case that announced nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.dispatch import Signal

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor

domain_event = Signal()
"""Sent once for each event, with `event=`; receivers run inside the use case's transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """What the audit trail keeps of an event. No secret and no full identity number may be in here."""

    action: str
    target_model: str
    target_id: str
    description: str
    outcome: str = "SUCCESS"
    code: str = ""
    subject_user_id: int | None = None
    """The customer the deed is about, when it is about one."""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """Something that happened, by whom and when. Subclasses add their own fields and `audit_facts`."""

    actor: Actor
    occurred_at: dt.datetime = field(default_factory=clock.now)

    audited: ClassVar[bool] = True

    def audit_facts(self) -> AuditFacts:
        """Return what the audit trail keeps of this event."""
        raise NotImplementedError(f"{type(self).__name__} does not say what the audit trail keeps of it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeries(DomainEvent):
    """Many deeds of one kind, done at once by one actor: one event, and a row of the audit trail for each deed.

    `audit_facts` is what the rows share; `audit_rows` the rest of each, its details all under the same names. They are
    identifiers, codes and amounts that the bank itself has written, never a person's own words: these are searched
    for identity numbers, and ten thousand of them would take as long as the deeds.
    """

    def audit_rows(self) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Return target and details of each deed."""
        raise NotImplementedError(f"{type(self).__name__} does not say which deeds it is about.")

    def audit_subjects(self) -> Sequence[int] | None:
        """Return the customer each deed is about; None where `audit_facts` names the one they are all about."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCaseRefused(DomainEvent):
    """A use case refused its request; recorded after its rollback, in a transaction of its own."""

    use_case: str
    code: str
    sentence: str
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the refusal as the audit trail keeps it."""
        return AuditFacts(
            action="REFUSE",
            target_model=self.use_case,
            target_id="",
            description=self.sentence,
            outcome="REFUSED",
            code=self.code,
            subject_user_id=self.subject_user_id,
        )
