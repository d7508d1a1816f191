"""What the trail is searched by: the words of each entry, and the accounts that it names.

Made from sealed entries by the worker, so that no payment waits for an index of words. All of it can be made again.
"""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """The words of one entry, in small letters and without signs, one space before each.

    PostgreSQL finds them by an index of words; SQLite looks through them.
    """

    entry = models.OneToOneField(
        "audit.AuditLog", primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    words = models.TextField()

    class Meta:
        verbose_name = "words of an audit log entry"
        default_permissions = ()

    def __str__(self) -> str:
        return f"words of entry {self.entry_id}"


class AccountMention(models.Model):
    """One entry names one account, by its number or by its row."""

    account_number = models.CharField(max_length=34)
    entry = models.ForeignKey(
        "audit.AuditLog",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        verbose_name = "account named in an audit log entry"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account_number", "entry"], name="audit_account_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_number} in entry {self.entry_id}"


class SearchHead(models.Model):
    """How far the search has come: the place in the chain of the last entry that can be found."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "head of the search in the audit log"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_one_search_head"),
        ]

    def __str__(self) -> str:
        return f"searchable up to {self.seq}"


class PatternAlert(models.Model):
    """A pattern in what a member of staff did was told to the auditors: once for each person, pattern and day."""

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = "pattern told to the auditors"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "on"], name="audit_pattern_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id} on {self.on}"
