"""The table of e-mail: what is to be sent, what became of it, and never its text for longer than needed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock


class MailStatus(models.TextChoices):
    """Where a mail stands."""

    QUEUED = "QUEUED", "QUEUED"
    SENT = "SENT", "SENT"
    FAILED = "FAILED", "FAILED"


class Mail(models.Model):
    """One mail, from its order to its end: the delivery log.

    It goes to `to_address`, or to the address that `user` has when it is sent. The text is encrypted from the start
    and removed at the end; the subject stays. `attempts` counts the attempts begun, so it also tells whose claim is
    the last; a claim ends by itself at `claimed_until`, as when its worker was killed.
    """

    reference = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", null=True)
    to_address = models.CharField(max_length=254, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    subject = models.CharField(max_length=200)
    sealed_body = models.BinaryField()
    status = models.CharField(max_length=6, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mail"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(status=MailStatus.QUEUED),
                name="notifications_mail_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values), name="notifications_mail_status_known"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(to_address=""), name="notifications_mail_has_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.status})"
