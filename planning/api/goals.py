"""The addresses of savings goals and of the rules that save for them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.contracts import MANAGE_ANY_ACCOUNT
from core_banking.api.authentication import actor_of
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.idempotency import claim_of, is_dry_run, json_answer, replayed_response, response_of
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.kernel.idempotency import Answer
from planning import selectors, services
from planning.api import goals_examples as examples
from planning.api.goals_serializers import (
    GoalAmountRequest,
    GoalAnswer,
    GoalChangeRequest,
    GoalRequest,
    MovedGoalAnswer,
    ReleasedGoalAnswer,
    ReleaseRequest,
    RuleChangeRequest,
    RuleRequest,
    SavingAnswer,
    SavingRuleAnswer,
    goal_body,
    moved_goal_body,
    released_body,
    rule_body,
    saving_body,
)
from planning.contracts import PLAN_OWN_MONEY
from planning.goal_contracts import GoalCard, GoalStatus, MovedGoal, SavingRuleCard
from planning.models import AutomaticSaving, SavingRule, SavingsGoal
from transactions.services import pin_proven_by

_TAGS = ["Savings goals"]


class GoalFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, and the account a goal is saved from, its number in any case."""

    status = django_filters.ChoiceFilter(choices=[(status.value, status.value) for status in GoalStatus])
    account_number = django_filters.CharFilter(method="of_account")

    class Meta:
        model = SavingsGoal
        fields: tuple[str, ...] = ()

    def of_account(self, rows: QuerySet[SavingsGoal], name: str, number: str) -> QuerySet[SavingsGoal]:
        """Keep the goals that are saved for from one account."""
        return rows.filter(account__account_number=number.upper())


def _created(card: GoalCard) -> Answer:
    return json_answer(status.HTTP_201_CREATED, goal_body(card))


def _closed(moved: MovedGoal) -> Answer:
    return json_answer(status.HTTP_200_OK, moved_goal_body(moved))


def _rule_added(card: SavingRuleCard) -> Answer:
    return json_answer(status.HTTP_201_CREATED, rule_body(card))


def _moved(moved: MovedGoal) -> Answer:
    return json_answer(status.HTTP_201_CREATED, moved_goal_body(moved))


class GoalsView(generics.GenericAPIView[SavingsGoal]):
    """A customer's own savings goals."""

    permission_classes = (Holds(PLAN_OWN_MONEY),)
    pagination_class = KeysetOrPages
    filterset_class = GoalFilters
    serializer_class = GoalRequest
    queryset = SavingsGoal.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True

    def get_queryset(self) -> Any:
        """Return the caller's goals."""
        return selectors.visible_goals(actor_of(self.request))

    @extend_schema(
        operation_id="savings_goals_list",
        tags=_TAGS,
        responses=GoalAnswer(many=True),
        examples=examples.GOAL,
    )
    def get(self, request: Request) -> Response:
        """List savings goals with their progress, newest first, closed ones included."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([goal_body(card) for card in selectors.goal_cards(page)])

    @extend_schema(
        operation_id="savings_goals_create",
        tags=_TAGS,
        request=GoalRequest,
        responses={201: GoalAnswer, 200: GoalAnswer},
        examples=examples.OPEN,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Set yourself a goal. Its pot is opened with it: an account that only the goal fills and empties."""
        serializer = GoalRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _created)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        order = serializer.order(pin_proven=pin_proven)
        outcome = services.open_goal(actor=actor, order=order, claim=claim, dry_run=dry_run)
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, goal_body(outcome)) if dry_run else _created(outcome))


