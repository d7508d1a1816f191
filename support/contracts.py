"""The frozen values of the service catalogue and of messages to the bank."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MANAGE_SERVICES: Final = "support.manage_services"
READ_MESSAGES: Final = "support.read_messages"

SERVICE_NAME_LENGTH: Final = 100
SERVICE_DESCRIPTION_LENGTH: Final = 1000
NAME_LENGTH: Final = 150
EMAIL_LENGTH: Final = 254
PHONE_LENGTH: Final = 30
SUBJECT_LENGTH: Final = 200
MESSAGE_LENGTH: Final = 4000


class MessageStatus(StrEnum):
    """What has become of a message: nobody has dealt with it, it was answered, or it needed no answer."""

    NEW = "NEW"
    ANSWERED = "ANSWERED"
    HANDLED = "HANDLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCard:
    """Something the bank does for people, as its catalogue shows it."""

    id: int
    name: str
    description: str
    is_active: bool
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What somebody writes to the bank; the text stays out of representations, which end up in logs."""

    name: str
    email: str
    phone: str
    subject: str
    message: str

    def __repr__(self) -> str:
        return "NewMessage(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCard:
    """A message to the bank as its staff reads it; `customer_id` is the writer's `CUST…` if he was signed in."""

    id: int
    name: str
    email: str
    phone: str
    subject: str
    message: str
    status: MessageStatus
    customer_id: str | None
    answer: str
    note: str
    dealt_with_by: str | None
    created_at: dt.datetime
    dealt_with_at: dt.datetime | None
