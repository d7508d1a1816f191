"""The tables that belong to no banking noun: idempotency keys, throttle counters, the business date, keys' canaries."""

from __future__ import annotations

from django.db import models

from core_banking.kernel import clock


class IdempotencyRecord(models.Model):
    """The first answer to a request that carried an `Idempotency-Key`, stored in that request's transaction.

    `fingerprint` is a keyed digest of method, route and canonical body; `answer` is the body that was sent,
    encrypted. A success or a final refusal is stored; nothing else is.
    """

    principal_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    http_status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["principal_id", "key"], name="kernel_idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="kernel_idempotency_created")]

    def __str__(self) -> str:
        return f"{self.principal_id}/{self.key}"


class ThrottleWindow(models.Model):
    """How often something happened in one fixed window: `scope` and a digest of who, never the address itself."""

    scope = models.CharField(max_length=40)
    subject_digest = models.BinaryField(max_length=32)
    window_start = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "subject_digest", "window_start"], name="kernel_throttle_window_once"
            ),
        ]
        indexes = [models.Index(fields=["window_start"], name="kernel_throttle_window_start")]

    def __str__(self) -> str:
        return f"{self.scope} from {self.window_start:%H:%M}: {self.hits}"


class BusinessDay(models.Model):
    """The bank's business date, in one row: what is posted to customers' accounts is dated so, or later.

    There is no row before the first close of business; until then the date is the clock's. Up to `closed_through` the
    book takes no entry at all.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    date = models.DateField()
    closed_through = models.DateField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="kernel_one_business_day"),
            models.CheckConstraint(
                condition=models.Q(date__gt=models.F("closed_through")), name="kernel_business_day_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}, closed through {self.closed_through}"


class KeyCanary(models.Model):
    """That a key of the settings made something in this database: its public name, and a proof only it can repeat.

    From `retired_at` on nothing stored needs the key.
    """

    setting = models.CharField(max_length=40)
    key_id = models.CharField(max_length=16)
    proof = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "key canaries"
        constraints = [
            models.UniqueConstraint(fields=["setting", "key_id"], name="kernel_key_canary_once"),
        ]

    def __str__(self) -> str:
        return f"{self.setting} {self.key_id}"
