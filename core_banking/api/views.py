"""The bank's front door: its root, the register of its error codes, and what unknown addresses answer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.error_answers import plain_error_response, status_of_code
from core_banking.api.http_errors import HttpRefusal, InternalFault, NothingHere
from core_banking.api.permissions import Anyone
from core_banking.kernel.errors import ERROR_CODES, NotAllowed, NotFound

LINKS_FOR_PEOPLE = {
    "documentation": "/api/docs/swagger/",
    "reference": "/api/docs/redoc/",
    "admin": "/admin/",
}
LINKS_FOR_MACHINES = {
    "schema": "/api/schema/",
    "error_codes": "/api/errors/",
    "register": "/api/auth/register/",
    "login": "/api/auth/login/",
    "refresh": "/api/auth/refresh/",
    "logout": "/api/auth/logout/",
    "profile": "/api/profile/",
    "kyc": "/api/kyc/",
    "account_products": "/api/account-products/",
    "accounts": "/api/accounts/",
    "loan_products": "/api/loan-products/",
    "loans": "/api/loans/",
    "transactions": "/api/transactions/",
    "bulk_transfers": "/api/transfers/bulk/",
    "ledger": "/api/ledger/accounts/",
    "business_day": "/api/business-day/",
    "notifications": "/api/notifications/",
    "services": "/api/services/",
    "contact": "/api/contact/",
    "users": "/api/users/",
    "audit_logs": "/api/audit-logs/",
    "health": "/healthz",
    "readiness": "/readyz",
}

_THROTTLED = {
    "code": "throttled",
    "category": "throttled",
    "status": 429,
    "sentence": "Too many requests. Try again later.",
}
_CODE_EXAMPLE = OpenApiExample("Too many requests", value=_THROTTLED, response_only=True)
_CODES_EXAMPLE = OpenApiExample("The register", value={"results": [_THROTTLED]}, response_only=True)
_ROOT_EXAMPLE = OpenApiExample(
    "The ways in",
    value={
        "name": "Core Bank",
        "version": "0.1.0",
        "people": {"documentation": "https://bank.example/api/docs/swagger/"},
        "machines": {"login": "https://bank.example/api/auth/login/"},
    },
    response_only=True,
)


class ApiRootAnswer(serializers.Serializer[object]):
    """The addresses of the bank, by name."""

    name = serializers.CharField()
    version = serializers.CharField()
    people = serializers.DictField(child=serializers.CharField())
    machines = serializers.DictField(child=serializers.CharField())


class ErrorCode(serializers.Serializer[object]):
    """One row of the register of error codes."""

    code = serializers.CharField()
    category = serializers.CharField()
    status = serializers.IntegerField()
    sentence = serializers.CharField()


class ErrorCodeList(serializers.Serializer[object]):
    """The register of error codes."""

    results = ErrorCode(many=True)


class ApiRoot(APIView):
    """The way in: where people read and where programs begin."""

    permission_classes = [Anyone]

    @extend_schema(
        operation_id="root_retrieve", tags=["Bank"], responses=ApiRootAnswer, examples=[_ROOT_EXAMPLE]
    )
    def get(self, request: Request) -> Response:
        """Return the addresses of the bank, for people and for machines."""
        return Response(
            {
                "name": settings.BANK_NAME,
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "people": _absolute(request, LINKS_FOR_PEOPLE),
                "machines": _absolute(request, LINKS_FOR_MACHINES),
            }
        )


class ErrorCodes(APIView):
    """The register of error codes: what `code` in an error can be, and what it means."""

    permission_classes = [Anyone]

    @extend_schema(
        operation_id="error_codes_list", tags=["Bank"], responses=ErrorCodeList, examples=[_CODES_EXAMPLE]
    )
    def get(self, request: Request) -> Response:
        """Return every stable error code with its status."""
        return Response({"results": [_described(code) for code in sorted(ERROR_CODES)]})


class ErrorCodeDetail(APIView):
    """One error code; the `type` of a problem document leads here."""

    permission_classes = [Anyone]

    @extend_schema(
        operation_id="error_codes_retrieve", tags=["Bank"], responses=ErrorCode, examples=[_CODE_EXAMPLE]
    )
    def get(self, request: Request, code: str) -> Response:
        """Return what one error code means."""
        if code not in ERROR_CODES:
            raise NotFound
        return Response(_described(code))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refused as suspicious."""
    if _is_page(request):
        return defaults.bad_request(request, exception)
    return plain_error_response(HttpRefusal(), request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refusal outside of REST framework's views."""
    if _is_page(request):
        return defaults.permission_denied(request, exception)
    return plain_error_response(NotAllowed(), request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    if _is_page(request):
        return defaults.page_not_found(request, exception)
    return plain_error_response(NothingHere(), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault outside of REST framework's views, without a word about what it was."""
    if _is_page(request):
        return defaults.server_error(request)
    return plain_error_response(InternalFault(), request)


def _is_page(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/admin/", "/app/"))


def _absolute(request: Request, links: dict[str, str]) -> dict[str, str]:
    return {name: request.build_absolute_uri(path) for name, path in links.items()}


def _described(code: str) -> dict[str, object]:
    row = ERROR_CODES[code]
    return {
        "code": row.code,
        "category": str(row.category),
        "status": status_of_code(code),
        "sentence": row.sentence,
    }
