"""A customer's risk profile over HTTP, with its reasons, for staff."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from fraud.api import alert_examples as examples
from fraud.api.alert_answers import PersonRefAnswer, person_body
from fraud.contracts import VIEW_ALERTS
from fraud.models import RiskAssessment
from fraud.risk import RiskReason
from fraud.risk_cards import AssessmentCard, CustomerRisk
from fraud.selectors.risk import risk_of_customer
from users.contracts import RiskProfile

_PROFILES: Final = [profile.value for profile in RiskProfile]


class RiskReasonAnswer(serializers.Serializer[Any]):
    """What raises a customer's profile, and how far."""

    reason = serializers.ChoiceField([reason.value for reason in RiskReason])
    count = serializers.IntegerField()
    raises_to = serializers.ChoiceField(_PROFILES)


class RiskAssessmentAnswer(serializers.Serializer[Any]):
    """What was found once."""

    risk_profile = serializers.ChoiceField(_PROFILES)
    previous_profile = serializers.ChoiceField(_PROFILES)
    reasons = RiskReasonAnswer(many=True)
    assessed_at = serializers.DateTimeField()
    assessed_by = PersonRefAnswer(
        allow_null=True, help_text="Whose deed led to it; null where the bank itself looked again."
    )
    due_at = serializers.DateTimeField(allow_null=True)


class CustomerRiskAnswer(serializers.Serializer[Any]):
    """A customer's profile as it is, why, and how it came about."""

    customer = PersonRefAnswer()
    risk_profile = serializers.ChoiceField(_PROFILES)
    reasons = RiskReasonAnswer(many=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="When the first of the reasons fades.")
    open_alerts = serializers.IntegerField()
    history = RiskAssessmentAnswer(many=True, help_text="The last fifty findings, the newest first.")


class CustomerRiskView(generics.GenericAPIView[RiskAssessment]):
    """A customer's risk."""

    permission_classes = (Holds(VIEW_ALERTS),)
    serializer_class = CustomerRiskAnswer
    queryset = RiskAssessment.objects.none()

    @extend_schema(
        operation_id="fraud_risk_read",
        summary="Show a customer's risk profile with its reasons",
        tags=["Fraud"],
        responses=CustomerRiskAnswer,
        examples=examples.RISK,
    )
    def get(self, request: Request, reference: str) -> Response:
        """The customer by number or `CUST…`."""
        return Response(_risk_body(risk_of_customer(actor_of(request), reference)))


def _risk_body(risk: CustomerRisk) -> dict[str, Any]:
    return {
        "customer": person_body(risk.customer),
        "risk_profile": risk.risk_profile,
        "reasons": risk.reasons,
        "due_at": risk.due_at,
        "open_alerts": risk.open_alerts,
        "history": [_assessment_body(card) for card in risk.history],
    }


def _assessment_body(card: AssessmentCard) -> dict[str, Any]:
    return {
        "risk_profile": card.risk_profile,
        "previous_profile": card.previous_profile,
        "reasons": card.reasons,
        "assessed_at": card.assessed_at,
        "assessed_by": person_body(card.assessed_by),
        "due_at": card.due_at,
    }
