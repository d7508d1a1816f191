"""The service catalogue, and the messages people write to the bank."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core_banking.kernel import clock
from support.contracts import (
    EMAIL_LENGTH,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    SERVICE_DESCRIPTION_LENGTH,
    SERVICE_NAME_LENGTH,
    SUBJECT_LENGTH,
    MessageStatus,
)

_STATUS_CHOICES = [(status.value, status.value) for status in MessageStatus]


class Service(models.Model):
    """Something the bank does for people. It is taken off the catalogue, never deleted."""

    name = models.CharField(max_length=SERVICE_NAME_LENGTH)
    description = models.CharField(max_length=SERVICE_DESCRIPTION_LENGTH)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        permissions = [("manage_services", "Can change the catalogue of services")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="support_service_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="support_service_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactMessage(models.Model):
    """A message to the bank. Who wrote it is what he says, unless he was signed in: then `sender` is his row."""

    name = models.CharField(max_length=NAME_LENGTH)
    email = models.CharField(max_length=EMAIL_LENGTH)
    phone = models.CharField(max_length=PHONE_LENGTH, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    message = models.CharField(max_length=MESSAGE_LENGTH)
    sender = models.ForeignKey("users.User", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=_STATUS_CHOICES, default=MessageStatus.NEW.value)
    answer = models.CharField(max_length=MESSAGE_LENGTH, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="For the staff alone.")
    dealt_with_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    dealt_with_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("read_messages", "Can read and answer messages to the bank")]
        indexes = [
            models.Index(fields=["status", "id"], name="support_messages_by_status"),
            models.Index(fields=["email"], name="support_messages_by_email"),
            models.Index(fields=["name"], name="support_messages_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in MessageStatus]),
                name="support_message_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status=MessageStatus.NEW.value, dealt_with_at__isnull=True)
                | (~Q(status=MessageStatus.NEW.value) & Q(dealt_with_at__isnull=False)),
                name="support_message_dealt_with_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status=MessageStatus.ANSWERED.value) ^ Q(answer=""),
                name="support_message_answered_has_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
