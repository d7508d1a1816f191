"""A loan from application to its end, its schedule, and everything that ever changed what it owes.

What a loan owes is counted by its own columns under the row's lock, and again by its accounts in the ledger; both
always agree. Interest and fees may be paid before they accrue or are charged, within the repayment that comes next:
then what is outstanding of them is below zero until the day.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel import clock
from core_banking.kernel.money import MAX_AMOUNT_MINOR
from loans.contracts import LIVE_STATUSES, LoanStatus, LoanType, MovementKind
from loans.models.products import LoanProduct

_STATUS_CHOICES = [(each.value, each.value) for each in LoanStatus]
_TYPE_CHOICES = [(each.value, each.value) for each in LoanType]
_KIND_CHOICES = [(each.value, each.value) for each in MovementKind]
_REQUEST_KINDS = [(kind, kind) for kind in ("WRITE_OFF", "RESCHEDULE", "REVERSAL")]
_REQUEST_STATUSES = [(status, status) for status in ("PENDING", "APPROVED", "REJECTED")]
_HAS_RUN = [LoanStatus.ACTIVE.value, LoanStatus.CLOSED.value, LoanStatus.WRITTEN_OFF.value]


class Loan(models.Model):
    """One loan: what was asked for, what was decided, and where it stands. Amounts in minor units of `currency`."""

    reference = models.CharField(max_length=20, unique=True, help_text="LOAN and letters and digits.")
    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(LoanProduct, on_delete=models.PROTECT, related_name="+")
    loan_type = models.CharField(max_length=10, choices=_TYPE_CHOICES)
    status = models.CharField(max_length=12, choices=_STATUS_CHOICES, default=LoanStatus.PENDING.value)
    currency = models.CharField(max_length=3)
    # The application.
    amount_requested_minor = models.BigIntegerField()
    term = models.PositiveSmallIntegerField(help_text="Number of repayments.")
    overrides = models.JSONField(default=dict, blank=True, help_text="Terms that the application changed.")
    purpose = models.CharField(max_length=255, blank=True)
    monthly_income_minor = models.BigIntegerField(null=True, blank=True)
    disbursement_account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(default=clock.now, editable=False)
    applied_by = models.ForeignKey("users.User", null=True, on_delete=models.PROTECT, related_name="+")
    # The decision.
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "users.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_instantly = models.BooleanField(default=False)
    decision_reason = models.CharField(max_length=500, blank=True)
    decision_facts = models.JSONField(
        default=dict, blank=True, help_text="What the decision rested on, by name."
    )
    amount_minor = models.BigIntegerField(null=True, blank=True, help_text="The amount approved.")
    # The terms as agreed: copies of the product's, and of what may be changed, at the approval.
    annual_rate_ppm = models.PositiveIntegerField(null=True, blank=True)
    agreed_terms = models.JSONField(
        default=dict, blank=True, help_text="All terms of the schedule, as agreed."
    )
    late_penalty_minor = models.BigIntegerField(default=0)
    late_penalty_after_days = models.PositiveSmallIntegerField(default=0)
    prepayment_effect = models.CharField(max_length=20, blank=True)
    # The loan on the ledger: a sub-account each for principal, interest accrued, and fees and penalties.
    principal_account = models.OneToOneField(
        "ledger.LedgerAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interest_account = models.OneToOneField(
        "ledger.LedgerAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    charges_account = models.OneToOneField(
        "ledger.LedgerAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    disbursed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # Where it stands: totals since the disbursement; what is owed is charged less paid less written off.
    principal_disbursed_minor = models.BigIntegerField(default=0)
    principal_paid_minor = models.BigIntegerField(default=0)
    interest_accrued_minor = models.BigIntegerField(default=0)
    interest_paid_minor = models.BigIntegerField(default=0)
    fees_charged_minor = models.BigIntegerField(default=0)
    fees_paid_minor = models.BigIntegerField(default=0)
    penalties_charged_minor = models.BigIntegerField(default=0)
    penalties_paid_minor = models.BigIntegerField(default=0)
    written_off_principal_minor = models.BigIntegerField(default=0)
    written_off_interest_minor = models.BigIntegerField(default=0)
    written_off_charges_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    movement_count = models.PositiveIntegerField(default=0)
    schedule_version = models.PositiveSmallIntegerField(default=0)
    accrued_through = models.DateField(
        null=True, blank=True, help_text="The last day whose interest has accrued."
    )
    # Arrears as of the last close of business; the oldest repayment that is not wholly paid.
    arrears_since = models.DateField(null=True, blank=True)
    days_past_due = models.PositiveIntegerField(default=0)
    aged_on = models.DateField(
        null=True, blank=True, help_text="The business date on which its arrears were last looked at."
    )
    look_again_on = models.DateField(
        null=True, blank=True, help_text="When they are to be looked at next; None for the next morning."
    )

    class Meta:
        permissions = [
            ("apply_for_own_loan", "Can apply for, take and repay loans of one's own"),
            ("manage_any_loan", "Can see and decide on every customer's loan"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(status__in=[status.value for status in LIVE_STATUSES]),
                name="loans_one_live_loan_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in LoanStatus]), name="loans_status_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_requested_minor__gt=0, amount_requested_minor__lte=MAX_AMOUNT_MINOR)
                & (
                    Q(amount_minor__isnull=True)
                    | Q(amount_minor__gt=0, amount_minor__lte=F("amount_requested_minor"))
                ),
                name="loans_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("customer")),
                name="loans_nobody_decides_his_own",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=_HAS_RUN,
                    disbursed_on__isnull=False,
                    principal_account__isnull=False,
                    interest_account__isnull=False,
                    charges_account__isnull=False,
                )
                | ~Q(status__in=_HAS_RUN),
                name="loans_running_is_on_the_ledger",
            ),
            models.CheckConstraint(
                condition=Q(principal_paid_minor__gte=0, written_off_principal_minor__gte=0)
                & Q(
                    principal_disbursed_minor__gte=F("principal_paid_minor")
                    + F("written_off_principal_minor")
                ),
                name="loans_principal_never_overpaid",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="loans_by_status"),
            models.Index(
                fields=["arrears_since"],
                condition=Q(arrears_since__isnull=False),
                name="loans_in_arrears",
            ),
            models.Index(
                fields=["look_again_on", "id"],
                condition=Q(status=LoanStatus.ACTIVE.value),
                name="loans_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ScheduledInstallment(models.Model):
    """One repayment of one version of a loan's schedule; a version never changes once written."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="installments", db_index=False)
    version = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    due_date = models.DateField()
    days = models.PositiveSmallIntegerField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    interest_accrued_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    balance_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "version", "number"], name="loans_installment_once"),
            models.CheckConstraint(
                condition=Q(
                    principal_minor__gte=0,
                    interest_minor__gte=0,
                    interest_accrued_minor__gte=0,
                    fee_minor__gte=0,
                    balance_minor__gte=0,
                    due_date__gt=F("starts_on"),
                ),
                name="loans_installment_in_range",
            ),
        ]
        indexes = [models.Index(fields=["due_date", "loan"], name="loans_installment_due")]

    def __str__(self) -> str:
        return f"loan {self.loan_id}, repayment {self.number}"


