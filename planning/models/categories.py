"""The tree of categories: the bank's, which everybody has, and each customer's own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core_banking.kernel import clock
from planning.contracts import CATEGORY_NAME_LENGTH, CategoryKind

_KIND_CHOICES = [(kind.value, kind.value) for kind in CategoryKind]


class Category(models.Model):
    """A category of the bank's default tree (no customer, a stable `key`) or of one customer (a customer, no key)."""

    customer = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.SlugField(max_length=40, blank=True, default="", db_index=False)
    kind = models.CharField(max_length=10, choices=_KIND_CHOICES)
    name = models.CharField(max_length=CATEGORY_NAME_LENGTH)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        permissions = [("plan_own_money", "Can plan with one's own money")]
        indexes = [models.Index(fields=["customer", "id"], name="planning_categories_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in CategoryKind]),
                name="planning_category_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="planning_category_name_given"),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) ^ Q(key=""), name="planning_category_of_bank_or_person"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="planning_category_key_once"),
            # Two, since a name at the top has no parent to be beside in, and SQLite calls no two nulls the same.
            models.UniqueConstraint(
                Lower("name"),
                "customer",
                "parent",
                condition=Q(customer__isnull=False, parent__isnull=False),
                name="planning_category_name_once",
            ),
            models.UniqueConstraint(
                Lower("name"),
                "customer",
                condition=Q(customer__isnull=False, parent__isnull=True),
                name="planning_category_name_once_at_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name
