"""What happens around names on lists. Whose name is like whose stays with the match: the trail has its number."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NameListLoaded(DomainEvent):
    """A list was loaded and is in force from now on."""

    name_list_id: int
    name: str
    file_digest: str
    entry_count: int
    entry_count_before: int | None

    def audit_facts(self) -> AuditFacts:
        """Return which list, with the digest of its file."""
        return AuditFacts(
            action="NAME_LIST_LOADED",
            target_model="NameList",
            target_id=str(self.name_list_id),
            description="List of names loaded",
            details={
                "name": self.name,
                "sha256": self.file_digest,
                "entries": {"old": self.entry_count_before, "new": self.entry_count},
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesScreened(DomainEvent):
    """A number of people were compared with a list."""

    name_list_id: int
    people: int
    matches: int

    def audit_facts(self) -> AuditFacts:
        """Return how many, and how many are like a listed name."""
        return AuditFacts(
            action="NAMES_SCREENED",
            target_model="NameList",
            target_id=str(self.name_list_id),
            description="Names compared with a list",
            details={"people": self.people, "matches": self.matches},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatchFound(DomainEvent):
    """A name is like a listed one."""

    subject_kind: str
    entry_id: str
    likeness: int
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return which entry, and how alike."""
        return AuditFacts(
            action="NAME_MATCH_FOUND",
            target_model="NameMatch",
            target_id="",
            description="A name is like a listed one",
            subject_user_id=self.subject_user_id,
            details={"kind": self.subject_kind, "entry": self.entry_id, "likeness": self.likeness},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatchDecided(DomainEvent):
    """Staff took a step on a match: proposed, confirmed by a second, or sent back."""

    match_id: int
    step: str
    decision: str
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the step and what was decided."""
        return AuditFacts(
            action=f"NAME_MATCH_{self.step}",
            target_model="NameMatch",
            target_id=str(self.match_id),
            description="Decision on a match with a listed name",
            subject_user_id=self.subject_user_id,
            details={"decision": self.decision},
        )
