"""Identity, documents and decisions. What identifies a person is encrypted; rows are never deleted."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from core_banking.kernel import clock
from kyc.document_types import DocumentType
from kyc.sealing import DATA_KEY_KINDS

BLIND_INDEX_BYTES = 32
_STATUSES = [("PENDING", "pending"), ("APPROVED", "approved"), ("REJECTED", "rejected")]


class KeptForEver(Exception):
    """Something tried to delete a row of KYC: the law has the bank keep them."""


_Row = TypeVar("_Row", bound=models.Model)


class _KeptRows(models.QuerySet[_Row]):
    """A set of rows that cannot be deleted through it."""

    def delete(self) -> NoReturn:
        """Raise `KeptForEver`."""
        raise KeptForEver(self.model._meta.label)


class KeptModel(models.Model):
    """A row that is never deleted."""

    objects = _KeptRows.as_manager()

    class Meta:
        abstract = True

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:
        """Raise `KeptForEver`."""
        raise KeptForEver(self._meta.label)


class IdentityRecord(KeptModel):
    """Who a customer is. The texts are encrypted for this row and column under the customer's own
    key; a blind index finds equal numbers.

    `submitted_at` is when the customer last asked to be approved: the review queue is ordered by it.
    """

    user = models.OneToOneField("users.User", primary_key=True, on_delete=models.PROTECT, related_name="+")
    ssn = models.TextField()
    aadhaar_number = models.TextField(blank=True, default="")
    pan_number = models.TextField(blank=True, default="")
    date_of_birth = models.TextField()
    address = models.TextField()
    ssn_index = models.BinaryField(max_length=BLIND_INDEX_BYTES, unique=True)
    aadhaar_index = models.BinaryField(max_length=BLIND_INDEX_BYTES, unique=True, null=True)
    pan_index = models.BinaryField(max_length=BLIND_INDEX_BYTES, unique=True, null=True)
    submitted_at = models.DateTimeField(default=clock.now)
    index_key_id = models.CharField(max_length=16, default="", editable=False)
    """Which key of BLIND_INDEX_KEYS made the blind indexes; empty in rows from before keys were named."""
    registered_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The member of staff who registered the customer on his behalf, if one did."""
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        permissions = [
            ("review_kyc", "Can approve and reject customers"),
            ("submit_own_kyc", "Can hand in own documents and ask for review"),
        ]
        constraints = [
            *[
                models.CheckConstraint(
                    condition=Exact(Length(f"{number}_index"), BLIND_INDEX_BYTES),
                    name=f"kyc_{number}_index_whole",
                )
                for number in ("ssn", "aadhaar", "pan")
            ],
            models.CheckConstraint(
                condition=models.Q(aadhaar_number="", aadhaar_index__isnull=True)
                | (~models.Q(aadhaar_number="") & models.Q(aadhaar_index__isnull=False)),
                name="kyc_aadhaar_number_with_index",
            ),
            models.CheckConstraint(
                condition=models.Q(pan_number="", pan_index__isnull=True)
                | (~models.Q(pan_number="") & models.Q(pan_index__isnull=False)),
                name="kyc_pan_number_with_index",
            ),
        ]
        indexes = [models.Index(fields=["submitted_at", "user"], name="kyc_identity_queue")]
        verbose_name = "customer's identity"
        verbose_name_plural = "customers' identities"

    def __str__(self) -> str:
        return f"identity of person {self.user_id}"


class DataKey(KeptModel):
    """A customer's own key, wrapped under a key of the settings that `key_id` names.

    Once it is destroyed (`wrapped` null) nobody can read what was encrypted under it, and the row stays as it is.
    """

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in DATA_KEY_KINDS])
    wrapped = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=clock.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="kyc_data_key_once"),
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="kyc_data_key_destroyed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key of person {self.user_id}"


class Erasure(KeptModel):
    """That a former customer is to be made unreadable: asked for by one member of staff, done by another."""

    user = models.OneToOneField("users.User", primary_key=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    requested_by = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="kyc_erasure_has_reason"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("requested_by")),
                name="kyc_erasure_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="kyc_erasure_done_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of person {self.user_id}"


class KycDocument(KeptModel):
    """A document a customer handed in; `content` and `file_name` are encrypted for this very document.

    `content_digest` is the keyed digest of the plain content: it tells a repeated upload without telling
    whoever holds the database which known file it is.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    document_type = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in DocumentType]
    )
    file_name = models.TextField()
    content_type = models.CharField(max_length=32)
    size_bytes = models.PositiveIntegerField()
    content_digest = models.BinaryField(max_length=BLIND_INDEX_BYTES)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document_type__in=[kind.value for kind in DocumentType]),
                name="kyc_document_type_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_type} of person {self.user_id}"


class KycDecision(KeptModel):
    """One step of a customer's review: handed in (PENDING), approved, or rejected with a reason."""

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=_STATUSES)
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Who took the step: the reviewer, the customer himself, or staff on his behalf; null for the bank itself."""
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="REJECTED") | ~models.Q(reason=""), name="kyc_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status for status, _ in _STATUSES]),
                name="kyc_decision_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} of person {self.user_id} at {self.decided_at:%Y-%m-%d %H:%M}"