class LoanMovement(models.Model):
    """One change of what a loan owes, and the entry that booked it; never changed, undone only by another one.

    The four amounts say by how much principal, interest, fees and penalties outstanding changed (a repayment's are
    negative); `amount_minor` is what changed hands.
    """

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="movements", db_index=False)
    number = models.PositiveIntegerField(help_text="Its place in the loan's life, from 1, without a gap.")
    kind = models.CharField(max_length=12, choices=_KIND_CHOICES)
    amount_minor = models.BigIntegerField()
    principal_minor = models.BigIntegerField(default=0)
    interest_minor = models.BigIntegerField(default=0)
    fees_minor = models.BigIntegerField(default=0)
    penalties_minor = models.BigIntegerField(default=0)
    installment_number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The repayment that a fee or penalty is for."
    )
    schedule_version = models.PositiveSmallIntegerField(help_text="The schedule that held before it.")
    status_before = models.CharField(max_length=12, choices=_STATUS_CHOICES, default=LoanStatus.ACTIVE.value)
    terms_before = models.JSONField(
        default=dict, blank=True, help_text="Of a reschedule: the terms that held before it."
    )
    journal_entry = models.OneToOneField(
        "ledger.JournalEntry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    transaction_id = models.CharField(max_length=20, blank=True, help_text="The customer's movement, if one.")
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    business_date = models.DateField()
    reason = models.CharField(max_length=255, blank=True)
    ordered_by = models.ForeignKey(
        "users.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        "users.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["transaction_id"], condition=~Q(transaction_id=""), name="loans_movement_transaction"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="loans_movement_number_once"),
            models.UniqueConstraint(
                fields=["loan", "kind", "installment_number"],
                condition=Q(installment_number__isnull=False, reverses__isnull=True),
                name="loans_charge_once_per_installment",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in MovementKind]), name="loans_movement_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("ordered_by")),
                name="loans_movement_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"loan {self.loan_id}, {self.kind} {self.number}"


class InterestAccrual(models.Model):
    """The interest of one loan for one day, in minor units: the row that lets a day accrue once."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="accruals", db_index=False)
    business_date = models.DateField()
    amount_minor = models.BigIntegerField(help_text="What was added; below zero where a plan was shortened.")
    journal_entry = models.ForeignKey(
        "ledger.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "business_date"], name="loans_accrual_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"loan {self.loan_id} on {self.business_date}: {self.amount_minor}"


class LoanRequest(models.Model):
    """What takes a second member of staff: a write-off, a reschedule, taking a movement back."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=_REQUEST_KINDS)
    details = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=255)
    status = models.CharField(max_length=8, choices=_REQUEST_STATUSES, default="PENDING")
    requested_by = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(
        "users.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(status="PENDING"), name="loans_one_open_request"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="loans_request_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(status="PENDING", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="PENDING") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="loans_request_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of loan {self.loan_id}, {self.status}"
