"""The tables of people and of sign-in."""

from users.models.people import PeopleManager, RoleDescription, User, validate_username
from users.models.sign_in import (
    KnownDevice,
    PasswordReset,
    RecoveryCode,
    Session,
    SignInGuard,
    TransactionPin,
    TwoFactor,
)

__all__ = [
    "KnownDevice",
    "PasswordReset",
    "PeopleManager",
    "RecoveryCode",
    "RoleDescription",
    "Session",
    "SignInGuard",
    "TransactionPin",
    "TwoFactor",
    "User",
    "validate_username",
]
