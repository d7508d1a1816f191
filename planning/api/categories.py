"""Categories and learned rules over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.pagination import MAX_PAGE_SIZE, PageNumbers
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.api.serializers import StrictSerializer
from planning import selectors, services
from planning.api import examples
from planning.api.fields import CategoryNameField, CategorySerializer, LineField, category_body
from planning.contracts import (
    CATEGORY_NAME_LENGTH,
    PLAN_OWN_MONEY,
    SPENDING_KINDS,
    CategoryKind,
    Direction,
    LearnedRuleCard,
)
from planning.models import LearnedRule

TAGS: Final = ["Planning"]


class WholeTree(PageNumbers):
    """Pages of categories: one page holds most trees."""

    page_size = MAX_PAGE_SIZE


class CategoriesQuery(StrictSerializer):
    """Which categories to list."""

    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in CategoryKind], required=False
    )
    retired = serializers.BooleanField(required=False, default=False, help_text="Those that are retired too.")


class NewCategorySerializer(StrictSerializer):
    """A category of one's own; `kind` is for one without a parent, EXPENSE if left out."""

    name = LineField(max_length=CATEGORY_NAME_LENGTH)
    parent = CategoryNameField(  # type: ignore[assignment]  # a field of this name, not whose child it is
        required=False, allow_null=True, default=None
    )
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in SPENDING_KINDS], required=False
    )


class CategoryChangeSerializer(StrictSerializer):
    """What may be set on a category of one's own; what is left out stays as it is."""

    sensitive_fields = frozenset({"kind", "key"})

    name = LineField(max_length=CATEGORY_NAME_LENGTH, required=False)
    parent = CategoryNameField(  # type: ignore[assignment]  # a field of this name, not whose child it is
        required=False, allow_null=True
    )


class LearnedRuleSerializer(serializers.Serializer[Any]):
    """Money that goes one way to or from a merchant belongs to a category; so many corrections (`weight`) said so."""

    id = serializers.IntegerField()
    merchant = serializers.CharField()
    direction = serializers.ChoiceField(choices=[(way.value, way.value) for way in Direction])
    category = CategorySerializer()
    weight = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CategoriesView(GenericAPIView[Any]):
    """The bank's tree with one's own categories in it."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]
    pagination_class = WholeTree
    serializer_class = CategorySerializer
    filter_backends: tuple[Any, ...] = ()

    @extend_schema(
        operation_id="categories_list",
        summary="List categories",
        tags=TAGS,
        parameters=[CategoriesQuery],
        responses=CategorySerializer(many=True),
        examples=examples.CATEGORY,
    )
    def get(self, request: Request) -> Response:
        """The whole tree, each category after its parent."""
        query = CategoriesQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, [*query.fields, "page", "page_size"])
        query.is_valid(raise_exception=True)
        kind, retired = query.validated_data.get("kind"), query.validated_data["retired"]
        cards = selectors.categories_for(
            actor_of(request), kind=CategoryKind(kind) if kind else None, with_retired=retired
        )
        page: Any = self.paginate_queryset(cards)
        return self.get_paginated_response([category_body(card) for card in page])

    @extend_schema(
        operation_id="categories_create",
        summary="Add a category of one's own",
        tags=TAGS,
        request=NewCategorySerializer,
        responses={201: CategorySerializer},
        examples=examples.NEW_CATEGORY,
    )
    def post(self, request: Request) -> Response:
        """Under one of the bank's, under one of your own, or beside them. The tree has at most three levels."""
        body = NewCategorySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        card = services.add_category(
            actor=actor_of(request),
            name=asked["name"],
            parent=asked["parent"],
            kind=CategoryKind(asked["kind"]) if "kind" in asked else None,
        )
        return Response(category_body(card), status=status.HTTP_201_CREATED)


class CategoryView(APIView):
    """One category of one's own."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="categories_change",
        summary="Rename or move a category of one's own",
        tags=TAGS,
        request=CategoryChangeSerializer,
        responses=CategorySerializer,
        examples=examples.CATEGORY_CHANGE,
    )
    def patch(self, request: Request, category_id: int) -> Response:
        """What is filed under it moves with it. The bank's own categories stay as they are."""
        body = CategoryChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        card = services.change_category(
            actor=actor_of(request), category_id=category_id, changes=dict(body.validated_data)
        )
        return Response(category_body(card))

    @extend_schema(
        operation_id="categories_delete",
        summary="Remove a category of one's own",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, category_id: int) -> Response:
        """One that is used is retired: what is filed under it stays there, and nothing new is."""
        services.remove_category(actor=actor_of(request), category_id=category_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LearnedRulesView(GenericAPIView[LearnedRule]):
    """What one's corrections have taught."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]
    serializer_class = LearnedRuleSerializer
    queryset = LearnedRule.objects.none()

    @extend_schema(
        operation_id="category_rules_list",
        summary="List learned rules",
        tags=TAGS,
        responses=LearnedRuleSerializer(many=True),
        examples=examples.LEARNED_RULE,
    )
    def get(self, request: Request) -> Response:
        """The rules by which your movements are filed because you once filed one like them, the latest first."""
        rows = self.paginate_queryset(self.filter_queryset(selectors.own_rules(actor_of(request)))) or []
        return self.get_paginated_response([_rule_body(card) for card in selectors.rule_cards(rows)])


class LearnedRuleView(APIView):
    """One learned rule."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="category_rules_delete",
        summary="Delete a learned rule",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, rule_id: int) -> Response:
        """What you have filed by hand stays where it is."""
        services.forget_rule(actor=actor_of(request), rule_id=rule_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _rule_body(card: LearnedRuleCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "merchant": card.merchant,
        "direction": card.direction.value,
        "category": category_body(card.category),
        "weight": card.weight,
        "created_at": card.created_at,
        "updated_at": card.updated_at,
    }
