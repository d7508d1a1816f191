"""A customer's payees: whom he has saved, and what has gone to whom while it mattered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel.money import MAX_AMOUNT_MINOR


def _limit_in_range(field: str) -> Q:
    in_range = Q(**{f"{field}__gt": 0, f"{field}__lte": MAX_AMOUNT_MINOR})
    return Q(**{f"{field}__isnull": True}) | in_range


class Beneficiary(models.Model):
    """How a customer stands with somebody else's account: saved as his payee, paid by him, or both.

    One row for both, since every payment reads it. `saved_at` is empty for an account that was only paid, or was
    removed. Amounts in minor units of the account's currency; `version` counts the changes, so that a payment sees
    whether what it was decided on still holds. Whoever changes a row holds the owner's money row.
    """

    owner = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    version = models.BigIntegerField(default=1)
    nickname = models.CharField(max_length=60, blank=True)
    holder_name = models.CharField(
        max_length=200, blank=True, help_text="Masked, as the customer was shown it when he saved the payee."
    )
    saved_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    payment_limit_minor = models.BigIntegerField(null=True)
    daily_limit_minor = models.BigIntegerField(null=True)
    first_paid_at = models.DateTimeField(
        null=True, help_text="The first payment while a new payee's limit held."
    )
    paid_while_new_minor = models.BigIntegerField(default=0)
    paid_on = models.DateField(
        null=True, help_text="The business date of the sum, kept while there is a daily limit."
    )
    paid_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "beneficiaries"
        indexes = [models.Index(fields=["account"], name="transactions_payee_account")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "account"], name="transactions_one_row_per_payee"),
            models.CheckConstraint(
                condition=Q(saved_at__isnull=False)
                | Q(
                    confirmed_at__isnull=True,
                    payment_limit_minor__isnull=True,
                    daily_limit_minor__isnull=True,
                ),
                name="transactions_payee_terms_while_saved",
            ),
            models.CheckConstraint(
                condition=_limit_in_range("payment_limit_minor") & _limit_in_range("daily_limit_minor"),
                name="transactions_payee_limits_in_range",
            ),
            models.CheckConstraint(
                condition=Q(paid_while_new_minor__gte=0, paid_minor__gte=0),
                name="transactions_payee_sums_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.nickname or f"account {self.account_id}"
