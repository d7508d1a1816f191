"""Names on lists over HTTP: each view parses, makes one call, and renders."""

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
from fraud.api.filters import NameMatchFilter
from fraud.contracts import DECIDE_NAME_MATCHES, VIEW_ALERTS
from fraud.models import NameList, NameMatch
from fraud.name_contracts import NameDecision, NameMatchStatus, NameSubject
from fraud.selectors.names import (
    card_of_list,
    card_of_match,
    cards_of_matches,
    match_for,
    visible_lists,
    visible_matches,
)
from fraud.services.name_matches import (
    confirm_name_decision,
    propose_name_decision,
    send_name_decision_back,
)

_TAGS: Final = ["Names on lists"]
_NOTE_LENGTH: Final = 1000

_MATCH: Final[dict[str, Any]] = {
    "id": 7,
    "subject_kind": "CUSTOMER",
    "subject_id": 12,
    "customer_id": "CUST5550001234",
    "subject_name": "Victor Drozdenco",
    "likeness": 97,
    "explanation": {
        "listed_name": "Victor Drozdenko",
        "words": [
            {"asked": "victor", "listed": "victor", "likeness": 100},
            {"asked": "drozdenco", "listed": "drozdenko", "likeness": 96},
        ],
        "words_without_match": [],
    },
    "entry": {
        "list_name": "sample",
        "entry_id": "sample-0001",
        "schema": "Person",
        "names": ["Viktor Aleksandrovich Drozdenko", "Victor Drozdenko"],
        "birth_date": "1961-04-12",
        "countries": "zz",
        "programme": "Invented sample programme",
    },
    "status": "OPEN",
    "found_at": "2024-01-15T10:00:00Z",
    "proposal": "",
    "proposal_note": "",
    "proposed_by": None,
    "proposed_at": None,
    "decision_note": "",
    "decided_by": None,
    "decided_at": None,
}
_PROPOSED: Final = {
    **_MATCH,
    "status": "PROPOSED",
    "proposal": "CLEARED",
    "proposal_note": "Born thirty years later.",
    "proposed_by": "bank_admin",
    "proposed_at": "2024-01-15T11:00:00Z",
}
_CLEARED: Final = {
    **_PROPOSED,
    "status": "CLEARED",
    "decision_note": "Seen the passport.",
    "decided_by": "second_admin",
    "decided_at": "2024-01-15T12:00:00Z",
}
_MATCH_EXAMPLE: Final = [OpenApiExample("A customer of a like name", value=_MATCH, response_only=True)]
_PROPOSE_EXAMPLES: Final = [
    OpenApiExample(
        "Somebody else", value={"decision": "CLEARED", "note": "Born thirty years later."}, request_only=True
    ),
    OpenApiExample("Proposed", value=_PROPOSED, response_only=True),
]
_CONFIRM_EXAMPLES: Final = [
    OpenApiExample("Agreed", value={"note": "Seen the passport."}, request_only=True),
    OpenApiExample("Cleared by two", value=_CLEARED, response_only=True),
]
_BACK_EXAMPLES: Final = [
    OpenApiExample("Not sure", value={"note": "The passport is not on file."}, request_only=True),
    OpenApiExample("Open again", value=_MATCH, response_only=True),
]
_LIST_EXAMPLE: Final = [
    OpenApiExample(
        "The sample list",
        value={
            "id": 1,
            "name": "sample",
            "file_format": "opensanctions",
            "file_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "entry_count": 6,
            "loaded_at": "2024-01-15T09:00:00Z",
            "replaced_at": None,
            "screened_at": "2024-01-15T09:00:10Z",
        },
        response_only=True,
    )
]


class ListedEntryAnswer(serializers.Serializer[Any]):
    """An entry of a list."""

    list_name = serializers.CharField()
    entry_id = serializers.CharField()
    schema = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField())
    birth_date = serializers.CharField()
    countries = serializers.CharField()
    programme = serializers.CharField()


