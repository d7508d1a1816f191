"""The learned score over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.api.serializers import StrictSerializer
from fraud.contracts import MANAGE_RULES, VIEW_ALERTS
from fraud.models import LearnedModel
from fraud.selectors.learned import active_model_version, card_of_model, visible_models
from fraud.services.learned import activate_model, deactivate_model

_TAGS: Final = ["Fraud rules"]
_REASON_LENGTH: Final = 500

_MODEL: Final[dict[str, Any]] = {
    "version": 1,
    "active": True,
    "trained_at": "2024-01-15T10:00:00Z",
    "trained_by": None,
    "since": "2023-07-01T00:00:00Z",
    "until": None,
    "frauds": 84,
    "ordinary": 12040,
    "held_out_frauds": 25,
    "held_out_ordinary": 3611,
    "held_out_auc_thousandths": 981,
    "features": [
        {"feature": "new_payee_and_amount", "coefficient_millionths": 1240311},
        {"feature": "new_device", "coefficient_millionths": 893220},
    ],
}
_LIST_EXAMPLE: Final = [OpenApiExample("A model that counts", value=_MODEL, response_only=True)]
_ACTIVATE_EXAMPLES: Final = [
    OpenApiExample("Let it count", value={"reason": "Better on what was held out."}, request_only=True),
    OpenApiExample("It counts", value=_MODEL, response_only=True),
]
_DEACTIVATE_EXAMPLES: Final = [
    OpenApiExample("Stop it", value={"reason": "It finds holidays."}, request_only=True),
    OpenApiExample("It counts no more", value={**_MODEL, "active": False}, response_only=True),
]


class LearnedFeatureAnswer(serializers.Serializer[Any]):
    """What a model looks at, and how much it weighs."""

    feature = serializers.CharField()
    coefficient_millionths = serializers.IntegerField(
        help_text="Logits for one standard deviation, millionths."
    )


class LearnedModelAnswer(serializers.Serializer[Any]):
    """A trained model."""

    version = serializers.IntegerField()
    active = serializers.BooleanField()
    trained_at = serializers.DateTimeField()
    trained_by = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    frauds = serializers.IntegerField()
    ordinary = serializers.IntegerField()
    held_out_frauds = serializers.IntegerField()
    held_out_ordinary = serializers.IntegerField()
    held_out_auc_thousandths = serializers.IntegerField(
        min_value=0,
        max_value=1000,
        help_text="Area under the ROC curve on accounts held out, in thousandths.",
    )
    features = LearnedFeatureAnswer(many=True)


class LearnedModelReason(StrictSerializer):
    """Why a model is to count, or no more."""

    reason = serializers.CharField(max_length=_REASON_LENGTH)


class LearnedModelViewSet(GenericViewSet[LearnedModel]):
    """Models trained by `manage.py train_fraud_model`; at most one counts, and it never blocks by itself."""

    pagination_class = KeysetOrPages
    queryset = LearnedModel.objects.none()
    serializer_class = LearnedModelAnswer
    lookup_url_kwarg = "version"
    keyset_field = "version"

    def get_permissions(self) -> list[Any]:
        return [Holds(VIEW_ALERTS if self.action == "list" else MANAGE_RULES)()]

    def get_queryset(self) -> QuerySet[LearnedModel]:
        return visible_models(actor_of(self.request))

    @extend_schema(
        operation_id="learned_models_list",
        summary="List the models of the learned score",
        tags=_TAGS,
        responses=LearnedModelAnswer(many=True),
        examples=_LIST_EXAMPLE,
    )
    def list(self, request: Request) -> Response:
        """The newest first, with how well each did on what it was not trained on."""
        page = self.paginate_queryset(self.get_queryset()) or []
        active = active_model_version()
        cards = [card_of_model(model, active) for model in page]
        return self.get_paginated_response(LearnedModelAnswer(cards, many=True).data)

    @extend_schema(
        operation_id="learned_models_activate",
        summary="Let a learned model count",
        tags=_TAGS,
        request=LearnedModelReason,
        responses=LearnedModelAnswer,
        examples=_ACTIVATE_EXAMPLES,
    )
    def activate(self, request: Request, version: int) -> Response:
        """From the next movement on, in place of any other, as a new version of the rules."""
        body = LearnedModelReason(data=request.data)
        body.is_valid(raise_exception=True)
        model = activate_model(actor=actor_of(request), version=version, **body.validated_data)
        return Response(LearnedModelAnswer(card_of_model(model, version)).data)

    @extend_schema(
        operation_id="learned_models_deactivate",
        summary="Stop a learned model",
        tags=_TAGS,
        request=LearnedModelReason,
        responses=LearnedModelAnswer,
        examples=_DEACTIVATE_EXAMPLES,
    )
    def deactivate(self, request: Request, version: int) -> Response:
        """It counts no more from the next movement on; its row stays."""
        body = LearnedModelReason(data=request.data)
        body.is_valid(raise_exception=True)
        model = deactivate_model(actor=actor_of(request), version=version, **body.validated_data)
        return Response(LearnedModelAnswer(card_of_model(model, 0)).data)
