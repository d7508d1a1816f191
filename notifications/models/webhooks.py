"""The tables of webhooks: who is told, with which secrets, what is to be told, and every attempt to tell it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from notifications.contracts import DeliveryStatus, EndpointStop

URL_MAX_LENGTH = 1000
RESPONSE_MAX_LENGTH = 1000


class WebhookEndpoint(models.Model):
    """An address that is told of events; of all of them where `event_types` is empty.

    `failing_since` is the first failure since the last success. An endpoint that is removed keeps its row, so that the
    log of what it was sent stays readable.
    """

    url = models.CharField(max_length=URL_MAX_LENGTH)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    stopped_because = models.CharField(
        max_length=8,
        choices=[(reason.value, reason.value) for reason in EndpointStop],
        blank=True,
        default="",
    )
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        permissions = [("manage_webhooks", "Can manage webhooks")]

    def __str__(self) -> str:
        return f"Webhook {self.pk}"


class WebhookSecret(models.Model):
    """A secret shared with one endpoint, encrypted; the one without an end is the newest."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="secrets")
    sealed_secret = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                condition=Q(expires_at__isnull=True),
                name="notifications_one_newest_secret",
            )
        ]

    def __str__(self) -> str:
        return f"Secret {self.pk} of webhook {self.endpoint_id}"


class OutboxEvent(models.Model):
    """Something that happened and is to be told, written in the transaction in which it happened.

    `spread_at` is when its deliveries were made; until then nobody has looked at it. An event with an `endpoint` is
    for that one alone.
    """

    event_id = models.CharField(max_length=40, unique=True)
    event_type = models.CharField(max_length=60)
    data = models.JSONField()
    occurred_at = models.DateTimeField()
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="+", null=True)
    spread_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(spread_at__isnull=True), name="notifications_unspread"),
            models.Index(fields=["occurred_at"], name="notifications_event_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"


class Delivery(models.Model):
    """One event on its way to one endpoint. `claims` counts who has taken it up; a claim ends at `claimed_until`."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="deliveries")
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    status = models.CharField(
        max_length=9,
        choices=[(status.value, status.value) for status in DeliveryStatus],
        default=DeliveryStatus.PENDING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(status=DeliveryStatus.PENDING.value),
                name="notifications_delivery_due",
            ),
            models.Index(fields=["endpoint", "id"], name="notifications_delivery_log"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="notifications_delivered_once"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in DeliveryStatus]),
                name="notifications_delivery_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk} ({self.status})"


class DeliveryAttempt(models.Model):
    """One request to one endpoint, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempt_log")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")
    response_body = models.CharField(max_length=RESPONSE_MAX_LENGTH, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Attempt {self.pk} of delivery {self.delivery_id}"
