"""Bodies of requests and answers about bulk transfers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core_banking.api.fields import MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from transactions.api.bulk_lines import BulkLinesField, read_lines, rows_of_csv
from transactions.api.serializers import AccountNumberField, PinField
from transactions.bulk_contracts import (
    BulkLineCard,
    BulkLineStatus,
    BulkMode,
    BulkOrder,
    BulkStatus,
    BulkTransferCard,
    LineRefusal,
)


class BulkTransferHead(StrictSerializer):
    """Where the money comes from, and what a refused line means for the others."""

    from_account_number = AccountNumberField()
    mode = serializers.ChoiceField(choices=[(mode.value, mode.value) for mode in BulkMode])
    pin = PinField()


class BulkTransferRequest(BulkTransferHead):
    """Many transfers out of one account."""

    lines = BulkLinesField()


class BulkTransferUpload(BulkTransferHead):
    """Many transfers out of one account, the lines in a CSV file."""

    file = serializers.FileField(help_text="CSV in UTF-8, with a header row that names the columns.")


def order_of(data: Any) -> tuple[BulkOrder, str | None]:
    """Return the order that a body asks for, and the PIN it came with.

    Raises `ValidationError` and `InvalidInput` for what is malformed.
    """
    if isinstance(data, Mapping) and "file" in data:
        upload = BulkTransferUpload(data=data)
        upload.is_valid(raise_exception=True)
        values = upload.validated_data
        lines = read_lines(rows_of_csv(values["file"].read()))
    else:
        request = BulkTransferRequest(data=data)
        request.is_valid(raise_exception=True)
        values = request.validated_data
        lines = values["lines"]
    order = BulkOrder(
        from_account_number=values["from_account_number"], mode=BulkMode(values["mode"]), lines=lines
    )
    return order, values.get("pin")


class LineErrorAnswer(serializers.Serializer[Any]):
    """Why a line was refused, as a single transfer would have been."""

    error = serializers.CharField()
    code = serializers.CharField()


class RefusedLineAnswer(LineErrorAnswer):
    """A line that a rehearsal would refuse."""

    line_number = serializers.IntegerField()


class BulkTransferAnswer(serializers.Serializer[Any]):
    """A bulk transfer and how far it has come. For the schema; `bulk_transfer_body` writes it."""

    id = serializers.IntegerField()
    mode = serializers.ChoiceField(choices=[(mode.value, mode.value) for mode in BulkMode])
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in BulkStatus])
    from_account_number = serializers.CharField()
    currency = serializers.CharField()
    total_count = serializers.IntegerField()
    processed_count = serializers.IntegerField()
    succeeded_count = serializers.IntegerField()
    refused_count = serializers.IntegerField()
    total_amount = MoneyField()
    succeeded_amount = MoneyField()
    fees = MoneyField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class BulkRehearsalAnswer(BulkTransferAnswer):
    """What a bulk transfer would come to: it has no number, and every line it would refuse is named."""

    id = serializers.IntegerField(allow_null=True)
    refused_lines = RefusedLineAnswer(many=True)


class BulkLineAnswer(serializers.Serializer[Any]):
    """A line and what came of it. For the schema; `bulk_line_body` writes it."""

    line_number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in BulkLineStatus])
    to_account_number = serializers.CharField()
    amount = MoneyField()
    description = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    transaction_id = serializers.CharField(allow_null=True)
    error = LineErrorAnswer(allow_null=True)


def bulk_transfer_body(card: BulkTransferCard) -> dict[str, Any]:
    """Return a bulk transfer as the API writes it; amounts as text with the currency's decimals."""
    exponent = Currency.of(card.currency).exponent
    return {
        "id": card.id,
        "mode": card.mode,
        "status": card.status,
        "from_account_number": card.from_account_number,
        "currency": card.currency,
        "total_count": card.total_count,
        "processed_count": card.processed_count,
        "succeeded_count": card.succeeded_count,
        "refused_count": card.refused_count,
        "total_amount": format_minor(card.total_minor, exponent),
        "succeeded_amount": format_minor(card.succeeded_minor, exponent),
        "fees": format_minor(card.fees_minor, exponent),
        "created_at": clock.isoformat_utc(card.created_at),
        "started_at": clock.isoformat_utc(card.started_at) if card.started_at else None,
        "finished_at": clock.isoformat_utc(card.finished_at) if card.finished_at else None,
    }


def rehearsal_body(card: BulkTransferCard) -> dict[str, Any]:
    """Return what a bulk transfer would come to, as the API writes it."""
    refused = [{"line_number": each.number, **_error_body(each)} for each in card.refusals]
    return {**bulk_transfer_body(card), "id": None, "refused_lines": refused}


def bulk_line_body(card: BulkLineCard) -> dict[str, Any]:
    """Return a line as the API writes it."""
    return {
        "line_number": card.number,
        "status": card.status,
        "to_account_number": card.to_account_number,
        "amount": format_minor(card.amount_minor, Currency.of(card.currency).exponent),
        "description": card.description,
        "reference": card.reference,
        "transaction_id": card.transaction_id,
        "error": _error_body(card.refusal) if card.refusal else None,
    }


def _error_body(refusal: LineRefusal) -> dict[str, object]:
    return {"error": refusal.error, "code": refusal.code, **refusal.details}
