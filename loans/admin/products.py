"""Loan products in the admin site: edited by the use cases, so that the audit trail has old and new values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from core_banking.api.staff_pages import acting_staff, sentence_of
from core_banking.kernel.errors import DomainError
from loans.admin.product_form import AMOUNTS, AMOUNTS_OR_NOTHING, LoanProductForm
from loans.admin.staff import ReadByStaff
from loans.contracts import MANAGE_LOAN_PRODUCTS, LoanType
from loans.models import LoanProduct
from loans.product_terms import product_as_written
from loans.selectors.products import card_of_loan_product
from loans.services import change_loan_product, create_loan_product

_LASTING: Final = ("code", "loan_type", "currency")
"""What loans were made under and so never changes."""
_ONLY_ON_THE_FORM: Final = {
    **AMOUNTS,
    **AMOUNTS_OR_NOTHING,
    "minimum_age": "Minimum age",
    "documents": "Documents",
    "identity_numbers": "Identity numbers",
}


def _shown(name: str, label: str) -> Callable[[Any, LoanProduct], str]:
    """Return a term as text, for who may look at products and not change them."""

    @admin.display(description=label)
    def shown(_page: Any, product: LoanProduct) -> str:
        written = product_as_written(card_of_loan_product(product))
        requirements: Any = written["requirements"]
        value = {**written, **requirements}[name]
        return ", ".join(value) if isinstance(value, list) else str(value or "-")

    return shown


@admin.register(LoanProduct)
class LoanProductAdmin(ReadByStaff[LoanProduct]):
    """Lists loan products and changes their terms. Products are taken off offer, never deleted."""

    rights = (MANAGE_LOAN_PRODUCTS,)
    form = LoanProductForm
    list_display = ("code", "name", "loan_type", "currency", "interest", "is_active")
    list_filter = ("loan_type", ("currency", admin.AllValuesFieldListFilter), "is_active")
    ordering = ("id",)
    actions = None
    fieldsets = (
        (None, {"fields": ("code", "name", "loan_type", "currency", "is_active")}),
        (
            "Limits",
            {
                "fields": (
                    ("minimum_amount", "maximum_amount"),
                    ("minimum_term", "maximum_term"),
                    "instant_approval_up_to",
                )
            },
        ),
        (
            "Interest",
            {"fields": ("annual_interest_rate", "interest_method", "interest_period", "day_count")},
        ),
        (
            "Repayments",
            {
                "fields": (
                    ("repayment_every", "repayment_unit"),
                    "amortization",
                    "installment_multiple",
                    ("grace_on_principal", "grace_on_interest", "interest_free_periods"),
                    "prepayment_effect",
                )
            },
        ),
        (
            "Fees",
            {"fields": ("origination_fee", "installment_fee", ("late_penalty", "late_penalty_after_days"))},
        ),
        (
            "Requirements",
            {
                "fields": (
                    "kyc_required",
                    "minimum_age",
                    "minimum_monthly_income",
                    "maximum_income_share",
                    "documents",
                    "identity_numbers",
                )
            },
        ),
        ("One loan", {"fields": ("overridable",)}),
    )
    locals().update({name: _shown(name, label) for name, label in _ONLY_ON_THE_FORM.items()})

    @admin.display(description="Yearly interest in percent")
    def interest(self, product: LoanProduct) -> str:
        return str(product_as_written(card_of_loan_product(product))["annual_interest_rate"])

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form, without the transaction the admin would open: the use case has its own."""
        try:
            response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as refusal:
            messages.error(request, sentence_of(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def save_model(self, request: HttpRequest, obj: LoanProduct, form: LoanProductForm, change: bool) -> None:
        actor = acting_staff(request)
        if change:
            change_loan_product(actor=actor, product_id=obj.pk, terms=form.terms())
            return
        product = create_loan_product(
            actor=actor,
            code=obj.code,
            loan_type=LoanType(obj.loan_type),
            currency=obj.currency,
            terms=form.terms(),
        )
        obj.pk = product.id

    def get_readonly_fields(self, request: HttpRequest, obj: LoanProduct | None = None) -> tuple[str, ...]:
        return _LASTING if obj is not None else ()

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return acting_staff(request).may(MANAGE_LOAN_PRODUCTS)

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return acting_staff(request).may(MANAGE_LOAN_PRODUCTS)
