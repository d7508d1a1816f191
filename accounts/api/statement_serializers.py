"""The shapes of statements in the API: pages of one, and the checks of somebody's copy."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from accounts.api.fields import BusinessDateField
from accounts.statements.formats import StatementFormat
from accounts.statements.verification import REASONS
from core_banking.api.fields import MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.money import Money

_LONGEST_SIGNATURE: Final = 2_400


class StatementQuery(serializers.Serializer[Any]):
    """The business dates of a statement, both inclusive, and its format."""

    to = BusinessDateField(required=False, help_text="The last day; today if left out.")
    format = serializers.ChoiceField(
        choices=[each.value for each in StatementFormat],
        required=False,
        default="json",
        help_text="`json` comes in pages; all others are files: `csv`, `pdf`, `camt053` (ISO 20022), `ofx`.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        first_day = BusinessDateField(
            required=False, help_text="The first day; that of the opening if left out."
        )
        return {"from": first_day, **super().get_fields()}


class StatementLineSerializer(serializers.Serializer[Any]):
    """One line: exactly one of `debit` and `credit` is set; `amount` is signed, negative for a debit."""

    date = serializers.DateField(source="business_date")
    value_date = serializers.DateField()
    posted_at = serializers.DateTimeField()
    type = serializers.CharField(source="kind")
    description = serializers.CharField(allow_blank=True)
    reference = serializers.CharField()
    transaction_id = serializers.SerializerMethodField()
    debit = serializers.SerializerMethodField()
    credit = serializers.SerializerMethodField()
    amount = MoneyField(source="change_minor")
    running_balance = MoneyField(source="balance_after_minor")

    def get_transaction_id(self, line: Any) -> str | None:
        """Return the transaction's identifier; null for an entry that no transaction made."""
        return line.reference if line.reference.startswith("TXN") else None

    def get_debit(self, line: Any) -> str | None:
        """Return what left the account; null on a credit."""
        return self._amount(-line.change_minor)

    def get_credit(self, line: Any) -> str | None:
        """Return what came in; null on a debit."""
        return self._amount(line.change_minor)

    def _amount(self, amount_minor: int) -> str | None:
        return str(Money.of_minor(amount_minor, self.context["currency"])) if amount_minor > 0 else None


class StatementSerializer(serializers.Serializer[Any]):
    """A statement: opening balance + credits - debits = closing balance, for the whole range of dates."""

    account_number = serializers.CharField(source="account.account_number", allow_null=True)
    account_type = serializers.CharField(source="account.account_type")
    currency = serializers.CharField(source="account.currency")
    to = serializers.DateField(source="to_date")
    opening_balance = MoneyField(source="opening_minor", currency_source="account.currency")
    closing_balance = MoneyField(source="closing_minor", currency_source="account.currency")
    total_credits = MoneyField(source="credits_minor", currency_source="account.currency")
    total_debits = MoneyField(source="debits_minor", currency_source="account.currency")
    line_count = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(source="from_date"), **super().get_fields()}

    def get_line_count(self, statement: Any) -> int:
        """Return how many lines the whole range has."""
        return len(statement.lines)


class StatementPageSerializer(StatementSerializer):
    """A statement with one page of its lines, oldest first, signed as it is."""

    bank = serializers.CharField()
    account_holder = serializers.CharField()
    statement_id = serializers.CharField()
    issued_at = serializers.DateTimeField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    lines = StatementLineSerializer(many=True)
    signature = serializers.CharField(help_text="Vouches for all other members of this answer.")


class StatementToCheck(StrictSerializer):
    """What somebody has of a statement: the file, or the signature from a printed one."""

    file = serializers.FileField(required=False, help_text="The statement, in any of its formats.")
    signature = serializers.CharField(
        required=False, max_length=_LONGEST_SIGNATURE, help_text="What the code on a printed statement says."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the one thing that is to be checked. Raises `ValidationError`."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Give the statement's file, or its signature.")
        return attrs


class VouchedFor(serializers.Serializer[Any]):
    """What the bank vouches for; the account's number and its holder's name are masked."""

    statement_id = serializers.CharField()
    account_number = serializers.CharField()
    account_holder = serializers.CharField(
        required=False, help_text="Not in what the bank signed before it vouched for the name."
    )
    currency = serializers.CharField()
    to = serializers.DateField()
    opening_balance = serializers.CharField()
    closing_balance = serializers.CharField()
    total_credits = serializers.CharField()
    total_debits = serializers.CharField()
    line_count = serializers.IntegerField()
    issued_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(), **super().get_fields()}


class VerdictSerializer(serializers.Serializer[Any]):
    """Whether a statement is the bank's and unchanged; `statement` only if it is."""

    valid = serializers.BooleanField(source="is_valid")
    reason = serializers.ChoiceField(choices=list(REASONS))
    message = serializers.CharField(source="sentence")
    key_id = serializers.CharField(allow_null=True)
    bank = serializers.CharField(allow_null=True)
    format = serializers.CharField(
        allow_null=True, help_text="Null if only a signature was checked, without its file."
    )
    statement = VouchedFor(allow_null=True)


class PublicKeySerializer(serializers.Serializer[Any]):
    """A public key as a JSON Web Key."""

    kty = serializers.CharField()
    crv = serializers.CharField()
    use = serializers.CharField()
    alg = serializers.CharField()
    kid = serializers.CharField()
    x = serializers.CharField()


class PublicKeysSerializer(serializers.Serializer[Any]):
    """The bank's public keys for statements, as a JSON Web Key Set."""

    keys = PublicKeySerializer(many=True)
