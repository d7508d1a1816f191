"""What of a person's messages to the bank goes when he is erased: who wrote, and what."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from core_banking.kernel.db import within_use_case
from support.contracts import MessageStatus
from support.models import ContactMessage

ERASED: Final = "[erased]"


@within_use_case
def forget_writer(*, user_id: int, email: str) -> None:
    """Overwrite what a person wrote to the bank, signed in or under his address; that somebody wrote stays."""
    theirs = ContactMessage.objects.filter(Q(sender_id=user_id) | Q(email__iexact=email))
    theirs.filter(status=MessageStatus.ANSWERED.value).update(answer=ERASED)
    theirs.update(name=ERASED, email="", phone="", subject=ERASED, message=ERASED, note="")
