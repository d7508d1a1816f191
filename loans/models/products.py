"""What the bank lends: terms and requirements of loans, as data that staff edits."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel import clock
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.money import CURRENCY_CODES, MAX_AMOUNT_MINOR
from loans.contracts import (
    Amortization,
    InterestMethod,
    InterestPeriod,
    LoanType,
    PrepaymentEffect,
    RepaymentUnit,
)

HIGHEST_RATE_PPM = 10_000_000
"""1,000 % a year."""
LONGEST_TERM = 600
"""The most repayments a loan may have."""


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in enum]  # type: ignore[attr-defined]


def _known(field: str, enum: type) -> Q:
    return Q(**{f"{field}__in": [each.value for each in enum]})  # type: ignore[attr-defined]


def _amounts_in_range(*fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gte": 0, f"{field}__lte": MAX_AMOUNT_MINOR})
    return condition


class LoanProduct(models.Model):
    """What the bank lends, and on which terms. A loan copies its terms when it is approved, and keeps them.

    Amounts in minor units of `currency`, rates in millionths (1 % = 10,000).
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    loan_type = models.CharField(max_length=10, choices=_choices(LoanType))
    currency = models.CharField(max_length=3, choices=[(code, code) for code in CURRENCY_CODES])
    minimum_amount_minor = models.BigIntegerField()
    maximum_amount_minor = models.BigIntegerField()
    minimum_term = models.PositiveSmallIntegerField()
    maximum_term = models.PositiveSmallIntegerField()
    annual_rate_ppm = models.PositiveIntegerField()
    interest_method = models.CharField(
        max_length=20, choices=_choices(InterestMethod), default=InterestMethod.DECLINING_BALANCE.value
    )
    interest_period = models.CharField(
        max_length=20, choices=_choices(InterestPeriod), default=InterestPeriod.SAME_AS_REPAYMENT.value
    )
    amortization = models.CharField(
        max_length=20, choices=_choices(Amortization), default=Amortization.EQUAL_INSTALLMENTS.value
    )
    day_count = models.CharField(max_length=20, choices=_choices(DayCount), default=DayCount.THIRTY_360.value)
    repayment_every = models.PositiveSmallIntegerField(default=1)
    repayment_unit = models.CharField(
        max_length=6, choices=_choices(RepaymentUnit), default=RepaymentUnit.MONTHS.value
    )
    grace_on_principal = models.PositiveSmallIntegerField(default=0)
    grace_on_interest = models.PositiveSmallIntegerField(default=0)
    interest_free_periods = models.PositiveSmallIntegerField(default=0)
    installment_multiple_minor = models.BigIntegerField(null=True, blank=True)
    origination_fee_minor = models.BigIntegerField(default=0)
    installment_fee_minor = models.BigIntegerField(default=0)
    late_penalty_minor = models.BigIntegerField(
        default=0, help_text="Charged once for each repayment that is late."
    )
    late_penalty_after_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days after the due date on which the penalty is charged."
    )
    prepayment_effect = models.CharField(
        max_length=20, choices=_choices(PrepaymentEffect), default=PrepaymentEffect.SHORTEN_TERM.value
    )
    instant_approval_up_to_minor = models.BigIntegerField(
        null=True, blank=True, help_text="Approved at once up to here, where every requirement is met."
    )
    overridable = models.JSONField(
        default=list, blank=True, help_text="Names of the terms that a quote or an application may change."
    )
    # What the borrower must bring.
    kyc_required = models.BooleanField(default=True)
    minimum_age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    required_documents = models.JSONField(default=list, blank=True)
    required_numbers = models.JSONField(default=list, blank=True)
    minimum_monthly_income_minor = models.BigIntegerField(null=True, blank=True)
    maximum_income_share_ppm = models.PositiveIntegerField(
        null=True, blank=True, help_text="The most of a month's income that a month's repayments may take."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        permissions = [("manage_loan_products", "Can create and change what the bank lends")]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="loans_product_code_given"),
            models.CheckConstraint(
                condition=_known("loan_type", LoanType)
                & _known("interest_method", InterestMethod)
                & _known("interest_period", InterestPeriod)
                & _known("amortization", Amortization)
                & _known("day_count", DayCount)
                & _known("repayment_unit", RepaymentUnit)
                & _known("prepayment_effect", PrepaymentEffect),
                name="loans_product_terms_known",
            ),
            models.CheckConstraint(
                condition=_amounts_in_range(
                    "maximum_amount_minor",
                    "origination_fee_minor",
                    "installment_fee_minor",
                    "late_penalty_minor",
                )
                & Q(minimum_amount_minor__gt=0, minimum_amount_minor__lte=F("maximum_amount_minor")),
                name="loans_product_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(
                    minimum_term__gte=1, maximum_term__gte=F("minimum_term"), maximum_term__lte=LONGEST_TERM
                )
                & Q(repayment_every__gte=1, repayment_every__lte=366),
                name="loans_product_term_in_range",
            ),
            models.CheckConstraint(
                condition=Q(annual_rate_ppm__gte=0, annual_rate_ppm__lte=HIGHEST_RATE_PPM),
                name="loans_product_rate_in_range",
            ),
            models.CheckConstraint(
                condition=Q(installment_multiple_minor__isnull=True)
                | Q(installment_multiple_minor__gt=0, installment_multiple_minor__lte=MAX_AMOUNT_MINOR),
                name="loans_product_multiple_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.code
