"""Documents over HTTP: handed in, listed without content, and served so that no browser runs them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from kyc import selectors, services
from kyc.api import examples
from kyc.api.answers import DocumentAnswer
from kyc.api.forms import DocumentForm
from kyc.contracts import DocumentContent
from kyc.models import KycDocument
from kyc.permissions import REVIEW_KYC, SUBMIT_OWN_KYC

_CUSTOMER = OpenApiParameter(
    "customer_id", str, description="Reviewers only: the documents of this customer, by number or CUST id."
)


class DocumentViewSet(GenericViewSet[KycDocument]):
    """A customer's own documents; to reviewers, everybody's."""

    permission_classes = [Holds(SUBMIT_OWN_KYC, REVIEW_KYC)]
    parser_classes = UPLOAD_PARSERS
    queryset = KycDocument.objects.none()
    serializer_class = DocumentAnswer
    lookup_url_kwarg = "document_id"
    extra_query_parameters = ("customer_id",)

    def get_queryset(self) -> QuerySet[KycDocument]:
        if getattr(self, "swagger_fake_view", False):
            return KycDocument.objects.none()
        return selectors.visible_documents(
            actor_of(self.request), self.request.query_params.get("customer_id")
        )

    @extend_schema(
        operation_id="kyc_documents_list",
        summary="List documents",
        tags=["KYC"],
        parameters=[_CUSTOMER],
        responses=DocumentAnswer(many=True),
        examples=examples.DOCUMENTS,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = [selectors.document_card(document) for document in page]
        return self.get_paginated_response(DocumentAnswer(cards, many=True).data)

    @extend_schema(
        operation_id="kyc_documents_create",
        summary="Hand in a document",
        tags=["KYC"],
        request={"multipart/form-data": DocumentForm},
        responses={201: DocumentAnswer},
        examples=examples.DOCUMENT,
    )
    def create(self, request: Request) -> Response:
        upload, customer = DocumentForm(data=request.data).read()
        card = services.add_document(actor=actor_of(request), upload=upload, customer=customer)
        return Response(DocumentAnswer(card).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="kyc_documents_download",
        summary="Download a document",
        tags=["KYC"],
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            (200, "image/png"): OpenApiTypes.BINARY,
        },
        filters=False,
    )
    def download(self, request: Request, document_id: int) -> HttpResponse:
        return served(services.download_document(actor=actor_of(request), document_id=document_id))


def served(document: DocumentContent) -> HttpResponse:
    """Return a document as a file to keep: never shown in the bank's own page, never cached, never guessed at."""
    response = HttpResponse(document.content, content_type=document.card.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(True, document.card.file_name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response
