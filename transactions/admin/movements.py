"""Transactions in the admin: to be read, by those who may see every customer's money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin

from core_banking.api.bounded_pages import CurrencyFilter
from core_banking.api.staff_deeds import Deed, DeedsOfAPage
from core_banking.api.staff_pages import money_column
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Money
from ledger.selectors import currencies_of_the_book
from transactions.admin.staff import ReadByStaff
from transactions.contracts import LOAN_TYPES, REVERSE, TransactionStatus, TransactionType
from transactions.models import Transaction
from transactions.reversal_contracts import ReversedMovement
from transactions.services import reverse_transaction


class ReversalReasonForm(forms.Form):
    """Why a movement is taken back."""

    reason = forms.CharField(max_length=255, widget=forms.Textarea(attrs={"rows": 2}))


def _reverse(actor: Actor, movement: Transaction, given: Mapping[str, Any]) -> str:
    outcome: Any = reverse_transaction(actor=actor, key=movement.transaction_id, reason=given["reason"])
    if isinstance(outcome, ReversedMovement):
        return f"{outcome.reverses} was reversed by {outcome.reversal.transaction_id}."
    return f"Request {outcome.id} waits for a second member of staff."


def _may_be_reversed(_actor: Actor, movement: Transaction) -> bool:
    kind, is_made = movement.transaction_type, movement.status == TransactionStatus.COMPLETED.value
    return is_made and kind not in {TransactionType.REVERSAL, *LOAN_TYPES} and not hasattr(movement, "undone")


class CurrenciesOfTheBook(CurrencyFilter):
    """The currencies of the chart of accounts."""

    def currencies(self) -> list[str]:
        return currencies_of_the_book()


@admin.register(Transaction)
class TransactionAdmin(DeedsOfAPage[Transaction], ReadByStaff[Transaction]):
    """All movements, newest first, in major units; one that was wrong is taken back by a new one."""

    subject_paths = ("from_customer", "to_customer")
    deeds = (
        Deed(
            name="reverse",
            label="Take it back",
            act=_reverse,
            right=REVERSE,
            offered=_may_be_reversed,
            form=ReversalReasonForm,
            tone="bad",
            hint="By a new movement that mirrors it; above an amount another member of staff decides.",
        ),
    )
    list_display = (
        "transaction_id",
        "transaction_type",
        "status",
        "sum",
        "from_account",
        "to_account",
        "transaction_date",
    )
    list_filter = ("transaction_type", "status", CurrenciesOfTheBook, "on_behalf")
    search_fields = ("transaction_id", "from_account__account_number", "to_account__account_number")
    search_help_text = "A whole transaction id or account number."
    list_select_related = ("from_account", "to_account")
    fields = (
        "transaction_id",
        "transaction_type",
        "status",
        "amount",
        "fee",
        "currency",
        "from_account",
        "from_balance_after",
        "to_account",
        "to_balance_after",
        "from_customer",
        "to_customer",
        "description",
        "payee_name",
        "reference",
        "category",
        "initiated_by",
        "on_behalf",
        "entry_number",
        "business_date",
        "transaction_date",
        "processed_date",
        "idempotency_key",
    )

    sum = money_column("Amount", lambda row: (row.amount_minor, row.currency), ordering="amount_minor")

    @admin.display(ordering="amount_minor")
    def amount(self, transaction: Transaction) -> str:
        return _major(transaction, transaction.amount_minor)

    @admin.display(ordering="fee_minor")
    def fee(self, transaction: Transaction) -> str:
        return _major(transaction, transaction.fee_minor)

    @admin.display(description="Balance after, from account")
    def from_balance_after(self, transaction: Transaction) -> str:
        return _major_or_dash(transaction, transaction.from_balance_after_minor)

    @admin.display(description="Balance after, to account")
    def to_balance_after(self, transaction: Transaction) -> str:
        return _major_or_dash(transaction, transaction.to_balance_after_minor)

    @admin.display(description="Journal entry")
    def entry_number(self, transaction: Transaction) -> str:
        return str(transaction.journal_entry_id or "-")


def _major(transaction: Transaction, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, transaction.currency))


def _major_or_dash(transaction: Transaction, amount_minor: int | None) -> str:
    return "-" if amount_minor is None else _major(transaction, amount_minor)