class NameMatchAnswer(serializers.Serializer[Any]):
    """A name that is like a listed one."""

    id = serializers.IntegerField()
    subject_kind = serializers.ChoiceField([kind.value for kind in NameSubject])
    subject_id = serializers.IntegerField(allow_null=True)
    customer_id = serializers.CharField(allow_null=True)
    subject_name = serializers.CharField()
    likeness = serializers.IntegerField(min_value=0, max_value=100)
    explanation = serializers.JSONField(help_text="Which words are like which, of 100.")
    entry = ListedEntryAnswer()
    status = serializers.ChoiceField([status.value for status in NameMatchStatus])
    found_at = serializers.DateTimeField()
    proposal = serializers.CharField()
    proposal_note = serializers.CharField()
    proposed_by = serializers.CharField(allow_null=True)
    proposed_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class NameListAnswer(serializers.Serializer[Any]):
    """One loading of a list."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    file_format = serializers.CharField()
    file_digest = serializers.CharField(help_text="SHA-256 of the file.")
    entry_count = serializers.IntegerField()
    loaded_at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField(allow_null=True)
    screened_at = serializers.DateTimeField(allow_null=True)


class NameProposal(StrictSerializer):
    """What a match is found to be."""

    decision = serializers.ChoiceField([decision.value for decision in NameDecision])
    note = serializers.CharField(max_length=_NOTE_LENGTH)


class OptionalNote(StrictSerializer):
    """A word to what is agreed with."""

    note = serializers.CharField(max_length=_NOTE_LENGTH, required=False, allow_blank=True, default="")


class RequiredNote(StrictSerializer):
    """Why."""

    note = serializers.CharField(max_length=_NOTE_LENGTH)


class NameMatchViewSet(GenericViewSet[NameMatch]):
    """Customers and payees whose names are like listed ones; two members of staff decide on each."""

    pagination_class = KeysetOrPages
    queryset = NameMatch.objects.none()
    serializer_class = NameMatchAnswer
    filterset_class = NameMatchFilter
    lookup_url_kwarg = "match_id"

    def get_permissions(self) -> list[Any]:
        return [Holds(VIEW_ALERTS if self.action in {"list", "retrieve"} else DECIDE_NAME_MATCHES)()]

    def get_queryset(self) -> QuerySet[NameMatch]:
        return visible_matches(actor_of(self.request))

    @extend_schema(
        operation_id="name_matches_list",
        summary="List matches with listed names",
        tags=_TAGS,
        responses=NameMatchAnswer(many=True),
        examples=_MATCH_EXAMPLE,
    )
    def list(self, request: Request) -> Response:
        """The newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(NameMatchAnswer(cards_of_matches(page), many=True).data)

    @extend_schema(
        operation_id="name_matches_read",
        summary="Show a match with a listed name",
        tags=_TAGS,
        examples=_MATCH_EXAMPLE,
    )
    def retrieve(self, request: Request, match_id: int) -> Response:
        """The match, with the words that are alike and the entry."""
        return Response(NameMatchAnswer(card_of_match(match_for(actor_of(request), match_id))).data)

    @extend_schema(
        operation_id="name_matches_propose",
        summary="Propose what a match is",
        tags=_TAGS,
        request=NameProposal,
        responses=NameMatchAnswer,
        examples=_PROPOSE_EXAMPLES,
    )
    def propose(self, request: Request, match_id: int) -> Response:
        """Somebody else of a like name (CLEARED), or the listed one (CONFIRMED); a colleague has to agree."""
        body = NameProposal(data=request.data)
        body.is_valid(raise_exception=True)
        card = propose_name_decision(actor=actor_of(request), match_id=match_id, **body.validated_data)
        return Response(NameMatchAnswer(card).data)

    @extend_schema(
        operation_id="name_matches_confirm",
        summary="Agree with a colleague's proposal",
        tags=_TAGS,
        request=OptionalNote,
        responses=NameMatchAnswer,
        examples=_CONFIRM_EXAMPLES,
    )
    def confirm(self, request: Request, match_id: int) -> Response:
        """Make a colleague's proposal the bank's decision."""
        body = OptionalNote(data=request.data)
        body.is_valid(raise_exception=True)
        card = confirm_name_decision(actor=actor_of(request), match_id=match_id, **body.validated_data)
        return Response(NameMatchAnswer(card).data)

    @extend_schema(
        operation_id="name_matches_send_back",
        summary="Disagree with a colleague's proposal",
        tags=_TAGS,
        request=RequiredNote,
        responses=NameMatchAnswer,
        examples=_BACK_EXAMPLES,
    )
    def send_back(self, request: Request, match_id: int) -> Response:
        """Open the match again."""
        body = RequiredNote(data=request.data)
        body.is_valid(raise_exception=True)
        card = send_name_decision_back(actor=actor_of(request), match_id=match_id, **body.validated_data)
        return Response(NameMatchAnswer(card).data)


class NameListViewSet(GenericViewSet[NameList]):
    """The lists names are compared with. They are loaded by `manage.py load_name_list`."""

    permission_classes = [Holds(VIEW_ALERTS)]
    queryset = NameList.objects.none()
    serializer_class = NameListAnswer
    pagination_class = KeysetOrPages

    def get_queryset(self) -> QuerySet[NameList]:
        return visible_lists(actor_of(self.request))

    @extend_schema(
        operation_id="name_lists_list",
        summary="List the loadings of name lists",
        tags=_TAGS,
        responses=NameListAnswer(many=True),
        examples=_LIST_EXAMPLE,
    )
    def list(self, request: Request) -> Response:
        """Every loading, the newest first; one that was replaced says when."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(
            NameListAnswer([card_of_list(row) for row in page], many=True).data
        )
