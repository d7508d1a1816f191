"""The base of the bank's serializers: what must never be set from outside is refused by name."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

SENSITIVE_FIELD_NAMES: Final = frozenset(
    {
        "ssn",
        "address",
        "aadhaar_number",
        "pan_number",
        "date_of_birth",
        "customer_id",
        "kyc_status",
        "risk_profile",
        "is_account_verified",
        "two_factor_enabled",
        "role",
        "roles",
        "groups",
        "permissions",
        "user_permissions",
        "is_active",
        "is_staff",
        "is_superuser",
        "token_version",
        "password",
        "pin",
        "balance",
        "balance_minor",
        "available_balance",
        "ledger_account",
        "fee",
    }
)
"""Members that an unsuspecting client might believe it can set; a serializer takes them only if it says so."""


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses sensitive members that the serializer does not take, by name; other unknown members are ignored.

    `sensitive_fields` adds names of a serializer's own; `harmless_fields` lets some pass unread. A number where
    text belongs is refused too, instead of being turned into text, except in `numbers_as_text`.
    """

    sensitive_fields: ClassVar[frozenset[str]] = frozenset()
    harmless_fields: ClassVar[frozenset[str]] = frozenset()
    numbers_as_text: ClassVar[frozenset[str]] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values. Raises one `ValidationError` with every wrong field of the body."""
        refused = {**self._numbers_for_text(data), **self._refused_members(data)}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not refused or not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**error.detail, **refused}) from None
        if refused:
            raise serializers.ValidationError(refused)
        return values

    def get_fields(self) -> dict[str, Any]:
        """Return this serializer's own fields."""
        return {name: _copy_of(field) for name, field in self._declared_fields.items()}

    def _numbers_for_text(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        return {
            name: [ErrorDetail("Not a valid string.", code="invalid")]
            for name, value in data.items()
            if isinstance(value, int)
            and name not in self.numbers_as_text
            and isinstance(self.fields.get(name), serializers.CharField)
        }

    def _refused_members(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        named = (SENSITIVE_FIELD_NAMES | self.sensitive_fields) - self.harmless_fields
        return {
            name: [ErrorDetail("This field cannot be set here.", code="not_settable")]
            for name in data
            if name in named and not self._takes(name)
        }

    def _takes(self, name: str) -> bool:
        field = self.fields.get(name)
        return field is not None and not field.read_only


def _copy_of(field: serializers.Field[Any, Any, Any, Any]) -> serializers.Field[Any, Any, Any, Any]:
    """Return a field for one serializer: what it is bound to is its own, all else it shares with the original.

    REST framework makes each field anew from its arguments instead, which takes longer than checking a whole
    transfer does. A field that has fields of its own is their parent, so that one is still made anew.
    """
    if (
        isinstance(field, serializers.BaseSerializer)
        or hasattr(field, "child")
        or hasattr(field, "child_relation")
    ):
        return copy.deepcopy(field)
    copied = object.__new__(type(field))
    copied.__dict__.update(field.__dict__)
    return copied
