"""Products in the admin site: edited in place, by the use cases, so that the audit trail has old and new values."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.product_form import ProductForm
from accounts.admin.product_terms import TermsShown
from accounts.contracts import MANAGE_PRODUCTS, AccountType
from accounts.models import AccountProduct
from accounts.services import change_product, create_product
from core_banking.api.staff_pages import ReadByStaff, SavesByUseCase, acting_staff

_LASTING = ("code", "account_type", "currency")
"""What accounts were opened under and so never changes."""

_TERM: Any = (
    "Term (of a fixed deposit, which needs all three)",
    {"fields": ("term_months", "early_withdrawal_penalty", "maturity_instruction")},
)


@admin.register(AccountProduct)
class ProductAdmin(TermsShown, SavesByUseCase[AccountProduct], ReadByStaff[AccountProduct]):
    """Lists products and changes their terms. Products are taken off offer, never deleted."""

    rights = (MANAGE_PRODUCTS,)
    form = ProductForm
    list_display = (
        "code",
        "name",
        "account_type",
        "currency",
        "is_active",
        "auto_activate",
        "one_per_customer",
    )
    list_filter = ("account_type", ("currency", admin.AllValuesFieldListFilter), "is_active")
    ordering = ("id",)
    actions = None
    fieldsets = (
        (None, {"fields": ("code", "name", "account_type", "currency", "is_active", "auto_activate")}),
        (
            "Terms",
            {
                "fields": (
                    "interest_rate",
                    "day_count",
                    "interest_posting",
                    "withholding_tax_rate",
                    "minimum_balance",
                    "single_transaction_limit",
                    "daily_transaction_limit",
                )
            },
        ),
        (
            "Requirements",
            {
                "fields": (
                    "kyc_required",
                    "minimum_age_years",
                    "opening_deposit",
                    "one_per_customer",
                    "required_documents",
                    "required_numbers",
                )
            },
        ),
        _TERM,
        ("Fees (empty: none)", {"fields": ("fee_withdrawal", "fee_transfer", "fee_payment")}),
    )

    def save_model(self, request: HttpRequest, obj: AccountProduct, form: ProductForm, change: bool) -> None:
        actor = acting_staff(request)
        if change:
            change_product(actor=actor, product_id=obj.pk, terms=form.terms())
            return
        product = create_product(
            actor=actor,
            code=obj.code,
            account_type=AccountType(obj.account_type),
            currency=obj.currency,
            terms=form.terms(),
        )
        obj.pk = product.id

    def get_fieldsets(self, request: HttpRequest, obj: AccountProduct | None = None) -> Any:
        sets: Any = super().get_fieldsets(request, obj)
        if obj is None or obj.account_type == AccountType.FIXED_DEPOSIT:
            return sets
        return [each for each in sets if each is not _TERM]

    def get_readonly_fields(self, request: HttpRequest, obj: AccountProduct | None = None) -> tuple[str, ...]:
        return _LASTING if obj is not None else ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return acting_staff(request).may(MANAGE_PRODUCTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return acting_staff(request).may(MANAGE_PRODUCTS)
