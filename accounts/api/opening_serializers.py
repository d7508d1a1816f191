"""The shapes of eligibility, opening deposits and activation in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.contracts import OpeningFunds
from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer


class OpeningFundsSerializer(StrictSerializer):
    """The first money of an account."""

    opening_deposit = AmountField(required=False, help_text="The first money; by staff alone it may be cash.")
    funding_account_number = serializers.CharField(
        max_length=12, required=False, help_text="The customer's account that pays the opening deposit."
    )

    def to_funds(self, *, pin_proven: bool = False) -> OpeningFunds | None:
        """Return the validated money as the use case takes it, or None if there is none."""
        given: Mapping[str, Any] = self.validated_data
        amount, number = given.get("opening_deposit"), given.get("funding_account_number")
        if amount is None and number is None:
            return None
        return OpeningFunds(
            amount=amount, from_account_number=number.upper() if number else None, pin_proven=pin_proven
        )


class ActivationSerializer(OpeningFundsSerializer):
    """What comes with the activation of an account whose product asks for an opening deposit."""


class EligibilityQuery(serializers.Serializer[Any]):
    """For whom staff asks; a customer asks for himself."""

    customer_id = serializers.CharField(
        max_length=20, required=False, help_text="By staff: the number or the `CUST…` identifier."
    )


class EligibilitySerializer(serializers.Serializer[Any]):
    """Whether a customer may apply for a product; requirements under the names they have on the product."""

    eligible = serializers.BooleanField()
    unmet = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is missing, with a sentence for each thing.",
    )
    met = serializers.ListField(child=serializers.CharField())
    opening_deposit = MoneyField(
        source="product.opening_deposit_minor",
        currency_source="product.currency",
        help_text="What must be paid in when the account is opened.",
    )
