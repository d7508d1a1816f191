"""What the inbox announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsRead(DomainEvent):
    """A person has seen messages of his own: nobody's business but his, so the audit trail does not keep it."""

    user_id: int
    count: int

    audited: ClassVar[bool] = False
