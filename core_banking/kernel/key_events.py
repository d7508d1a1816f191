"""What is announced of keys: which are changed, how far, and never a key."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotationBegan(DomainEvent):
    """What is stored under a setting's older keys is being moved to the newest one."""

    setting: str
    newest_key_id: str
    waiting: int

    def audit_facts(self) -> AuditFacts:
        """Return what was begun, as the audit trail keeps it."""
        return _facts(self.setting, "Key rotation begun", {"to": self.newest_key_id, "rows": self.waiting})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRekeyed(DomainEvent):
    """A batch of rows was moved to the newest key, in the transaction of this event."""

    setting: str
    newest_key_id: str
    rows: int

    def audit_facts(self) -> AuditFacts:
        """Return how many rows were moved, as the audit trail keeps it."""
        return _facts(
            self.setting, "Rows moved to another key", {"to": self.newest_key_id, "rows": self.rows}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRetired(DomainEvent):
    """Nothing stored needs a setting's older keys any more: they may be taken out of it."""

    setting: str
    key_ids: tuple[str, ...]
    rows: int = 0

    def audit_facts(self) -> AuditFacts:
        """Return which keys were retired, as the audit trail keeps it."""
        return _facts(self.setting, "Key rotation ended", {"retired": list(self.key_ids), "rows": self.rows})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysGivenUp(DomainEvent):
    """Keys are lost: the bank works on without them, and without what lies under them."""

    setting: str
    key_ids: tuple[str, ...]

    def audit_facts(self) -> AuditFacts:
        """Return which keys were given up, as the audit trail keeps it."""
        return _facts(self.setting, "Lost keys given up", {"given_up": list(self.key_ids)})


def _facts(setting: str, description: str, details: dict[str, object]) -> AuditFacts:
    return AuditFacts(
        action="ROTATE", target_model="Keys", target_id=setting, description=description, details=details
    )
