"""Statements over HTTP: in pages, as files, and the check of somebody's copy."""

from __future__ import annotations

import json
from typing import Any, Final

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.api import statement_documentation as documentation
from accounts.api.permissions import CustomersAndAccountStaff
from accounts.api.statement_pages import StatementPages
from accounts.api.statement_serializers import (
    PublicKeysSerializer,
    StatementLineSerializer,
    StatementQuery,
    StatementSerializer,
    StatementToCheck,
    VerdictSerializer,
)
from accounts.services import StatementFile
from accounts.statements.formats import StatementFormat
from accounts.statements.sealed_files import sign_document
from accounts.statements.verification import verify_file, verify_signature
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Anyone
from core_banking.api.principals import actor_of
from core_banking.api.rendering import render_json
from core_banking.api.request_facts import facts_of
from core_banking.api.throttling import throttle
from core_banking.kernel.clock import isoformat_utc

_PAGING: Final = ("page", "page_size", "cursor")
_BLOCK_BYTES: Final = 64 * 1024


class StatementView(APIView):
    """The statement of an account, for its owner and for staff that manages accounts."""

    permission_classes = [CustomersAndAccountStaff]

    @documentation.SHOW_STATEMENT
    def get(self, request: Request, account_id: int) -> HttpResponseBase:
        query = StatementQuery(data=request.query_params.dict())
        # Nothing but the JSON answer has pages: beside the name of a file's format, a page is an unknown parameter.
        in_pages = request.query_params.get("format", "json") == StatementFormat.JSON
        refuse_unknown_parameters(request, [*query.fields, *(_PAGING if in_pages else ())])
        query.is_valid(raise_exception=True)
        asked: dict[str, Any] = query.validated_data
        dates = {"from_date": asked.get("from"), "to_date": asked.get("to")}
        if not in_pages:
            file = services.export_statement(
                actor=actor_of(request),
                account_id=account_id,
                statement_format=StatementFormat(asked["format"]),
                **dates,
            )
            return _served(file)
        return self._page(request, account_id, dates)

    def _page(self, request: Request, account_id: int, dates: dict[str, Any]) -> Response:
        found = selectors.statement_for(actor_of(request), account_id, **dates)
        statement = selectors.account_statement(found)
        pages = StatementPages()
        lines = pages.paginate_queryset(found.lines, request, self) or []
        context = {"currency": found.account.currency}
        # As JSON, for that is what is signed: dates are text from here on.
        document = json.loads(
            render_json(
                {
                    **StatementSerializer(found, context=context).data,
                    "bank": statement.bank.name,
                    "account_holder": statement.holder_name,
                    "statement_id": statement.statement_id,
                    "issued_at": isoformat_utc(statement.issued_at),
                    "next": pages.next_link,
                    "previous": pages.previous_link,
                    "lines": StatementLineSerializer(lines, many=True, context=context).data,
                }
            )
        )
        signature = sign_document(selectors.signing_keys(), statement, document)
        return Response(
            {**document, "signature": signature}, headers=_headers(statement.statement_id, signature)
        )


class StatementCheckView(APIView):
    """Anybody who was shown a statement may ask whether the bank wrote it so."""

    permission_classes = [Anyone]
    parser_classes = UPLOAD_PARSERS

    @documentation.CHECK_STATEMENT
    def post(self, request: Request) -> Response:
        address = facts_of(request._request).ip_address or ""
        throttle("statement-check", address, settings.STATEMENT_CHECKS_PER_MINUTE, 60)
        body = StatementToCheck(data=request.data)
        body.is_valid(raise_exception=True)
        given, keys = body.validated_data, selectors.public_keys()
        verdict = (
            verify_file(given["file"], keys)
            if "file" in given
            else verify_signature(given["signature"], keys)
        )
        return Response(VerdictSerializer(verdict).data)


class StatementKeysView(APIView):
    """The public halves of the keys that sign statements."""

    permission_classes = [Anyone]

    @documentation.LIST_KEYS
    def get(self, request: Request) -> Response:
        return Response(PublicKeysSerializer(selectors.public_keys().as_key_set()).data)


def _served(file: StatementFile) -> FileResponse:
    response = FileResponse(
        file.content, as_attachment=True, filename=file.name, content_type=file.kind.content_type
    )
    response.block_size = _BLOCK_BYTES
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    for name, value in _headers(file.statement.statement_id, file.signature).items():
        response[name] = value
    return response


def _headers(statement_id: str, signature: str) -> dict[str, str]:
    return {"X-Statement-Id": statement_id, "X-Statement-Signature": signature}
