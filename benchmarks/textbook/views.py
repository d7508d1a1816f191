"""The transfer: one view, one transaction, everything through the ORM."""

from __future__ import annotations

import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.textbook.models import (
    Account,
    AuditLog,
    IdempotencyKey,
    JournalEntry,
    JournalLine,
    Profile,
    Transfer,
)
from benchmarks.textbook.serializers import TransferSerializer


class TransferView(generics.CreateAPIView[Transfer]):
    """Transfers money between two accounts."""

    serializer_class = TransferSerializer

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the transfer once for each `Idempotency-Key`."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        request_hash = hashlib.sha256(json.dumps(request.data, sort_keys=True).encode()).hexdigest()
        with transaction.atomic():
            known = IdempotencyKey.objects.filter(user=request.user, key=key).first()
            if known is not None:
                return _replay(known, request_hash)
            transfer = self._move_money(request, serializer.validated_data)
            answer = json.loads(json.dumps(self.get_serializer(transfer).data, default=str))
            IdempotencyKey.objects.create(
                user=request.user, key=key, request_hash=request_hash, response=answer
            )
        return Response(answer, status=status.HTTP_201_CREATED)

    def _move_money(self, request: Request, data: dict[str, Any]) -> Transfer:
        ids = [data["from_account"].pk, data["to_account"].pk]
        accounts = Account.objects.select_related("product").select_for_update(of=("self",))
        by_id = {account.pk: account for account in accounts.filter(pk__in=ids).order_by("pk")}
        sender, receiver = by_id[ids[0]], by_id[ids[1]]
        amount: Decimal = data["amount"]
        fee = sender.product.transfer_fee
        _check(sender, receiver, amount, fee)
        sender.balance -= amount + fee
        sender.save(update_fields=["balance"])
        receiver.balance += amount
        receiver.save(update_fields=["balance"])
        entry = _book(sender, receiver, amount, fee, data.get("description", ""))
        transfer = Transfer.objects.create(
            reference=str(uuid.uuid4()), fee=fee, initiated_by=request.user, entry=entry, **data
        )
        AuditLog.objects.create(
            user=request.user,
            action="CREATE",
            target_model="Transfer",
            target_id=transfer.reference,
            details={"amount": str(amount), "from": sender.number, "to": receiver.number},
            ip_address=request.META.get("REMOTE_ADDR"),
            user_agent=request.headers.get("User-Agent", ""),
        )
        return transfer


def _check(sender: Account, receiver: Account, amount: Decimal, fee: Decimal) -> None:
    """Check standing, limits and funds; the rows of both accounts are locked."""
    if Profile.objects.get(user=sender.owner_id).kyc_status != "APPROVED":
        _refuse("The customer is not verified.")
    if not (sender.is_active and receiver.is_active):
        _refuse("An account is not active.")
    today = Transfer.objects.filter(from_account=sender, created_at__date=timezone.localdate())
    spent = today.aggregate(total=Sum("amount", default=Decimal(0)))["total"]
    if amount > sender.single_limit or spent + amount > sender.daily_limit:
        _refuse("The limit is exceeded.")
    if amount + fee > sender.balance:
        _refuse("Insufficient funds.")


def _refuse(sentence: str) -> NoReturn:
    raise serializers.ValidationError(sentence)


def _book(
    sender: Account, receiver: Account, amount: Decimal, fee: Decimal, description: str
) -> JournalEntry:
    entry = JournalEntry.objects.create(description=description)
    before_fee = sender.balance + fee
    JournalLine.objects.bulk_create(
        [
            JournalLine(entry=entry, account=sender, amount=amount, balance_after=before_fee),
            JournalLine(entry=entry, account=receiver, amount=-amount, balance_after=receiver.balance),
            JournalLine(entry=entry, account=sender, amount=fee, balance_after=sender.balance),
            JournalLine(entry=entry, bank_account="fee income", amount=-fee),
        ]
    )
    return entry


def _replay(known: IdempotencyKey, request_hash: str) -> Response:
    if known.request_hash != request_hash:
        return Response({"detail": "The key was used for another request."}, status=422)
    return Response(known.response, status=status.HTTP_201_CREATED)
