"""Models of the learned score, as they were trained: rows that are added and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock


class LearnedModel(models.Model):
    """A logistic regression in plain integers, with what it was trained on and how well it did on what it never saw.

    `terms` is read by `fraud.learned.LinearModel`. Which model counts, if any, is said by the rule book. The area under
    the ROC curve is in thousandths, of accounts that were held out.
    """

    version = models.BigIntegerField(primary_key=True)
    terms = models.JSONField()
    trained_at = models.DateTimeField(default=clock.now)
    trained_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    frauds = models.PositiveIntegerField()
    ordinary = models.PositiveIntegerField()
    held_out_frauds = models.PositiveIntegerField()
    held_out_ordinary = models.PositiveIntegerField()
    held_out_auc_thousandths = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "learned fraud model"
        constraints = [
            models.CheckConstraint(
                condition=Q(held_out_auc_thousandths__lte=1000), name="fraud_learned_auc_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"learned fraud model, version {self.version}"
