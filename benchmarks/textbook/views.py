"""The transfer: one view, one transaction, everything through the ORM."""

from __future__ import annotations

import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any, NoReturn

from django.db import transaction
from django.utils import timezone
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.population import FEE_MINOR
from benchmarks.textbook.models import Account, AuditLog, IdempotencyKey, JournalEntry, JournalLine, Transfer
from benchmarks.textbook.serializers import TransferSerializer

FEE = Decimal(FEE_MINOR) / 100


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
        locked = Account.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        by_id = {account.pk: account for account in locked}
        sender, receiver = by_id[ids[0]], by_id[ids[1]]
        amount: Decimal = data["amount"]
        _check(sender, receiver, amount)
        sender.balance -= amount + FEE
        sender.save(update_fields=["balance", "spent_on", "spent_today"])
        receiver.balance += amount
        receiver.save(update_fields=["balance"])
        transfer = Transfer.objects.create(
            reference=str(uuid.uuid4()),
            fee=FEE,
            initiated_by=request.user,
            entry=_book(sender, receiver, amount, data.get("description", "")),
            **data,
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


def _check(sender: Account, receiver: Account, amount: Decimal) -> None:
    """Check state, limits and funds of the locked accounts, and count the amount against the day's limit."""
    today = timezone.localdate()
    if sender.spent_on != today:
        sender.spent_on, sender.spent_today = today, Decimal(0)
    sender.spent_today += amount
    if not (sender.is_active and receiver.is_active):
        _refuse("An account is not active.")
    if amount > sender.single_limit or sender.spent_today > sender.daily_limit:
        _refuse("The limit is exceeded.")
    if amount + FEE > sender.balance:
        _refuse("Insufficient funds.")


def _refuse(sentence: str) -> NoReturn:
    raise serializers.ValidationError(sentence)


def _book(sender: Account, receiver: Account, amount: Decimal, description: str) -> JournalEntry:
    entry = JournalEntry.objects.create(description=description)
    before_fee = sender.balance + FEE
    JournalLine.objects.bulk_create(
        [
            JournalLine(entry=entry, account=sender, amount=amount, balance_after=before_fee),
            JournalLine(entry=entry, account=receiver, amount=-amount, balance_after=receiver.balance),
            JournalLine(entry=entry, account=sender, amount=FEE, balance_after=sender.balance),
            JournalLine(entry=entry, bank_account="fee income", amount=-FEE),
        ]
    )
    return entry


def _replay(known: IdempotencyKey, request_hash: str) -> Response:
    if known.request_hash != request_hash:
        return Response({"detail": "The key was used for another request."}, status=422)
    return Response(known.response, status=status.HTTP_201_CREATED)
