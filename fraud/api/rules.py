"""The rules of fraud scoring over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from fraud.api import rule_examples as examples
from fraud.api.rule_serializers import (
    FraudRuleAnswer,
    FraudRuleChange,
    RuleBookAnswer,
    RuleBookChange,
    RuleVersionAnswer,
    RuleVersionWithRules,
    ThresholdsAnswer,
    ThresholdsChange,
    book_body,
    rule_body,
    rule_members,
    thresholds_body,
    version_body,
)
from fraud.contracts import MANAGE_RULES, VIEW_ALERTS, RuleKind
from fraud.models import RuleBookVersion
from fraud.selectors.precision import rule_precisions
from fraud.selectors.rulebook import (
    fraud_rule,
    fraud_rules_for,
    rule_kind,
    rule_version_for,
    visible_rule_versions,
)
from fraud.services import change_fraud_rules

_TAGS: Final = ["Fraud rules"]


class _RulesView(generics.GenericAPIView[RuleBookVersion]):
    """Who sees alerts may read the rules; who manages rules changes them."""

    queryset = RuleBookVersion.objects.none()

    def get_permissions(self) -> list[Any]:
        return [Holds(VIEW_ALERTS if self.request.method in SAFE_METHODS else MANAGE_RULES)()]


class FraudRulesView(_RulesView):
    """All rules of the newest version."""

    serializer_class = RuleBookChange

    @extend_schema(
        operation_id="fraud_rules_list",
        summary="Show the rules of fraud scoring",
        tags=_TAGS,
        responses=RuleBookAnswer,
        examples=examples.BOOK,
    )
    def get(self, request: Request) -> Response:
        """Every rule with its mode, weight and thresholds, and how often it was right by what staff found."""
        return Response(book_body(fraud_rules_for(actor_of(request)), rule_precisions()))

    @extend_schema(
        operation_id="fraud_rules_change",
        summary="Change several rules at once",
        tags=_TAGS,
        request=RuleBookChange,
        responses=RuleBookAnswer,
        examples=examples.BOOK_CHANGE,
    )
    def patch(self, request: Request) -> Response:
        """Write one new version of the rules. What is left out stays; it holds from the next movement on."""
        body = RuleBookChange(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        rules = {RuleKind(each["kind"]): rule_members(each) for each in values.pop("rules", [])}
        book = change_fraud_rules(actor=actor_of(request), rules=rules, **values)
        return Response(book_body(book, rule_precisions()))


class FraudRuleView(_RulesView):
    """One rule of the newest version."""

    serializer_class = FraudRuleChange

    @extend_schema(
        operation_id="fraud_rules_read",
        summary="Show a rule",
        tags=_TAGS,
        responses=FraudRuleAnswer,
        examples=examples.RULE,
    )
    def get(self, request: Request, kind: str) -> Response:
        """The rule as it is set, with the meaning and bounds of its thresholds."""
        rule = fraud_rule(fraud_rules_for(actor_of(request)), kind)
        return Response(rule_body(rule, rule_precisions()))

    @extend_schema(
        operation_id="fraud_rules_change_one",
        summary="Change a rule",
        tags=_TAGS,
        request=FraudRuleChange,
        responses=FraudRuleAnswer,
        examples=examples.RULE_CHANGE,
    )
    def patch(self, request: Request, kind: str) -> Response:
        """Switch a rule on, off or into the shadow, or set its weight, thresholds, hands and validity."""
        changed = rule_kind(kind)
        body = FraudRuleChange(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        book = change_fraud_rules(
            actor=actor_of(request),
            reason=values["reason"],
            version=values.get("version"),
            rules={changed: rule_members(values)},
        )
        return Response(rule_body(fraud_rule(book, kind), rule_precisions()))


class FraudThresholdsView(_RulesView):
    """The scores from which a movement is held and blocked."""

    serializer_class = ThresholdsChange

    @extend_schema(
        operation_id="fraud_thresholds_read",
        summary="Show the thresholds",
        tags=_TAGS,
        responses=ThresholdsAnswer,
        examples=examples.THRESHOLDS,
    )
    def get(self, request: Request) -> Response:
        """From `hold_at` on a movement waits for staff, from `block_at` on it is refused; 101 is never."""
        return Response(thresholds_body(fraud_rules_for(actor_of(request))))

    @extend_schema(
        operation_id="fraud_thresholds_change",
        summary="Change the thresholds",
        tags=_TAGS,
        request=ThresholdsChange,
        responses=ThresholdsAnswer,
        examples=examples.THRESHOLDS_CHANGE,
    )
    def patch(self, request: Request) -> Response:
        """Set one or both; the rules stay."""
        body = ThresholdsChange(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(thresholds_body(change_fraud_rules(actor=actor_of(request), **body.validated_data)))


class FraudRuleVersionsView(_RulesView):
    """Every version of the rules; none ever changes."""

    serializer_class = RuleVersionAnswer
    pagination_class = KeysetOrPages
    keyset_field = "version"

    def get_queryset(self) -> QuerySet[RuleBookVersion]:
        return visible_rule_versions(actor_of(self.request))

    @extend_schema(
        operation_id="fraud_rule_versions_list",
        summary="List the versions of the rules",
        tags=_TAGS,
        responses=RuleVersionAnswer(many=True),
        examples=examples.VERSION,
    )
    def get(self, request: Request) -> Response:
        """Who changed the rules, when and why, the newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(
            RuleVersionAnswer([version_body(row) for row in page], many=True).data
        )


class FraudRuleVersionView(_RulesView):
    """One version of the rules."""

    serializer_class = RuleVersionWithRules

    @extend_schema(
        operation_id="fraud_rule_versions_read",
        summary="Show a version of the rules",
        tags=_TAGS,
        responses=RuleVersionWithRules,
        examples=examples.VERSION_WITH_RULES,
    )
    def get(self, request: Request, version: int) -> Response:
        """The rules as they were, so that any score of that version can be explained."""
        row = rule_version_for(actor_of(request), version)
        return Response(RuleVersionWithRules(version_body(row)).data)
