"""Addresses that exist for these tests only: small views over the habits every app shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.authentication import actor_of
from core_banking.api.fields import MoneyField
from core_banking.api.filters import MoneyFilter
from core_banking.api.idempotency import claim_of, is_dry_run, json_answer, response_of
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Anyone, AnyoneReadsHolderWrites, Holds
from core_banking.api.renderers import BankJSONRenderer
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import errors
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.encryption import UndecipherableValue
from core_banking.kernel.events import AuditFacts, DomainEvent
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, Replayed, find_answer, store_answer
from core_banking.kernel.models import ThrottleWindow
from core_banking.urls import handler400, handler403, handler404, handler500
from core_banking.urls import urlpatterns as bank_addresses

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@extend_schema(request=None, responses=None)
class Echo(APIView):
    """Says what it was sent."""

    permission_classes = [Anyone]

    def get(self, request: Request) -> Response:
        return Response(
            {"signed_in": not actor_of(request).is_anonymous, "address": actor_of(request).ip_address}
        )

    def post(self, request: Request) -> Response:
        return Response({"kind": type(request.data).__name__, "text": str(request.data)})


@extend_schema(request=None, responses=None)
class Upload(APIView):
    """Counts what it was sent."""

    permission_classes = [Anyone]
    parser_classes = UPLOAD_PARSERS

    def post(self, request: Request) -> Response:
        files = request.FILES.getlist("file") if hasattr(request.data, "getlist") else []
        return Response({"fields": sorted(request.data), "bytes": [len(file.read()) for file in files]})


class Form(StrictSerializer):
    """A form with a nested list."""

    class Line(StrictSerializer):
        amount = MoneyField()

    name = serializers.CharField(max_length=5)
    lines = Line(many=True, required=False)

    def validate_name(self, name: str) -> str:
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["name"] == "both":
            raise serializers.ValidationError("These do not fit together.")
        return attrs


class FormView(APIView):
    """Validates a form."""

    @extend_schema(request=Form, responses=Form)
    def post(self, request: Request) -> Response:
        form = Form(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(form.validated_data)


class InsufficientFunds(errors.Refused):
    """A refusal with details; its code is its parent's, so that the register stays the bank's own."""

    sentence = "There is not enough money."


class Broken(OperationalError):
    """A database error as psycopg words it."""

    sqlstate = "40001"


FAILURES: dict[str, Callable[[], Exception]] = {
    "refused": lambda: InsufficientFunds(available="1.00"),
    "invalid": lambda: errors.InvalidInput({"amount": ["Too much."]}),
    "not-found": errors.NotFound,
    "conflict": errors.StateConflict,
    "not-allowed": errors.NotAllowed,
    "throttled": lambda: errors.Throttled(retry_after=17),
    "unavailable": errors.Unavailable,
    "unreadable": lambda: UndecipherableValue("the key of table x"),
    "bug": lambda: ZeroDivisionError("a secret"),
    "rest-validation": lambda: exceptions.ValidationError(["One.", "Two."]),
    "rest-parse": exceptions.ParseError,
    "rest-not-authenticated": exceptions.NotAuthenticated,
    "rest-permission": exceptions.PermissionDenied,
    "rest-not-found": exceptions.NotFound,
    "rest-not-acceptable": exceptions.NotAcceptable,
    "rest-media-type": lambda: exceptions.UnsupportedMediaType("text/csv"),
    "rest-throttled": lambda: exceptions.Throttled(wait=7),
    "rest-unknown": exceptions.APIException,
    "django-404": Http404,
    "django-permission": PermissionDenied,
    "django-suspicious": SuspiciousOperation,
    "django-validation": lambda: ValidationError({"name": ["Wrong."], "__all__": ["Whole."]}),
    "django-validation-list": lambda: ValidationError(["Wrong."]),
    "does-not-exist": ThrottleWindow.DoesNotExist,
    "contention": lambda: Broken("could not serialize"),
    "locked": lambda: OperationalError("database is locked"),
    "connection": lambda: OperationalError("connection refused at db.internal"),
    "interface": lambda: InterfaceError("connection already closed"),
    "database": lambda: DatabaseError("relation secret_table does not exist"),
}


@extend_schema(request=None, responses=None)
class Failing(APIView):
    """Fails as told."""

    permission_classes = [Anyone]

    def get(self, request: Request, kind: str) -> Response:
        raise FAILURES[kind]()

    post = put = get


class CSVRenderer(BaseRenderer):
    """Lines instead of JSON."""

    media_type = "text/csv"
    format = "csv"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return ",".join(data).encode()


@extend_schema(request=None, responses=None)
class Lines(APIView):
    """Two formats, JSON first."""

    permission_classes = [Anyone]
    renderer_classes = [BankJSONRenderer, CSVRenderer]

    def get(self, request: Request) -> Response:
        if "fail" in request.query_params:
            raise errors.NotFound
        return Response(["a", "b"])


@extend_schema(request=None, responses=None)
class Reviews(APIView):
    """For who may review only."""

    permission_classes = [Holds("kyc.review_kyc", "kyc.other_right")]

    def get(self, request: Request) -> Response:
        return Response({})

    post = get


@extend_schema(request=None, responses=None)
class Catalogue(APIView):
    """Open to read, closed to write."""

    permission_classes = [AnyoneReadsHolderWrites("kyc.review_kyc")]

    def get(self, request: Request) -> Response:
        return Response({})

    post = get


class WindowAnswer(serializers.ModelSerializer):
    """A row to list."""

    class Meta:
        model = ThrottleWindow
        fields = ["id", "scope", "hits"]


class WindowFilters(django_filters.FilterSet):
    """Filters over the rows."""

    scope = django_filters.CharFilter()
    hits_min = MoneyFilter(field_name="hits", lookup_expr="gte")
    started = django_filters.IsoDateTimeFromToRangeFilter(field_name="window_start")

    class Meta:
        model = ThrottleWindow
        fields: tuple[str, ...] = ()


class Windows(generics.ListAPIView):
    """A growing list."""

    permission_classes = [Anyone]
    serializer_class = WindowAnswer
    queryset = ThrottleWindow.objects.order_by("-id")
    pagination_class = KeysetOrPages
    filterset_class = WindowFilters
    ordering_fields = ["id", "hits"]
    extra_query_parameters = ("colour",)


class OldestWindows(Windows):
    """The same list from its other end."""

    queryset = ThrottleWindow.objects.order_by("id")


class ShortList(generics.ListAPIView):
    """A list with numbered pages, no filters and no ordering."""

    permission_classes = [Anyone]
    serializer_class = WindowAnswer
    queryset = ThrottleWindow.objects.order_by("id")


class OneWindow(generics.RetrieveAPIView):
    """One row."""

    permission_classes = [Anyone]
    serializer_class = WindowAnswer
    queryset = ThrottleWindow.objects.order_by("id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(DomainEvent):
    """Something was paid."""

    def audit_facts(self) -> AuditFacts:
        return AuditFacts(action="CREATE", target_model="Payment", target_id="1", description="Paid.")


PAID: list[str] = []


@use_case
def pay(*, actor: Actor, amount: str, claim: IdempotencyClaim[str] | None) -> str:
    """Pay once for a key."""
    if claim is not None and (known := find_answer(claim)):
        raise Replayed(known)
    if amount == "9.99":
        raise InsufficientFunds(available="1.00")
    emit(Paid(actor=actor))
    PAID.append(amount)
    if claim is not None:
        store_answer(claim, claim.render_outcome(amount))
    return amount


class Payments(APIView):
    """Moves money."""

    money_movement = True

    @extend_schema(request=Form, responses={201: Form})
    def post(self, request: Request) -> Response | HttpResponse:
        actor = actor_of(request)
        body: Any = request.data
        claim = claim_of(request, actor, request.path, _paid)
        if is_dry_run(request):
            return Response({"dry": True})
        return response_of(_paid(pay(actor=actor, amount=str(body.get("amount")), claim=claim)))


def _paid(amount: str) -> Answer:
    return json_answer(201, {"paid": amount, "number": len(PAID), "at": dt.date(2024, 1, 15)})


def plain_failure(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a secret")


def plain_denial(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def plain_suspicion(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a secret")


urlpatterns = [
    *bank_addresses,
    path("api/test/echo/", Echo.as_view()),
    path("api/test/upload/", Upload.as_view()),
    path("api/test/form/", FormView.as_view()),
    path("api/test/failing/<slug:kind>/", Failing.as_view()),
    path("api/test/lines/", Lines.as_view()),
    path("api/test/reviews/", Reviews.as_view()),
    path("api/test/catalogue/", Catalogue.as_view()),
    path("api/test/windows/", Windows.as_view()),
    path("api/test/windows/<int:pk>/", OneWindow.as_view()),
    path("api/test/oldest-windows/", OldestWindows.as_view()),
    path("api/test/short-list/", ShortList.as_view()),
    path("api/test/payments/", Payments.as_view()),
    path("api/test/plain-failure/", plain_failure),
    path("api/test/plain-denial/", plain_denial),
    path("api/test/plain-suspicion/", plain_suspicion),
    path("api/test/found-by-name/<str:name>/", Failing.as_view()),
    path("pages/failure", plain_failure),
]