class GoalView(generics.GenericAPIView[SavingsGoal]):
    """One savings goal."""

    permission_classes = (Holds(PLAN_OWN_MONEY),)
    serializer_class = GoalAnswer
    queryset = SavingsGoal.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="savings_goals_read", tags=_TAGS, responses=GoalAnswer, examples=examples.GOAL
    )
    def get(self, request: Request, goal_id: int) -> Response:
        """Read one savings goal with its progress."""
        return Response(goal_body(selectors.goal_card(actor_of(request), goal_id)))

    @extend_schema(
        operation_id="savings_goals_change",
        tags=_TAGS,
        request=GoalChangeRequest,
        responses=GoalAnswer,
        examples=examples.CHANGE,
    )
    def patch(self, request: Request, goal_id: int) -> Response:
        """Change a goal. A lock may be set or lengthened, with the PIN; while it runs it is never shortened."""
        refuse_unknown_parameters(request, ())
        serializer = GoalChangeRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor = actor_of(request)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        change = serializer.change(pin_proven=pin_proven)
        return Response(goal_body(services.change_goal(actor=actor, goal_id=goal_id, change=change)))

    @extend_schema(
        operation_id="savings_goals_close",
        tags=_TAGS,
        responses={200: MovedGoalAnswer},
        examples=examples.CLOSE,
    )
    def delete(self, request: Request, goal_id: int) -> HttpResponseBase:
        """Close a goal: what its pot holds goes back to the account, and its rules end. It stays in the list."""
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _closed)
        outcome = services.close_goal(actor=actor, goal_id=goal_id, claim=claim, dry_run=dry_run)
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_closed(outcome))


class ReleaseView(generics.GenericAPIView[SavingsGoal]):
    """The end of a lock by the bank."""

    permission_classes = (Holds(MANAGE_ANY_ACCOUNT),)
    serializer_class = ReleaseRequest
    queryset = SavingsGoal.objects.none()

    @extend_schema(
        operation_id="savings_goals_release",
        tags=_TAGS,
        request=ReleaseRequest,
        responses=ReleasedGoalAnswer,
        examples=examples.RELEASE,
    )
    def post(self, request: Request, goal_id: int) -> Response:
        """Lift the lock of a customer's goal, for a reason that he is told. Nobody decides about his own."""
        serializer = ReleaseRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        released = services.release_goal(
            actor=actor_of(request), goal_id=goal_id, reason=serializer.validated_data["reason"]
        )
        return Response(released_body(released))


class _MovesMoneyView(generics.GenericAPIView[SavingsGoal]):
    permission_classes = (Holds(PLAN_OWN_MONEY),)
    serializer_class = GoalAmountRequest
    queryset = SavingsGoal.objects.none()
    money_movement: ClassVar[bool] = True

    def answered(self, request: Request, goal_id: int, move: Any) -> HttpResponseBase:
        """Let a use case move the amount of the body, once for the request's key."""
        serializer = GoalAmountRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome: MovedGoal | Answer = move(
            actor=actor,
            goal_id=goal_id,
            amount=serializer.validated_data["amount"],
            claim=claim_of(request, actor, request.path, _moved),
            dry_run=dry_run,
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, moved_goal_body(outcome)) if dry_run else _moved(outcome))


class ContributeView(_MovesMoneyView):
    """Money into a pot."""

    @extend_schema(
        operation_id="savings_goals_contribute",
        tags=_TAGS,
        request=GoalAmountRequest,
        responses={201: MovedGoalAnswer, 200: MovedGoalAnswer},
        examples=examples.CONTRIBUTE,
    )
    def post(self, request: Request, goal_id: int) -> HttpResponseBase:
        """Put money of the goal's account into its pot: a transfer without fee, limit or PIN."""
        return self.answered(request, goal_id, services.contribute_to_goal)


class WithdrawView(_MovesMoneyView):
    """Money out of a pot."""

    @extend_schema(
        operation_id="savings_goals_withdraw",
        tags=_TAGS,
        request=GoalAmountRequest,
        responses={201: MovedGoalAnswer, 200: MovedGoalAnswer},
        examples=examples.WITHDRAW,
    )
    def post(self, request: Request, goal_id: int) -> HttpResponseBase:
        """Take money out of a goal's pot, back to its account, unless the goal is locked."""
        return self.answered(request, goal_id, services.withdraw_from_goal)


