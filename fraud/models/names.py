"""Lists of names that the bank may not serve, people who are like them, and what staff found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel import clock
from fraud.name_contracts import NameDecision, NameMatchStatus, NameSubject


class NameList(models.Model):
    """One loading of a list. The newest one of a name is in force; the ones before stay as they were."""

    name = models.CharField(max_length=60)
    file_format = models.CharField(max_length=20)
    file_digest = models.CharField(max_length=64, help_text="SHA-256 of the file, in hexadecimal digits.")
    entry_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)
    screened_through = models.BigIntegerField(
        default=0, help_text="The last person compared with it; people who come later are compared at once."
    )
    screened_at = models.DateTimeField(null=True, help_text="When everybody had been compared with it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(replaced_at__isnull=True), name="fraud_name_list_in_force_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.entry_count} entries)"


class ListedName(models.Model):
    """An entry of a list, with every spelling of its name."""

    name_list = models.ForeignKey(NameList, on_delete=models.PROTECT, related_name="entries")
    entry_id = models.CharField(max_length=120)
    schema = models.CharField(max_length=40)
    names = models.JSONField()
    birth_date = models.CharField(max_length=60, blank=True, default="")
    countries = models.CharField(max_length=120, blank=True, default="")
    programme = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_list", "entry_id"], name="fraud_listed_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.names[0]}"


class NameMatch(models.Model):
    """A customer, or the name of a payee, that is like a listed one; decided by two members of staff.

    One that was cleared stays cleared for that entry of that list, as long as the entry's names stay as they were
    (`entry_digest`); a changed entry makes a new match.
    """

    subject_kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in NameSubject])
    subject = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject_name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, help_text="The name as it is compared.")
    list_name = models.CharField(max_length=60)
    entry_id = models.CharField(max_length=120)
    entry_digest = models.CharField(max_length=64)
    listed = models.ForeignKey(ListedName, on_delete=models.PROTECT, related_name="+", db_index=False)
    likeness = models.PositiveSmallIntegerField()
    explanation = models.JSONField()
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in NameMatchStatus],
        default=NameMatchStatus.OPEN.value,
    )
    found_at = models.DateTimeField(default=clock.now)
    proposal = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[(decision.value, decision.value) for decision in NameDecision],
    )
    proposal_note = models.CharField(max_length=1000, blank=True, default="")
    proposed_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=1000, blank=True, default="")
    decided_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "match with a listed name"
        verbose_name_plural = "matches with listed names"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "name_key", "list_name", "entry_id", "entry_digest"],
                condition=Q(subject__isnull=False),
                name="fraud_customer_match_once",
            ),
            models.UniqueConstraint(
                fields=["name_key", "list_name", "entry_id", "entry_digest"],
                condition=Q(subject__isnull=True),
                name="fraud_payee_match_once",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="CUSTOMER", subject__isnull=False)
                | Q(subject_kind="PAYEE", subject__isnull=True),
                name="fraud_name_match_subject",
            ),
            models.CheckConstraint(condition=Q(likeness__lte=100), name="fraud_name_match_likeness_bounds"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="fraud_name_match_four_eyes",
            ),
            models.CheckConstraint(
                condition=(
                    Q(subject__isnull=True) | Q(proposed_by__isnull=True) | ~Q(proposed_by=F("subject"))
                )
                & (Q(subject__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("subject"))),
                name="fraud_name_match_not_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["CLEARED", "CONFIRMED"], decided_at__isnull=False, decided_by__isnull=False
                )
                | Q(status__in=["OPEN", "PROPOSED"], decided_at__isnull=True, decided_by__isnull=True),
                name="fraud_name_match_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="fraud_name_match_queue"),
            models.Index(fields=["subject", "id"], name="fraud_name_match_subject"),
            models.Index(fields=["name_key", "id"], name="fraud_name_match_name"),
            models.Index(fields=["entry_id"], name="fraud_name_match_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} like {self.entry_id} ({self.likeness})"
