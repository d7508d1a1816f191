"""The tables of the sealed chain: a seal for each row of the trail, the chain's head, and its checkpoints."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditSeal(models.Model):
    """The seal of one row of the audit trail: its place in the one chain, and the keyed digest that holds it there.

    `mac` is made of the seal before, the place and all columns of the row, under a key of AUDIT_KEYS; `digest` is the
    plain SHA-256 of the row's encoding, which a checkpoint's tree is made of and which tells a changed row from a
    changed seal. Rows are only ever added.
    """

    seq = models.BigIntegerField(primary_key=True, help_text="Its place in the chain, from 1, without a gap.")
    # Without a constraint of the database: that would say of a row that is gone only that it cannot be.
    audit_log = models.OneToOneField(
        "audit.AuditLog", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    digest = models.BinaryField()
    mac = models.BinaryField()
    key_id = models.CharField(max_length=16, help_text="Which key of AUDIT_KEYS made the seal.")

    class Meta:
        verbose_name = "seal of an audit log entry"
        default_permissions = ()

    def __str__(self) -> str:
        return f"seal {self.seq}"


class ChainHead(models.Model):
    """The end of the chain: one row, which whoever seals holds locked.

    `xid` and `audit_log_id` say which row was sealed last, in the order in which rows are sealed. `after_id` is zero
    until the database was restored into another cluster, whose transactions are counted anew: rows up to it are sealed.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    mac = models.BinaryField()
    xid = models.BigIntegerField(default=0)
    audit_log_id = models.BigIntegerField(default=0)
    after_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "head of the audit chain"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_chain_has_one_head")]

    def __str__(self) -> str:
        return f"head at {self.seq}"


class AuditCheckpoint(models.Model):
    """A signed statement of where the chain stood: kept here, and in a file outside the database.

    It covers the seals after the checkpoint before it: `root` is the root of their hash tree, `previous` the digest of
    that checkpoint, so that none can be left out. Rows are only ever added.
    """

    number = models.BigIntegerField(primary_key=True, help_text="From 1, without a gap.")
    seq = models.BigIntegerField(unique=True, help_text="The last seal it covers.")
    mac = models.BinaryField(help_text="The digest of that seal.")
    count = models.PositiveIntegerField(help_text="How many seals it covers.")
    root = models.BinaryField()
    previous = models.BinaryField()
    made_at = models.DateTimeField()
    key_id = models.CharField(max_length=16, help_text="Which key of AUDIT_CHECKPOINT_KEYS has signed.")
    signature = models.BinaryField()

    class Meta:
        verbose_name = "checkpoint of the audit chain"
        default_permissions = ()

    def __str__(self) -> str:
        return f"checkpoint {self.number} at {self.seq}"
