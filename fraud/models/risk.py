"""How much care the bank takes with a customer, and why, as it was found each time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from users.contracts import RiskProfile

_PROFILES = [(profile.value, profile.value) for profile in RiskProfile]


class RiskAssessment(models.Model):
    """One finding about a customer, append-only; the newest holds.

    `due_at` is when a reason fades, so that the customer is looked at again; nothing if none does.
    """

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    risk_profile = models.CharField(max_length=6, choices=_PROFILES)
    previous_profile = models.CharField(max_length=6, choices=_PROFILES)
    reasons = models.JSONField(default=list)
    assessed_at = models.DateTimeField(default=clock.now)
    assessed_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "risk assessment"
        constraints = [
            models.CheckConstraint(
                condition=Q(risk_profile__in=[profile.value for profile in RiskProfile])
                & Q(previous_profile__in=[profile.value for profile in RiskProfile]),
                name="fraud_assessed_profile_known",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "id"], name="fraud_risk_of_person"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="fraud_risk_due"),
        ]

    def __str__(self) -> str:
        return f"{self.risk_profile} for person {self.user_id}"
