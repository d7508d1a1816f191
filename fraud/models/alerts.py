"""What people have to look at, and what they found it to be."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel import clock
from fraud.contracts import HIGHEST_SCORE, AlertStatus, AlertType, Disposition, Severity


class Alert(models.Model):
    """One thing for staff to look at. It is resolved once, by somebody it is not about.

    `transaction_id` is the movement that was held, empty for one that was blocked. `verdict` is what scoring said.
    """

    alert_id = models.CharField(max_length=20)
    alert_type = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in AlertType])
    severity = models.CharField(max_length=8, choices=[(level.value, level.value) for level in Severity])
    status = models.CharField(
        max_length=9,
        choices=[(status.value, status.value) for status in AlertStatus],
        default=AlertStatus.OPEN.value,
    )
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=500)
    risk_score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=5, blank=True, default="")
    subject = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account_id = models.BigIntegerField(null=True)
    transaction_id = models.CharField(max_length=20, blank=True, default="")
    screening = models.ForeignKey(
        "fraud.ScreeningRecord", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    initiated_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assigned_to = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)
    disposition = models.CharField(
        max_length=16,
        blank=True,
        default="",
        choices=[(disposition.value, disposition.value) for disposition in Disposition],
    )
    note = models.CharField(max_length=1000, blank=True, default="")
    resolved_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "fraud alert"
        permissions = [
            ("view_alerts", "Can see fraud alerts"),
            ("decide_alerts", "Can decide on fraud alerts and held payments"),
            ("decide_name_matches", "Can decide on names that are like listed ones"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["alert_id"], name="fraud_alert_once"),
            models.UniqueConstraint(
                fields=["transaction_id"], condition=~Q(transaction_id=""), name="fraud_alert_transaction"
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(alert_type=AlertType.LOGIN_ANOMALY.value) & ~Q(status=AlertStatus.RESOLVED.value),
                name="fraud_one_open_login_anomaly",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in AlertStatus]),
                name="fraud_alert_status_known",
            ),
            models.CheckConstraint(
                condition=Q(alert_type__in=[kind.value for kind in AlertType]), name="fraud_alert_type_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[level.value for level in Severity]),
                name="fraud_alert_severity_known",
            ),
            models.CheckConstraint(
                condition=Q(risk_score__lte=HIGHEST_SCORE), name="fraud_alert_score_bounds"
            ),
            models.CheckConstraint(
                condition=Q(status=AlertStatus.RESOLVED.value, resolved_at__isnull=False) & ~Q(disposition="")
                | ~Q(status=AlertStatus.RESOLVED.value) & Q(resolved_at__isnull=True, disposition=""),
                name="fraud_alert_resolved_with_disposition",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True)
                | Q(subject__isnull=True)
                | ~Q(resolved_by=F("subject")),
                name="fraud_alert_not_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True)
                | Q(initiated_by__isnull=True)
                | ~Q(resolved_by=F("initiated_by")),
                name="fraud_alert_not_ones_order",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "created_at", "id"], name="fraud_alert_queue"),
            models.Index(fields=["created_at", "id"], name="fraud_alert_created"),
            models.Index(fields=["subject", "id"], name="fraud_alert_subject"),
            models.Index(fields=["account_id", "id"], name="fraud_alert_account"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.alert_type} {self.status}"


class AlertHit(models.Model):
    """A rule that led to an alert, in rows: how often it was right is counted from them."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="hits")
    rule = models.CharField(max_length=24)
    points = models.PositiveSmallIntegerField()
    counted = models.BooleanField()
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "rule"], name="fraud_alert_hit_once")]
        indexes = [models.Index(fields=["rule", "alert"], name="fraud_alert_hit_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.points}"
