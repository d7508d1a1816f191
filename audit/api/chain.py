"""The sealed chain over HTTP: verified while one waits, and the proof of one entry."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.chain_faults import Fault
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.services.chain import prove_audit_row, verify_audit_chain
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of

_DIGEST: Final = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
_VERIFIED = OpenApiExample(
    "A chain that holds",
    value={
        "holds": True,
        "complete": True,
        "from_seq": 1,
        "through_seq": 4711,
        "head_seq": 4711,
        "next_seq": None,
        "rows": 4711,
        "waiting_rows": 2,
        "checkpoints": 12,
        "outside_checkpoints": 12,
        "first_fault": None,
        "faults": [],
        "last_full_check": {"computed_at": "2024-01-15T03:00:00Z", "took_ms": 140, "problems": []},
    },
    response_only=True,
)
_BROKEN = OpenApiExample(
    "A changed row",
    value={
        **_VERIFIED.value,
        "holds": False,
        "first_fault": {
            "kind": "ROW_CHANGED",
            "sentence": "Row 815, sealed at 812, was changed.",
            "seq": 812,
            "audit_log_id": 815,
        },
        "faults": [
            {
                "kind": "ROW_CHANGED",
                "sentence": "Row 815, sealed at 812, was changed.",
                "seq": 812,
                "audit_log_id": 815,
            }
        ],
    },
    response_only=True,
)
_PROOF = OpenApiExample(
    "The proof of an entry",
    value={
        "audit_log_id": 815,
        "seq": 812,
        "encoding": "016900000000000003",
        "encoding_digest": _DIGEST,
        "mac": _DIGEST,
        "leaf": _DIGEST,
        "path": [{"side": "left", "hash": _DIGEST}],
        "root": _DIGEST,
        "checkpoint": {
            "number": 3,
            "seq": 1000,
            "mac": _DIGEST,
            "count": 400,
            "root": _DIGEST,
            "previous": _DIGEST,
            "made_at": 1705320000000000,
            "key_id": "9f86d081884c7d65",
            "signature": _DIGEST * 2,
        },
        "public_key": _DIGEST,
    },
    response_only=True,
)


class ChainQuery(serializers.Serializer[Any]):
    """Where to begin."""

    from_seq = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="The first seal to look at."
    )


class ChainFaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    kind = serializers.ChoiceField(choices=[fault.value for fault in Fault])
    sentence = serializers.CharField()
    seq = serializers.IntegerField(
        allow_null=True, help_text="Where in the chain; null if it has no place there."
    )
    audit_log_id = serializers.IntegerField(allow_null=True, help_text="The row, if it is about one.")


class LastFullCheckSerializer(serializers.Serializer[Any]):
    """What the worker found when it last verified the whole chain."""

    computed_at = serializers.DateTimeField()
    took_ms = serializers.IntegerField()
    problems = serializers.ListField(child=serializers.CharField())


class ChainReportSerializer(serializers.Serializer[Any]):
    """What was looked at, and what is wrong with it."""

    holds = serializers.BooleanField(help_text="Whether all that was looked at holds.")
    complete = serializers.BooleanField(help_text="Whether that was the whole chain.")
    from_seq = serializers.IntegerField()
    through_seq = serializers.IntegerField()
    head_seq = serializers.IntegerField(help_text="Where the chain ends.")
    next_seq = serializers.IntegerField(
        allow_null=True, help_text="`from_seq` of what comes after; null at the end."
    )
    rows = serializers.IntegerField()
    waiting_rows = serializers.IntegerField(help_text="Rows that wait for their seal.")
    checkpoints = serializers.IntegerField()
    outside_checkpoints = serializers.IntegerField(
        allow_null=True,
        help_text="Of the file outside the database, those that reach these seals; null if none is here.",
    )
    first_fault = ChainFaultSerializer(allow_null=True)
    faults = ChainFaultSerializer(many=True)
    last_full_check = LastFullCheckSerializer(allow_null=True)


class _StepSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=["left", "right"])
    hash = serializers.CharField()


class _CheckpointSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    seq = serializers.IntegerField()
    mac = serializers.CharField()
    count = serializers.IntegerField()
    root = serializers.CharField()  # type: ignore[assignment]  # a member of the answer
    previous = serializers.CharField()
    made_at = serializers.IntegerField(help_text="Microseconds since 1970 in UTC.")
    key_id = serializers.CharField()
    signature = serializers.CharField()


class AuditProofSerializer(serializers.Serializer[Any]):
    """All that is needed to check, without the bank, that an entry was sealed; bytes are hexadecimal."""

    audit_log_id = serializers.IntegerField()
    seq = serializers.IntegerField()
    encoding = serializers.CharField(help_text="Every column of the entry.")
    encoding_digest = serializers.CharField(help_text="SHA-256 of the encoding.")
    mac = serializers.CharField()
    leaf = serializers.CharField()
    path = _StepSerializer(many=True)
    root = serializers.CharField()  # type: ignore[assignment]  # a member of the answer
    checkpoint = _CheckpointSerializer()
    public_key = serializers.CharField(help_text="Ed25519.")


class AuditChainView(APIView):
    """The chain, verified while one waits."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]

    @extend_schema(
        operation_id="audit_logs_verify",
        summary="Verify the audit chain",
        description=(
            "Computes the seals again, up to a bound, by default those at the chain's end, and names the first thing"
            " wrong. A chain that is not longer than the bound is verified whole, and held against the journal. For"
            " more go on with `next_seq`; the worker verifies the whole chain now and then (`last_full_check`)."
        ),
        tags=["Audit"],
        parameters=[ChainQuery],
        responses=ChainReportSerializer,
        examples=[_VERIFIED, _BROKEN],
    )
    def get(self, request: Request) -> Response:
        query = ChainQuery(data=request.query_params)
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        answer = verify_audit_chain(actor=actor_of(request), from_seq=query.validated_data.get("from_seq"))
        shown = {
            **answer.report.as_json(),
            "next_seq": answer.next_seq,
            "last_full_check": answer.last_full_check,
        }
        return Response(ChainReportSerializer(shown).data)


class AuditProofView(APIView):
    """The proof that one entry was sealed."""

    permission_classes = [Holds(VIEW_AUDIT_TRAIL)]
    read_may_conflict: ClassVar[bool] = True

    @extend_schema(
        operation_id="audit_logs_proof",
        summary="Prove one audit log",
        description="By its number, or by its `LOG…` identifier. 409 until a checkpoint covers it.",
        tags=["Audit"],
        responses=AuditProofSerializer,
        examples=[_PROOF],
    )
    def get(self, request: Request, id: str) -> Response:
        return Response(AuditProofSerializer(prove_audit_row(actor=actor_of(request), key=id)).data)
