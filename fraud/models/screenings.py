"""The rules as versions that never change, and every score with what it rested on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from fraud.contracts import HIGHEST_SCORE, Origin, Verdict


class RuleBookVersion(models.Model):
    """All rules at one version. A change of any rule is a new row, so a score can always be replayed."""

    version = models.BigIntegerField(primary_key=True)
    hold_at = models.PositiveSmallIntegerField()
    block_at = models.PositiveSmallIntegerField()
    rules = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "version of the fraud rules"
        verbose_name_plural = "versions of the fraud rules"
        permissions = [("manage_rules", "Can change the rules of fraud scoring")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hold_at__lte=HIGHEST_SCORE + 1, block_at__lte=HIGHEST_SCORE + 1)
                & Q(hold_at__lte=models.F("block_at")),
                name="fraud_thresholds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"fraud rules, version {self.version}"


class ScreeningRecord(models.Model):
    """The score of one movement: facts, hits and rule version, so that it can be explained and replayed.

    `transaction_id` is the movement's identifier, empty for one that was refused. Amounts in the facts are minor units.
    """

    screening_id = models.CharField(max_length=20)
    transaction_id = models.CharField(max_length=20, blank=True, default="")
    account_id = models.BigIntegerField()
    user = models.ForeignKey(
        "users.User", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    origin = models.CharField(max_length=16)
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=5)
    book_version = models.BigIntegerField()
    facts = models.JSONField()
    hits = models.JSONField()
    screened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screening_id"], name="fraud_screening_once"),
            models.UniqueConstraint(
                fields=["transaction_id"], condition=~Q(transaction_id=""), name="fraud_screening_transaction"
            ),
            models.CheckConstraint(condition=Q(score__lte=HIGHEST_SCORE), name="fraud_score_within_bounds"),
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in Verdict]), name="fraud_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[origin.value for origin in Origin]), name="fraud_origin_known"
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "id"], name="fraud_screening_account"),
            models.Index(fields=["screened_at", "id"], name="fraud_screening_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id}: {self.score} {self.verdict}"
