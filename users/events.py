"""What happens to people and their sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(DomainEvent):
    """Something that happened to one person, by row number. Base of the events below."""

    user_id: int

    action: ClassVar[str] = "UPDATE"
    sentence: ClassVar[str] = ""

    def audit_facts(self) -> AuditFacts:
        """Return the event as the audit trail keeps it."""
        return AuditFacts(
            action=self.action,
            target_model="User",
            target_id=str(self.user_id),
            description=self.sentence,
            subject_user_id=self.user_id,
            details=self.audit_details(),
        )

    def audit_details(self) -> dict[str, object]:
        """Return what the trail keeps beside who and when."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(PersonEvent):
    """A person was added to the bank, as a customer or as staff."""

    username: str
    customer_id: str | None
    role: str

    action: ClassVar[str] = "CREATE"
    sentence: ClassVar[str] = "Person registered"

    def audit_details(self) -> dict[str, object]:
        """Return name, customer number and role."""
        return {"username": self.username, "customer_id": self.customer_id, "role": self.role}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn(PersonEvent):
    """Somebody signed in; address and user agent are the actor's. On the staff site there is no token session.

    `is_new_device` if the device brought no token of an earlier sign-in.
    """

    session_id: int | None
    is_new_device: bool = False

    action: ClassVar[str] = "LOGIN"
    sentence: ClassVar[str] = "Signed in"

    def audit_details(self) -> dict[str, object]:
        """Return the session that began."""
        return {"session_id": self.session_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFailed(DomainEvent):
    """A sign-in was refused. The name is kept only as the person it belongs to: people type passwords into it."""

    user_id: int | None
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the attempt as the audit trail keeps it."""
        return AuditFacts(
            action="LOGIN_FAILED",
            target_model="User",
            target_id="" if self.user_id is None else str(self.user_id),
            description="Sign-in refused",
            outcome="REFUSED",
            code=self.reason,
            subject_user_id=self.user_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOut(PersonEvent):
    """Somebody signed out."""

    session_ids: tuple[int, ...]

    action: ClassVar[str] = "LOGOUT"
    sentence: ClassVar[str] = "Signed out"

    def audit_details(self) -> dict[str, object]:
        """Return the sessions that ended."""
        return {"session_ids": list(self.session_ids)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRevoked(PersonEvent):
    """Somebody ended one of his sessions from the list of them."""

    session_id: int

    action: ClassVar[str] = "SESSION_REVOKED"
    sentence: ClassVar[str] = "Session ended"

    def audit_details(self) -> dict[str, object]:
        """Return the session that ended."""
        return {"session_id": self.session_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefreshed(PersonEvent):
    """A session got a new pair of tokens: too frequent and too ordinary for the audit trail."""

    session_id: int

    audited: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReused(PersonEvent):
    """A refresh token that had already been replaced came again: copied or replayed. Its session was ended."""

    session_id: int

    action: ClassVar[str] = "REFRESH_REUSED"
    sentence: ClassVar[str] = "A replaced refresh token was used again; its session was ended"

    def audit_details(self) -> dict[str, object]:
        """Return the session that ended."""
        return {"session_id": self.session_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(PersonEvent):
    """A person's contact data changed; the trail names the fields, not their contents."""

    fields: tuple[str, ...]

    sentence: ClassVar[str] = "Profile changed"

    def audit_details(self) -> dict[str, object]:
        """Return the names of the fields that changed."""
        return {"fields": list(self.fields)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorReadProfile(PersonEvent):
    """An auditor looked at his own profile: who watches the bank leaves a trace of everything he does there."""

    action: ClassVar[str] = "READ"
    sentence: ClassVar[str] = "Profile read by its auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(PersonEvent):
    """A person's password changed and his other sessions ended."""

    ended_sessions: int = 0

    action: ClassVar[str] = "PASSWORD_CHANGED"
    sentence: ClassVar[str] = "Password changed"

    def audit_details(self) -> dict[str, object]:
        """Return how many sessions ended."""
        return {"ended_sessions": self.ended_sessions}


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(DomainEvent):
    """Somebody asked for a new password by mail. For whom is not looked up here: every request looks the same."""

    def audit_facts(self) -> AuditFacts:
        """Return the request as the audit trail keeps it."""
        return AuditFacts(
            action="PASSWORD_RESET_REQUESTED",
            target_model="User",
            target_id="",
            description="Password reset requested",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetMailed(PersonEvent):
    """A mail with the way to a new password was ordered for a person."""

    action: ClassVar[str] = "PASSWORD_RESET_MAILED"
    sentence: ClassVar[str] = "Password reset mailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordWasReset(PersonEvent):
    """A person set a new password by way of his mailbox; every session of his ended."""

    action: ClassVar[str] = "PASSWORD_RESET"
    sentence: ClassVar[str] = "Password reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSet(PersonEvent):
    """A person set his transaction PIN, for the first time or anew; a locked one is open again."""

    is_new: bool

    action: ClassVar[str] = "PIN_SET"
    sentence: ClassVar[str] = "Transaction PIN set"

    def audit_details(self) -> dict[str, object]:
        """Return whether it was the first one."""
        return {"first": self.is_new}


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRefused(PersonEvent):
    """A wrong transaction PIN was entered."""

    attempts_left: int

    def audit_facts(self) -> AuditFacts:
        """Return the miss as the audit trail keeps it."""
        return AuditFacts(
            action="PIN_REFUSED",
            target_model="User",
            target_id=str(self.user_id),
            description="Wrong transaction PIN",
            outcome="REFUSED",
            code="pin_invalid",
            subject_user_id=self.user_id,
            details={"attempts_left": self.attempts_left},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PinWasLocked(PersonEvent):
    """Too many wrong transaction PINs in a row locked the PIN."""

    action: ClassVar[str] = "PIN_LOCKED"
    sentence: ClassVar[str] = "Transaction PIN locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorSetUp(PersonEvent):
    """A person got a secret for his authenticator, which counts once he has confirmed it."""

    action: ClassVar[str] = "TWO_FACTOR_SET_UP"
    sentence: ClassVar[str] = "Two-factor sign-in set up, not yet confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorEnabled(PersonEvent):
    """A person switched two-factor sign-in on; his other sessions ended."""

    action: ClassVar[str] = "TWO_FACTOR_ENABLED"
    sentence: ClassVar[str] = "Two-factor sign-in switched on"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorDisabled(PersonEvent):
    """A person switched two-factor sign-in off."""

    action: ClassVar[str] = "TWO_FACTOR_DISABLED"
    sentence: ClassVar[str] = "Two-factor sign-in switched off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRenewed(PersonEvent):
    """A person got new recovery codes; the old ones are worth nothing."""

    action: ClassVar[str] = "RECOVERY_CODES_RENEWED"
    sentence: ClassVar[str] = "Recovery codes renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(PersonEvent):
    """A recovery code stood in for an authenticator; it cannot do so again."""

    codes_left: int

    action: ClassVar[str] = "RECOVERY_CODE_USED"
    sentence: ClassVar[str] = "Recovery code used"

    def audit_details(self) -> dict[str, object]:
        """Return how many are left."""
        return {"codes_left": self.codes_left}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanged(PersonEvent):
    """A person's roles, staff status or permission to sign in changed; everything issued before is dead."""

    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)

    action: ClassVar[str] = "ACCESS_CHANGED"
    sentence: ClassVar[str] = "Access changed"

    def audit_details(self) -> dict[str, object]:
        """Return what changed, with old and new values."""
        return {"changes": {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInUnlocked(PersonEvent):
    """A system administrator ended a lock before its time."""

    action: ClassVar[str] = "SIGN_IN_UNLOCKED"
    sentence: ClassVar[str] = "Sign-in unlocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(DomainEvent):
    """The rights or the description of a role changed."""

    role: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def audit_facts(self) -> AuditFacts:
        """Return the change as the audit trail keeps it."""
        return AuditFacts(
            action="ROLE_CHANGED",
            target_model="Role",
            target_id=self.role,
            description="Rights of a role changed",
            details={"added": list(self.added), "removed": list(self.removed)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedSessionsPurged(DomainEvent):
    """What sign-in had left behind was cleared away."""

    deleted: dict[str, int]

    def audit_facts(self) -> AuditFacts:
        """Return how many rows of each kind went."""
        return AuditFacts(
            action="SESSIONS_PURGED",
            target_model="Session",
            target_id="",
            description="Ended sessions purged",
            details=dict(self.deleted),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedPinCleared(PersonEvent):
    """The key that made a transaction PIN is given up, and the PIN with it: its owner sets a new one."""

    action: ClassVar[str] = "PIN_CLEARED"
    sentence: ClassVar[str] = "Transaction PIN cleared: its key is given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPseudonymised(PersonEvent):
    """A former customer's name, addresses and ways to sign in were taken for good."""

    action: ClassVar[str] = "PSEUDONYMISED"
    sentence: ClassVar[str] = "Person pseudonymised"
