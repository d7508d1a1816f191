"""The frozen values other apps may see of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MANAGE_WEBHOOKS: Final = "notifications.manage_webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCard:
    """One message as its reader sees it; `read_at` is None while it is new."""

    id: int
    kind: str
    title: str
    body: str
    data: Mapping[str, object]
    created_at: dt.datetime
    read_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a person has chosen about the bank's messages."""

    email: bool
    """Whether messages of the kinds that go by e-mail do; warnings about the sign-in always do."""


class DeliveryStatus(StrEnum):
    """Where an event stands on its way to an endpoint."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class EndpointStop(StrEnum):
    """Why the bank itself stopped telling an endpoint."""

    GONE = "GONE"
    """It answered 410."""
    FAILING = "FAILING"
    """It failed for days on end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointCard:
    """A webhook endpoint as staff sees it, without its secrets; `event_types` is empty for all."""

    id: int
    url: str
    description: str
    event_types: tuple[str, ...]
    is_active: bool
    stopped_because: EndpointStop | None
    failing_since: dt.datetime | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSecret:
    """A new secret, shown once; the one before it stays good until `previous_valid_until`."""

    endpoint: EndpointCard
    secret: str
    previous_valid_until: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptCard:
    """One request to an endpoint and what came of it; no `status_code` where there was no answer."""

    started_at: dt.datetime
    duration_ms: int
    status_code: int | None
    error: str
    response_body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCard:
    """An event on its way to an endpoint, with every attempt; `next_attempt_at` is None once it has ended."""

    id: int
    event_id: str
    event_type: str
    occurred_at: dt.datetime
    status: DeliveryStatus
    attempts: int
    next_attempt_at: dt.datetime | None
    finished_at: dt.datetime | None
    attempt_log: tuple[AttemptCard, ...]
