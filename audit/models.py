"""The audit trail's one table: append-only in the model, and by triggers in the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models

from audit.chain_models import AuditCheckpoint, AuditSeal, ChainHead  # noqa: F401 - tables of their own module
from audit.search_models import (  # noqa: F401 - tables of their own module
    AccountMention,
    PatternAlert,
    SearchEntry,
    SearchHead,
)

USER_AGENT_MAX_LENGTH = 400


class AppendOnly(TypeError):
    """Somebody tried to write, change or delete rows of the audit trail through the ORM."""


class AuditLogQuerySet(models.QuerySet["AuditLog"]):
    """Reads only: `audit.receivers` alone writes, with a plain INSERT."""

    def create(self, **kwargs: Any) -> NoReturn:
        """Refuse: rows are written by the receiver of domain events."""
        raise AppendOnly("Audit rows are written by announcing a domain event.")

    def bulk_create(self, objs: Iterable[AuditLog], *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse, as `create` does."""
        raise AppendOnly("Audit rows are written by announcing a domain event.")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: history does not change."""
        raise AppendOnly("Audit rows are never changed.")

    def bulk_update(self, objs: Iterable[AuditLog], *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse, as `update` does."""
        raise AppendOnly("Audit rows are never changed.")

    def delete(self) -> NoReturn:
        """Refuse: history does not go away."""
        raise AppendOnly("Audit rows are never deleted.")


class Outcome(models.TextChoices):
    """Whether the deed was done or refused."""

    SUCCESS = "SUCCESS", "done"
    REFUSED = "REFUSED", "refused"


class AuditLog(models.Model):
    """One deed, or one refusal, by one actor at one moment.

    `username` and `customer_id` are what they were at that moment. `subject` is the customer the deed is
    about. `xid` is the number of the database transaction that wrote the row (PostgreSQL only, filled by the
    column's default): a sealer that comes after commit can tell from it which rows can no longer be joined by
    an earlier one that commits late.
    """

    log_id = models.CharField(max_length=20)
    action_type = models.CharField(max_length=64)
    user = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    username = models.CharField(max_length=150, blank=True)
    customer_id = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=16)
    target_model = models.CharField(max_length=100, blank=True)
    target_id = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    code = models.CharField(max_length=64, blank=True)
    subject = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    details = models.JSONField(default=dict)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=USER_AGENT_MAX_LENGTH, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    timestamp = models.DateTimeField()
    xid = models.BigIntegerField(null=True, editable=False)

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"
        ordering = ["-timestamp", "-id"]
        default_permissions = ("view",)
        permissions = [("view_audit_trail", "Can read the audit trail")]
        # Each filter of the list, then the order of the list: a page of any filter is one short index range.
        indexes = [
            models.Index(fields=["user", "timestamp", "id"], name="audit_log_user"),
            models.Index(fields=["username", "timestamp", "id"], name="audit_log_username"),
            models.Index(
                fields=["subject", "timestamp", "id"],
                name="audit_log_subject",
                condition=models.Q(subject__isnull=False),
            ),
            models.Index(fields=["action_type", "timestamp", "id"], name="audit_log_action"),
            models.Index(fields=["target_model", "timestamp", "id"], name="audit_log_target_model"),
            models.Index(fields=["target_id", "timestamp", "id"], name="audit_log_target"),
            models.Index(fields=["request_id", "timestamp", "id"], name="audit_log_request"),
            models.Index(fields=["timestamp", "id"], name="audit_log_timestamp"),
            models.Index(
                fields=["timestamp", "id"], name="audit_log_refusals", condition=models.Q(outcome="REFUSED")
            ),
            # In which order rows are sealed: whoever seals asks for those after the last one.
            models.Index(
                fields=["xid", "id"], name="audit_log_sealing", condition=models.Q(xid__isnull=False)
            ),
        ]
        constraints = [
            # A constraint, not `unique=True`: that would add a second index, for searches by prefix.
            models.UniqueConstraint(fields=["log_id"], name="audit_log_id_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["SUCCESS", "REFUSED"]), name="audit_log_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.action_type} {self.target_model} {self.target_id}".rstrip()

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: rows are written by the receiver of domain events, and never changed."""
        raise AppendOnly("Audit rows are written by announcing a domain event, and never changed.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: history does not go away."""
        raise AppendOnly("Audit rows are never deleted.")
