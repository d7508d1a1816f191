"""Tokens for a new password, as they arrive by mail."""

from __future__ import annotations

import uuid
from typing import Any
from unittest.mock import patch

from core_banking.kernel.actors import system_actor
from users.contracts import PersonCard
from users.services import issue_password_reset

_SENDER = "notifications.services.send_mail_later"


def mailed_reset_token(person: PersonCard) -> str:
    """Order a mail to a person and return the token in it."""
    mails: list[dict[str, Any]] = []
    with patch(_SENDER, lambda **mail: mails.append(mail)):
        issue_password_reset(actor=system_actor("tests"), user_id=person.id, order=str(uuid.uuid4()))
    return token_in(mails[0]["body"])


def token_in(body: str) -> str:
    """Return the token of a mail's text."""
    return body.partition("Token: ")[2].split()[0]
