"""The frozen values other apps may see of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


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
