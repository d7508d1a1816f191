"""What of a person's plans goes when he is erased: what he wrote for himself. Amounts and dates stay."""

from __future__ import annotations

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from core_banking.kernel.db import within_use_case
from planning.models import CashExpense, Category, LearnedRule


@within_use_case
def forget_planner(*, user_id: int, email: str) -> None:
    """Overwrite a person's names of categories and notes of expenses, and delete the rules that name his merchants."""
    CashExpense.objects.filter(customer_id=user_id).update(description="")
    # Each its own, since no two categories beside each other have the same name.
    Category.objects.filter(customer_id=user_id).update(
        name=Concat(Value("erased "), Cast(F("pk"), CharField())), is_active=False
    )
    LearnedRule.objects.filter(customer_id=user_id).delete()
