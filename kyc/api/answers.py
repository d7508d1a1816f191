"""How KYC's frozen values are written in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from kyc.document_types import DocumentType
from users.contracts import KycStatus, PersonCard, RiskProfile

_DOCUMENT_TYPES = [(kind.value, kind.value) for kind in DocumentType]
_KYC_STATUSES = [(status.value, status.value) for status in KycStatus]
_RISK_PROFILES = [(profile.value, profile.value) for profile in RiskProfile]


class RegisteredCustomer(serializers.Serializer[Any]):
    """A customer as registration answers."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    customer_id = serializers.CharField()
    kyc_status = serializers.ChoiceField(_KYC_STATUSES)
    risk_profile = serializers.ChoiceField(_RISK_PROFILES)
    is_account_verified = serializers.BooleanField()


class RegistrationReceipt(serializers.Serializer[Any]):
    """The short answer of the customers' own registration address; `customer_id` is the number as text."""

    customer_id = serializers.CharField(source="id")
    username = serializers.CharField()
    email = serializers.EmailField()
    status = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()

    def get_status(self, person: PersonCard) -> str:
        """Return where the registration stands."""
        return "Pending KYC Approval"

    def get_message(self, person: PersonCard) -> str:
        """Return what happens next."""
        return "Registration successful. KYC verification in progress."


class RoleAnswer(serializers.Serializer[Any]):
    """A role somebody holds."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()


class PersonDetail(serializers.Serializer[Any]):
    """A person as staff sees him."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    phone_number = serializers.CharField()
    customer_id = serializers.CharField(allow_null=True)
    kyc_status = serializers.ChoiceField(_KYC_STATUSES)
    risk_profile = serializers.ChoiceField(_RISK_PROFILES)
    is_account_verified = serializers.BooleanField()
    two_factor_enabled = serializers.BooleanField()
    is_active = serializers.BooleanField()
    roles = RoleAnswer(many=True)
    date_joined = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)


class MaskedIdentityAnswer(serializers.Serializer[Any]):
    """The last four characters of each identity number on file."""

    ssn = serializers.CharField()
    aadhaar_number = serializers.CharField(allow_null=True)
    pan_number = serializers.CharField(allow_null=True)


class DocumentAnswer(serializers.Serializer[Any]):
    """A stored document without its content."""

    id = serializers.IntegerField()
    customer_id = serializers.CharField(help_text="The `CUST…` identifier of the customer it belongs to.")
    document_type = serializers.ChoiceField(_DOCUMENT_TYPES)
    file_name = serializers.CharField()
    content_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()


class StandingAnswer(serializers.Serializer[Any]):
    """Where a customer stands in KYC."""

    id = serializers.IntegerField(source="user_id")
    username = serializers.CharField()
    customer_id = serializers.CharField()
    kyc_status = serializers.ChoiceField(_KYC_STATUSES)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    required_documents = serializers.ListField(child=serializers.ChoiceField(_DOCUMENT_TYPES))
    missing = serializers.ListField(child=serializers.ChoiceField(_DOCUMENT_TYPES))
    identity = MaskedIdentityAnswer()
    documents = DocumentAnswer(many=True)
