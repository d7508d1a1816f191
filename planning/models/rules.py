"""What a customer has said about the categories of his movements: once for a movement, and as rules for later ones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from planning.contracts import MERCHANT_KEY_LENGTH, MERCHANT_LENGTH, Direction
from planning.models.categories import Category

_DIRECTION_CHOICES = [(direction.value, direction.value) for direction in Direction]


class ManualCategory(models.Model):
    """The category that a customer has given to one movement himself; the other party has one of his own."""

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    transaction = models.ForeignKey(
        "transactions.Transaction", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "transaction"], name="planning_manual_category_once"),
        ]

    def __str__(self) -> str:
        return f"movement {self.transaction_id} in category {self.category_id}"


class LearnedRule(models.Model):
    """Money that goes one way to or from a merchant belongs to a category, as the customer's corrections have taught.

    `weight` counts the corrections in a row that said so; one that says otherwise begins anew at 1.
    """

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=3, choices=_DIRECTION_CHOICES)
    merchant_key = models.CharField(max_length=MERCHANT_KEY_LENGTH)
    merchant = models.CharField(max_length=MERCHANT_LENGTH, help_text="As it was spelt when it was taught.")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "direction", "merchant_key"], name="planning_rule_of_merchant_once"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="planning_rule_weight_counts"),
            models.CheckConstraint(
                condition=Q(direction__in=[direction.value for direction in Direction]),
                name="planning_rule_direction_known",
            ),
            models.CheckConstraint(condition=~Q(merchant_key=""), name="planning_rule_names_a_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_key} {self.direction} is category {self.category_id}"
