"""Who is acting: a frozen value handed to every use case, so that no layer below asks the request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Channel(StrEnum):
    """The door an action came in by."""

    API = "api"
    ADMIN = "admin"
    COMMAND = "command"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person or process behind an action, with the rights held at this moment.

    `permissions` are Django permission names (`"kyc.review_kyc"`) held through groups; being Django's
    superuser adds nothing here: system administrators hold the rights of their own group.
    """

    user_id: int | None = None
    username: str = ""
    customer_id: str | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    session_id: int | None = None
    unchecked_token_version: int | None = None
    """Set when only the token's signature was checked; the use case then compares session and version itself."""
    ip_address: str | None = None
    user_agent: str = ""
    request_id: str = ""
    channel: Channel = Channel.API

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.user_id is None

    @property
    def is_the_bank(self) -> bool:
        """Whether the bank itself acts: a job or an operator's command, for nobody who is signed in."""
        return self.user_id is None and self.channel in {Channel.SYSTEM, Channel.COMMAND}

    def may(self, permission: str) -> bool:
        """Whether the actor holds a permission, by its full name."""
        return permission in self.permissions


def system_actor(name: str, *, request_id: str = "") -> Actor:
    """Return the actor of a job or command of the bank itself, named for the audit trail."""
    return Actor(username=name, channel=Channel.SYSTEM, request_id=request_id)


def command_actor(name: str, permissions: frozenset[str] = frozenset()) -> Actor:
    """Return the actor of a management command run by an operator."""
    return Actor(username=name, channel=Channel.COMMAND, permissions=permissions)


def acting_as(actor: Actor, *, user_id: int, username: str, customer_id: str | None) -> Actor:
    """Return the same door and request with a person's identity: used when a login or registration names one."""
    return replace(actor, user_id=user_id, username=username, customer_id=customer_id)
