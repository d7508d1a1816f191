"""Accounts in the admin site: to look at, and to activate, freeze and unfreeze by the use cases."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.contracts import MANAGE_ANY_ACCOUNT, AccountWithBalance, OpeningFunds
from accounts.models import Account
from accounts.selectors import account_with_balance
from accounts.services import activate_account, freeze_account, unfreeze_account
from accounts.terms import format_rate
from core_banking.api.bounded_pages import CurrencyFilter
from core_banking.api.staff_pages import ReadByStaff, acting_staff, badge, customer_link, sentence_of
from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import Money
from ledger.selectors import currencies_of_the_book

_TONES = {"ACTIVE": "good", "PENDING": "warn", "DORMANT": "warn", "MATURED": "warn", "FROZEN": "bad"}


class ReasonForm(ActionForm):
    """The choice of an action, with the reason that freezing needs and the cash that comes with an activation."""

    reason = forms.CharField(max_length=300, required=False, label="Reason:")
    opening_deposit = forms.CharField(max_length=40, required=False, label="Opening deposit in cash:")


class CurrenciesOfTheBook(CurrencyFilter):
    """The currencies of the chart of accounts."""

    def currencies(self) -> list[str]:
        return currencies_of_the_book()


@admin.register(Account)
class AccountAdmin(ReadByStaff[Account]):
    """All accounts, newest first; no field is edited here."""

    rights = (MANAGE_ANY_ACCOUNT,)
    list_display = ("id", "account_number", "kind", "state", "currency", "owner", "created_at")
    list_display_links = ("id", "account_number")
    list_filter = ("status", "account_type", CurrenciesOfTheBook)
    list_select_related = ("customer",)
    search_fields = ("account_number", "customer__customer_id", "customer__username_key")
    search_help_text = "A whole account number, customer id or user name."
    ordering = ("-id",)
    action_form = ReasonForm
    actions = ("activate", "freeze", "unfreeze")
    fields = (
        "account_number",
        "owner",
        "product",
        "account_type",
        "nickname",
        "currency",
        "balance",
        "minimum_balance",
        "single_transaction_limit",
        "daily_transaction_limit",
        "interest_rate",
        "status",
        "status_reason",
        "status_before_freeze",
        "ledger_code",
        "created_at",
        "activated_at",
        "closed_at",
    )

    @admin.display(description="Customer", ordering="customer")
    def owner(self, account: Account) -> SafeString | str:
        return customer_link(account.customer)

    @admin.display(description="Type", ordering="account_type")
    def kind(self, account: Account) -> str:
        return account.account_type.replace("_", " ").capitalize()

    @admin.display(description="Status", ordering="status")
    def state(self, account: Account) -> SafeString:
        return badge(account.status.lower(), _TONES.get(account.status, "neutral"))

    @admin.display(description="Minimum balance")
    def minimum_balance(self, account: Account) -> str:
        return _major(account, account.minimum_balance_minor)

    @admin.display(description="Single transaction limit")
    def single_transaction_limit(self, account: Account) -> str:
        return _major(account, account.single_limit_minor)

    @admin.display(description="Daily transaction limit")
    def daily_transaction_limit(self, account: Account) -> str:
        return _major(account, account.daily_limit_minor)

    @admin.display(description="Yearly interest in percent")
    def interest_rate(self, account: Account) -> str:
        return format_rate(account.annual_rate_ppm)

    @admin.display(description="Code in the ledger")
    def ledger_code(self, account: Account) -> str:
        return account.ledger_account.code

    @admin.display(description="Balance (available)")
    def balance(self, account: Account) -> str:
        facts = account_with_balance(account.pk).balance
        balance = _major(account, facts.balance_minor)
        return f"{balance} ({_major(account, facts.available_minor)}) {account.currency}"

    @admin.action(description="Activate and number", permissions=["manage"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        actor = acting_staff(request)
        cash = request.POST.get("opening_deposit", "").strip()
        funds = OpeningFunds(amount=cash) if cash else None
        self._do(request, queryset, lambda pk: activate_account(actor=actor, account_id=pk, funds=funds))

    @admin.action(description="Freeze", permissions=["manage"])
    def freeze(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        actor, reason = acting_staff(request), request.POST.get("reason", "")
        self._do(request, queryset, lambda pk: freeze_account(actor=actor, account_id=pk, reason=reason))

    @admin.action(description="Unfreeze", permissions=["manage"])
    def unfreeze(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        actor, reason = acting_staff(request), request.POST.get("reason", "")
        self._do(request, queryset, lambda pk: unfreeze_account(actor=actor, account_id=pk, reason=reason))

    def _do(
        self, request: HttpRequest, accounts: QuerySet[Account], act: Callable[[int], AccountWithBalance]
    ) -> None:
        """Act on each account by itself: one refusal does not undo the others."""
        for account_id in accounts.order_by("id").values_list("pk", flat=True):
            try:
                card = act(account_id).card
            except DomainError as refusal:
                messages.error(request, f"Account {account_id}: {sentence_of(refusal)}")
            else:
                messages.success(request, f"{card.account_number} is now {card.status}.")

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return acting_staff(request).may(MANAGE_ANY_ACCOUNT)


def _major(account: Account, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, account.currency))
