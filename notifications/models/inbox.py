"""The tables of the inbox."""

from __future__ import annotations

from django.db import models

from core_banking.kernel import clock


class Notification(models.Model):
    """A message to one person. `kind` is a stable word for programs; `data` holds identifiers, never secrets."""

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=1000)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "id"], name="notifications_inbox"),
            models.Index(
                fields=["user", "id"], condition=models.Q(read_at__isnull=True), name="notifications_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to person {self.user_id}"


class NotificationPreference(models.Model):
    """What a person has chosen; whoever has no row has chosen nothing, and gets mail."""

    user = models.OneToOneField("users.User", on_delete=models.PROTECT, related_name="+", primary_key=True)
    email = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Preferences of person {self.user_id}"
