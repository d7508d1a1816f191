"""What the close of business leaves on record: the days it closed, its steps, and what it had to set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ClosingRun(models.Model):
    """The close of one business date, whoever began it and however often it was taken up again."""

    date = models.DateField(unique=True, help_text="The business date that is closed.")
    started_at = models.DateTimeField(help_text="When the business date moved on.")
    ended_at = models.DateTimeField(null=True, help_text="When the work of the evening was through.")
    finished_at = models.DateTimeField(
        null=True, help_text="When the work of the next morning was through, too."
    )

    class Meta:
        permissions = [
            ("view_closings", "Can see how the close of business went"),
            ("close_business_day", "Can close the business day and move the business date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(ended_at__isnull=False),
                name="operations_evening_before_morning",
            ),
        ]

    def __str__(self) -> str:
        return f"close of {self.date}"


class ClosingStep(models.Model):
    """How far one step of a close has come. What was done while a close was killed may be missing from `done`.

    What it set aside are rows of `ClosingFailure`, by its name.
    """

    run = models.ForeignKey(ClosingRun, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=40)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(
        default=0, help_text="Refused for now; they come up again by themselves."
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="operations_closing_step_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ClosingFailure(models.Model):
    """One item that a close could not do. It is tried again by each later run until it is resolved."""

    date = models.DateField(help_text="The business date whose close it belongs to.")
    kind = models.CharField(max_length=40, help_text="The name of the step.")
    subject_id = models.BigIntegerField(
        help_text="Of the account, order, hold or loan; 0 for the step as a whole."
    )
    sentence = models.CharField(max_length=255)
    attempts = models.PositiveIntegerField(default=1)
    first_failed_at = models.DateTimeField()
    last_failed_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "kind", "subject_id"], name="operations_closing_failure_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["date", "kind"],
                name="operations_open_failures",
                condition=Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} of {self.date}"
