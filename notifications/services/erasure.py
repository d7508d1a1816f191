"""What of a person's messages goes when he is erased: all that was sent to him."""

from __future__ import annotations

from django.db.models import Q

from core_banking.kernel.db import within_use_case
from notifications.models import Mail, Notification, NotificationPreference


@within_use_case
def forget_messages(*, user_id: int, email: str) -> None:
    """Remove a person's inbox and the mail to him, also what was ordered to his address alone."""
    Notification.objects.filter(user_id=user_id).delete()
    NotificationPreference.objects.filter(user_id=user_id).delete()
    Mail.objects.filter(Q(user_id=user_id) | Q(to_address__iexact=email)).delete()