class RulesView(generics.GenericAPIView[SavingRule]):
    """The rules of a goal."""

    permission_classes = (Holds(PLAN_OWN_MONEY),)
    pagination_class = KeysetOrPages
    serializer_class = RuleRequest
    queryset = SavingRule.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="savings_rules_list",
        tags=_TAGS,
        responses=SavingRuleAnswer(many=True),
        filters=False,
        examples=examples.RULE,
    )
    def get(self, request: Request, goal_id: int) -> Response:
        """List the rules by which a goal is saved for by itself, oldest first."""
        refuse_unknown_parameters(request, {"page", "page_size", "cursor"})
        page = self.paginate_queryset(selectors.rules_of(actor_of(request), goal_id))
        assert page is not None
        return self.get_paginated_response([rule_body(selectors.card_of_rule(rule)) for rule in page])

    @extend_schema(
        operation_id="savings_rules_create",
        tags=_TAGS,
        request=RuleRequest,
        responses={201: SavingRuleAnswer, 200: SavingRuleAnswer},
        examples=examples.ADD_RULE,
    )
    def post(self, request: Request, goal_id: int) -> HttpResponseBase:
        """Have a goal saved for by itself: an amount on certain dates, payments rounded up, or a share of income.

        What follows the account's movements looks at those that come from now on. What cannot be had whole is skipped,
        never in part; once the goal is reached the rules rest.
        """
        serializer = RuleRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome = services.add_saving_rule(
            actor=actor,
            goal_id=goal_id,
            order=serializer.order(),
            claim=claim_of(request, actor, request.path, _rule_added),
            dry_run=dry_run,
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, rule_body(outcome)) if dry_run else _rule_added(outcome))


class RuleView(generics.GenericAPIView[SavingRule]):
    """One rule of a goal."""

    permission_classes = (Holds(PLAN_OWN_MONEY),)
    serializer_class = SavingRuleAnswer
    queryset = SavingRule.objects.none()

    @extend_schema(
        operation_id="savings_rules_read", tags=_TAGS, responses=SavingRuleAnswer, examples=examples.RULE
    )
    def get(self, request: Request, goal_id: int, rule_id: int) -> Response:
        """Read one rule with what it has saved so far."""
        return Response(rule_body(selectors.rule_card_of(actor_of(request), goal_id, rule_id)))

    @extend_schema(
        operation_id="savings_rules_change",
        tags=_TAGS,
        request=RuleChangeRequest,
        responses=SavingRuleAnswer,
        examples=examples.CHANGE_RULE,
    )
    def patch(self, request: Request, goal_id: int, rule_id: int) -> Response:
        """Change the terms of a rule, let it rest, or let it go on."""
        serializer = RuleChangeRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        card = services.change_saving_rule(
            actor=actor_of(request), goal_id=goal_id, rule_id=rule_id, fields=serializer.validated_data
        )
        return Response(rule_body(card))

    @extend_schema(operation_id="savings_rules_delete", tags=_TAGS, responses={204: None})
    def delete(self, request: Request, goal_id: int, rule_id: int) -> Response:
        """Take a rule away; what it has saved stays in the pot."""
        services.end_saving_rule(actor=actor_of(request), goal_id=goal_id, rule_id=rule_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavingsView(generics.GenericAPIView[AutomaticSaving]):
    """What the rules of a goal did."""

    permission_classes = (Holds(PLAN_OWN_MONEY),)
    pagination_class = KeysetOrPages
    serializer_class = SavingAnswer
    queryset = AutomaticSaving.objects.none()

    @extend_schema(
        operation_id="savings_goals_savings",
        tags=_TAGS,
        responses=SavingAnswer(many=True),
        filters=False,
        examples=examples.SAVINGS,
    )
    def get(self, request: Request, goal_id: int) -> Response:
        """List what the rules of a goal did for each date and movement, and what was skipped, the latest first."""
        refuse_unknown_parameters(request, {"page", "page_size", "cursor"})
        page = self.paginate_queryset(selectors.savings_of(actor_of(request), goal_id))
        assert page is not None
        return self.get_paginated_response([saving_body(selectors.card_of_saving(saving)) for saving in page])
