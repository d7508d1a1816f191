"""The forms of KYC: types and presence are checked here, the rules themselves in the use cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from kyc.api.uploads import document_type_of
from kyc.contracts import CustomerApplication, DocumentUpload
from kyc.document_types import DocumentType
from kyc.problems import Problems

_LONGEST_PASSWORD = 128


@extend_schema_field({"type": "string", "format": "date", "example": "1990-01-15"})
class DateText(serializers.CharField):
    """A date as it was written; the rule that reads it says what is wrong with it."""


class RegistrationForm(StrictSerializer):
    """What somebody who wants to become a customer tells the bank."""

    username = serializers.CharField(max_length=150)
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=_LONGEST_PASSWORD, trim_whitespace=False, write_only=True)
    confirm_password = serializers.CharField(
        max_length=_LONGEST_PASSWORD, trim_whitespace=False, write_only=True
    )
    first_name = serializers.CharField(max_length=150)
    last_name = serializers.CharField(max_length=150)
    phone_number = serializers.CharField(max_length=32)
    date_of_birth = DateText(max_length=32)
    ssn = serializers.CharField(max_length=32, trim_whitespace=False, write_only=True)
    address = serializers.CharField(max_length=2000, write_only=True)
    aadhaar_number = serializers.CharField(
        max_length=32, required=False, allow_blank=True, allow_null=True, write_only=True
    )
    pan_number = serializers.CharField(
        max_length=32, required=False, allow_blank=True, allow_null=True, write_only=True
    )

    def read(self, documents: tuple[DocumentUpload, ...], problems: Problems) -> CustomerApplication:
        """Return the application as far as it can be read; what cannot be read is noted in `problems`."""
        values = readable_values(self, problems)
        texts = {str(name): values.get(str(name)) or "" for name in self.fields}
        return CustomerApplication(
            username=texts["username"],
            email=texts["email"],
            password=texts["password"],
            confirm_password=values.get("confirm_password"),
            first_name=texts["first_name"],
            last_name=texts["last_name"],
            phone_number=texts["phone_number"],
            date_of_birth=texts["date_of_birth"],
            ssn=texts["ssn"],
            address=texts["address"],
            aadhaar_number=texts["aadhaar_number"] or None,
            pan_number=texts["pan_number"] or None,
            documents=documents,
        )


class LenientRegistrationForm(RegistrationForm):
    """The same for a door where the password may be given once: a repetition that is there must be the same."""

    confirm_password = serializers.CharField(
        max_length=_LONGEST_PASSWORD, trim_whitespace=False, write_only=True, required=False
    )


class _Documents(serializers.Serializer[Any]):
    """The files of a multipart form, for the documentation; `kyc.api.uploads` reads them."""

    documents = serializers.ListField(child=serializers.FileField(), required=False)
    document_types = serializers.ListField(
        child=serializers.ChoiceField([(kind.value, kind.value) for kind in DocumentType]),
        required=False,
        help_text="One for each file, in the same order; left out, every file is OTHER.",
    )


class RegistrationUpload(_Documents, RegistrationForm):
    """A registration with files."""


class LenientRegistrationUpload(_Documents, LenientRegistrationForm):
    """A registration with files, where the password may be given once."""


class ResubmissionForm(StrictSerializer):
    """What a rejected customer adds when he asks again: numbers never given before."""

    aadhaar_number = serializers.CharField(max_length=32, required=False, allow_blank=True, write_only=True)
    pan_number = serializers.CharField(max_length=32, required=False, allow_blank=True, write_only=True)


class ResubmissionUpload(_Documents, ResubmissionForm):
    """A resubmission with files."""


class RejectionForm(StrictSerializer):
    """Why a customer is rejected; he reads it."""

    reason = serializers.CharField(max_length=2000)


class KycStatusForm(StrictSerializer):
    """The status a reviewer gives a customer; a rejection needs its reason."""

    kyc_status = serializers.ChoiceField([(status, status) for status in ("PENDING", "APPROVED", "REJECTED")])
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DocumentForm(StrictSerializer):
    """One document; staff names the customer it is for, by number or `CUST…` id."""

    sensitive_fields = frozenset({"content_type", "uploaded_by"})

    document_type = serializers.CharField(max_length=20)
    file = serializers.FileField(allow_empty_file=True)
    customer_id = serializers.CharField(max_length=20, required=False)

    def read(self) -> tuple[DocumentUpload, str | None]:
        """Return the file with its type, and the customer it is for if one is named. Raises `InvalidInput`."""
        problems = Problems()
        values = readable_values(self, problems)
        document_type = problems.check("document_type", lambda: document_type_of(values["document_type"]))
        problems.raise_if_any()
        file = values["file"]
        assert document_type is not None
        upload = DocumentUpload(document_type=document_type, file_name=file.name, content=file.read())
        return upload, values.get("customer_id")


def readable_values(form: StrictSerializer, problems: Problems) -> Mapping[str, Any]:
    """Return the values of the fields that can be read, and note in `problems` what is wrong with the others.

    A serializer that finds one field wrong gives none of them; a person should hear of all at once, also of
    those only the bank's rules can judge.
    """
    if form.is_valid():
        values: Mapping[str, Any] = form.validated_data
        return values
    for name, messages in form.errors.items():
        problems.add(name, [str(message) for message in messages])
    return {name: value for name, value in _values_one_by_one(form) if not problems.has(name)}


def _values_one_by_one(form: StrictSerializer) -> list[tuple[str, Any]]:
    if not isinstance(form.initial_data, Mapping):
        return []
    values = []
    for name, field in form.fields.items():
        try:
            values.append((name, field.run_validation(field.get_value(form.initial_data))))
        except (serializers.ValidationError, serializers.SkipField):
            continue
    return values
