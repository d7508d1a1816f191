"""The body of a transfer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from benchmarks.textbook.models import Account, Transfer


class TransferSerializer(serializers.ModelSerializer[Transfer]):
    """A transfer by account numbers; the accounts are looked up by the fields themselves."""

    from_account = serializers.SlugRelatedField(slug_field="number", queryset=Account.objects.all())
    to_account = serializers.SlugRelatedField(slug_field="number", queryset=Account.objects.all())
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal("0.01"))

    class Meta:
        model = Transfer
        fields = (
            "id",
            "reference",
            "from_account",
            "to_account",
            "amount",
            "fee",
            "description",
            "status",
            "created_at",
        )
        read_only_fields = ("id", "reference", "fee", "status", "created_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a transfer of an account to itself, and one from somebody else's account."""
        if attrs["from_account"] == attrs["to_account"]:
            raise serializers.ValidationError("The accounts must differ.")
        if attrs["from_account"].owner_id != self.context["request"].user.pk:
            raise serializers.ValidationError({"from_account": "This is not your account."})
        return attrs
