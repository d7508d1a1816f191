"""A customer's own KYC over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.parsers import UPLOAD_PARSERS
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from kyc import services
from kyc.api import examples
from kyc.api.answers import StandingAnswer
from kyc.api.forms import ResubmissionForm, ResubmissionUpload, readable_values
from kyc.api.uploads import documents_of_form
from kyc.permissions import SUBMIT_OWN_KYC
from kyc.problems import Problems


class StandingView(APIView):
    """Where I stand."""

    permission_classes = [Holds(SUBMIT_OWN_KYC)]

    @extend_schema(
        operation_id="kyc_retrieve",
        summary="Show my KYC",
        tags=["KYC"],
        responses=StandingAnswer,
        examples=examples.STANDING,
    )
    def get(self, request: Request) -> Response:
        """Return the status, the documents that are missing, and the reason after a rejection."""
        actor = actor_of(request)
        return Response(StandingAnswer(services.read_standing(actor=actor, user_id=actor.user_id or 0)).data)


class ResubmissionView(APIView):
    """Asking again after a rejection."""

    permission_classes = [Holds(SUBMIT_OWN_KYC)]
    parser_classes = UPLOAD_PARSERS

    @extend_schema(
        operation_id="kyc_resubmit",
        summary="Ask for review again",
        tags=["KYC"],
        request={
            "application/json": ResubmissionForm,
            "multipart/form-data": ResubmissionUpload,
            "application/x-www-form-urlencoded": ResubmissionForm,
        },
        responses=StandingAnswer,
        examples=examples.RESUBMISSION,
    )
    def post(self, request: Request) -> Response:
        """Put a rejected application back into the queue, with documents and numbers never given before."""
        problems = Problems()
        documents = documents_of_form(request, problems)
        numbers = readable_values(ResubmissionForm(data=request.data), problems)
        standing = services.resubmit_kyc(
            actor=actor_of(request),
            aadhaar_number=numbers.get("aadhaar_number"),
            pan_number=numbers.get("pan_number"),
            documents=documents,
            form_problems=problems.by_field,
        )
        return Response(StandingAnswer(standing).data)
