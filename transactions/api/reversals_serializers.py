"""Bodies of requests and answers about reversals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.fields import MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from transactions.api.serializers import TextField, TransactionAnswer, transaction_body
from transactions.contracts import TransactionType
from transactions.reversal_contracts import (
    REVERSAL_REQUEST_CHOICES,
    ReversalLinks,
    ReversalRequestCard,
    ReversedMovement,
)


class RequiredTextField(TextField):
    """Text of one line that must be there."""

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length, **kwargs)
        self.required, self.allow_blank = True, False


class ReversalForm(StrictSerializer):
    """Why a movement is to be taken back."""

    reason = RequiredTextField(max_length=255)


class ReversalApprovalForm(StrictSerializer):
    """What the second member of staff has to say, if anything."""

    note = TextField(max_length=255)


class ReversalRejectionForm(StrictSerializer):
    """Why a movement is not taken back."""

    note = RequiredTextField(max_length=255)


class TransactionDetailAnswer(TransactionAnswer):
    """A transaction with what it has to do with reversals: what it undoes, or what undid it."""

    reverses = serializers.CharField(allow_null=True, help_text="Of a reversal: the transaction it undoes.")
    reversed_by = serializers.CharField(allow_null=True, help_text="The reversal that undid it.")
    reason = serializers.CharField(allow_null=True, help_text="Why it was reversed; for staff alone.")


class ReversalRequestAnswer(serializers.Serializer[Any]):
    """A reversal that needs two members of staff. For the schema; `reversal_request_body` writes it."""

    id = serializers.IntegerField()
    transaction_id = serializers.CharField(help_text="What is to be reversed.")
    transaction_type = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in TransactionType])
    amount = MoneyField()
    fee = MoneyField()
    currency = serializers.CharField()
    from_account_number = serializers.CharField(allow_null=True)
    to_account_number = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    status = serializers.ChoiceField(choices=REVERSAL_REQUEST_CHOICES)
    requested_by = serializers.CharField()
    requested_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    reversal_transaction_id = serializers.CharField(
        allow_null=True, help_text="The reversal that came of it."
    )


def reversal_body(made: ReversedMovement) -> dict[str, Any]:
    """Return a reversal that was just made as the API writes it."""
    links = ReversalLinks(made.reverses, None, made.reason)
    return {**transaction_body(made.reversal), **links_body(links)}


def links_body(links: ReversalLinks) -> dict[str, Any]:
    """Return what a transaction has to do with reversals as the API writes it."""
    return {"reverses": links.reverses, "reversed_by": links.reversed_by, "reason": links.reason}


def reversal_request_body(card: ReversalRequestCard) -> dict[str, Any]:
    """Return a request as the API writes it; amounts as text with the currency's decimals."""
    exponent = Currency.of(card.currency).exponent
    return {
        "id": card.id,
        "transaction_id": card.transaction_id,
        "transaction_type": card.transaction_type,
        "amount": format_minor(card.amount_minor, exponent),
        "fee": format_minor(card.fee_minor, exponent),
        "currency": card.currency,
        "from_account_number": card.from_account_number,
        "to_account_number": card.to_account_number,
        "reason": card.reason,
        "status": card.status,
        "requested_by": card.requested_by,
        "requested_at": clock.isoformat_utc(card.requested_at),
        "decided_by": card.decided_by,
        "decided_at": clock.isoformat_utc(card.decided_at) if card.decided_at else None,
        "note": card.note,
        "reversal_transaction_id": card.reversal_transaction_id,
    }
