"""Registration over HTTP: three addresses, one onboarding."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Anyone
from core_banking.api.principals import actor_of
from core_banking.api.throttling import throttle
from core_banking.kernel.actors import Actor
from kyc import services
from kyc.api import examples
from kyc.api.answers import RegisteredCustomer, RegistrationReceipt
from kyc.api.forms import (
    LenientRegistrationForm,
    LenientRegistrationUpload,
    RegistrationForm,
    RegistrationUpload,
)
from kyc.api.uploads import documents_of_form
from kyc.permissions import ONBOARD_CUSTOMER
from kyc.problems import Problems
from users.contracts import PersonCard

_HOUR_SECONDS = 3600


class RegistrationView(APIView):
    """Registers a customer: JSON, form, or multipart with files."""

    permission_classes = [Anyone]
    parser_classes = UPLOAD_PARSERS
    form_class: ClassVar[type[RegistrationForm]] = RegistrationForm
    answer_class: ClassVar[type[Serializer[Any]]] = RegisteredCustomer

    def post(self, request: Request) -> Response:
        throttle_registration(actor_of(request))
        person = registered_from(request, self.form_class)
        return Response(self.answer_class(person).data, status=status.HTTP_201_CREATED)


def registered_from(request: Request, form_class: type[RegistrationForm]) -> PersonCard:
    """Read a registration and hand it to the use case, with all that could not be read."""
    problems = Problems()
    documents = documents_of_form(request, problems)
    application = form_class(data=request.data).read(documents, problems)
    return services.register_customer(
        actor=actor_of(request), application=application, form_problems=problems.by_field
    )


def throttle_registration(actor: Actor) -> None:
    """Count a registration against its client address; staff at the counter is not counted. Raises `Throttled`."""
    if not actor.may(ONBOARD_CUSTOMER):
        throttle("registration", actor.ip_address or "", settings.REGISTRATIONS_PER_HOUR, _HOUR_SECONDS)


STRICT_FORMS = {
    "application/json": RegistrationForm,
    "multipart/form-data": RegistrationUpload,
    "application/x-www-form-urlencoded": RegistrationForm,
}
_LENIENT_FORMS = {
    "application/json": LenientRegistrationForm,
    "multipart/form-data": LenientRegistrationUpload,
    "application/x-www-form-urlencoded": LenientRegistrationForm,
}


@extend_schema_view(
    post=extend_schema(
        operation_id="auth_register",
        summary="Register a customer",
        tags=["Registration"],
        request=STRICT_FORMS,
        responses={201: RegisteredCustomer},
        examples=examples.REGISTRATION,
    )
)
class RegisterUnderAuth(RegistrationView):
    """Register a customer with KYC data, and files if there are any; KYC then waits for review.

    Staff who may onboard registers on the customer's behalf. Every wrong field is named at once.
    """


@extend_schema_view(
    post=extend_schema(
        operation_id="register",
        summary="Register a customer (short address)",
        tags=["Registration"],
        request=STRICT_FORMS,
        responses={201: RegisteredCustomer},
        examples=examples.REGISTRATION,
    )
)
class Register(RegistrationView):
    """The same as `/api/auth/register/`."""


@extend_schema_view(
    post=extend_schema(
        operation_id="customers_register",
        summary="Register a customer, with files",
        tags=["Registration"],
        request=_LENIENT_FORMS,
        responses={201: RegistrationReceipt},
        examples=examples.RECEIPT,
    )
)
class RegisterUnderCustomers(RegistrationView):
    """The same onboarding with a short receipt.

    `confirm_password` may be left out here: a form that shows the password once has nothing to repeat. Files
    go into `documents`, or into fields of their own: `id_document`, `passport`, `photo`, `address_proof`, ….
    """

    form_class = LenientRegistrationForm
    answer_class = RegistrationReceipt
