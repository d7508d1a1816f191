"""What other apps see of a person: frozen values, no models."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class KycStatus(StrEnum):
    """Whether the bank knows this person well enough to let him bank."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class RiskProfile(StrEnum):
    """How much care the bank takes with this person's movements."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class RoleName(StrEnum):
    """The names of the groups that hold the bank's rights."""

    CUSTOMER = "CUSTOMER"
    BANK_ADMIN = "BANK_ADMIN"
    AUDITOR = "AUDITOR"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"


class SessionEnd(StrEnum):
    """Why a signed-in session ended."""

    LOGGED_OUT = "LOGGED_OUT"
    ENDED_BY_OWNER = "ENDED_BY_OWNER"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a reason, not a password
    REFRESH_REUSED = "REFRESH_REUSED"
    RIGHTS_CHANGED = "RIGHTS_CHANGED"
    TWO_FACTOR_CHANGED = "TWO_FACTOR_CHANGED"
    DISABLED = "DISABLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """A role somebody holds, as the profile shows it."""

    id: int
    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as the rest of the bank knows him; carries no secret."""

    id: int
    username: str
    email: str
    first_name: str
    last_name: str
    phone_number: str
    customer_id: str | None
    kyc_status: str
    risk_profile: str
    is_active: bool
    is_staff: bool
    two_factor_enabled: bool
    date_joined: dt.datetime
    last_login: dt.datetime | None
    pin_set: bool = False
    roles: tuple[RoleCard, ...] = ()

    @property
    def is_account_verified(self) -> bool:
        """True exactly while KYC is approved."""
        return self.kyc_status == KycStatus.APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to be created; the password travels separately, already hashed when it is stored."""

    username: str
    email: str
    first_name: str
    last_name: str
    phone_number: str = ""
    role: RoleName = RoleName.CUSTOMER

    @property
    def is_customer(self) -> bool:
        """Whether the person gets a customer number; everybody else is staff."""
        return self.role is RoleName.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalNumbers:
    """What somebody who knows a person would try as his PIN; the numbers are digits, or parts of longer ones."""

    date_of_birth: dt.date | None = field(default=None, repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """What a sign-in or a refresh hands out."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
