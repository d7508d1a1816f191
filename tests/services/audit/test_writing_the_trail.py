"""Every deed leaves its row in its own transaction; every refusal leaves one after its rollback."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from audit.models import AuditLog
from audit.scrubbing import SecretInAuditTrail
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor, Channel, system_actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import NotFound, Unavailable
from core_banking.kernel.events import AuditFacts, DomainEvent
from core_banking.kernel.models import IdempotencyRecord
from core_banking.kernel.statements import engine

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2025, 3, 10, 12, 0, 0, 123456, tzinfo=dt.UTC)
STRANGER = Actor(
    username="", ip_address="2001:db8::1", user_agent="curl/8.0", request_id="req-1", channel=Channel.API
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultOpened(DomainEvent):
    details: dict[str, object]
    description: str = "The vault was opened"

    def audit_facts(self) -> AuditFacts:
        return AuditFacts(
            action="OPEN",
            target_model="Vault",
            target_id="V1",
            description=self.description,
            details=self.details,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultLookedAt(VaultOpened):
    audited = False


def leave_a_mark() -> None:
    """Write something that a rollback must take away."""
    IdempotencyRecord.objects.create(
        principal_id=1, key="mark", fingerprint=b"f", http_status=200, answer=b"", created_at=NOON
    )


def marks() -> int:
    return IdempotencyRecord.objects.count()


@use_case
def open_vault(*, actor: Actor, kind: type[VaultOpened] = VaultOpened, **facts: Any) -> None:
    leave_a_mark()
    emit(kind(actor=actor, **{"details": {}, **facts}))


@use_case
def fail_to_open(*, actor: Actor, error: Exception) -> None:
    leave_a_mark()
    emit(VaultOpened(actor=actor, details={}))
    raise error


@use_case
def rehearse(*, actor: Actor) -> None:
    make_dry_run()
    leave_a_mark()
    emit(VaultOpened(actor=actor, details={}))


def test_a_deed_leaves_one_row_that_says_everything() -> None:
    with clock.frozen_at(NOON):
        open_vault(actor=STRANGER, details={"reason": "audit", "doors": 2})

    row = AuditLog.objects.get()
    assert row.log_id.startswith("LOG")
    assert len(row.log_id) == 15
    assert (row.action_type, row.target_model, row.target_id) == ("OPEN", "Vault", "V1")
    assert (row.user_id, row.username, row.customer_id, row.channel) == (None, "", "", "api")
    assert (row.outcome, row.code, row.subject_id) == ("SUCCESS", "", None)
    assert row.description == "The vault was opened"
    assert row.details == {"reason": "audit", "doors": 2}
    assert (row.ip_address, row.user_agent, row.request_id) == ("2001:db8::1", "curl/8.0", "req-1")
    assert row.timestamp == NOON
    assert marks() == 1


def test_writing_costs_one_statement_and_on_sqlite_its_seal(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    event = VaultOpened(actor=STRANGER, details={"doors": 2})

    from audit.receivers import write_audit_row

    # On SQLite the row is sealed at once: the head, the row, the seal, and the head again.
    with django_assert_num_queries(1 if engine() == "postgresql" else 5):
        write_audit_row(event=event)


def test_a_job_of_the_bank_is_named() -> None:
    open_vault(actor=system_actor("close_business_day"))

    row = AuditLog.objects.get()
    assert (row.user_id, row.username, row.channel, row.ip_address) == (
        None,
        "close_business_day",
        "system",
        None,
    )


def test_a_moment_is_stored_as_the_orm_reads_and_compares_it() -> None:
    moment = dt.datetime(2025, 3, 10, 12, 0, tzinfo=dt.UTC)
    with clock.frozen_at(moment):
        open_vault(actor=STRANGER)

    assert AuditLog.objects.get().timestamp == moment
    assert AuditLog.objects.filter(timestamp__gte=moment, timestamp__lte=moment).count() == 1
    assert AuditLog.objects.filter(timestamp__lt=moment).count() == 0


def test_an_event_that_is_not_audited_leaves_no_row() -> None:
    open_vault(actor=STRANGER, kind=VaultLookedAt)

    assert AuditLog.objects.count() == 0
    assert marks() == 1


def test_a_refusal_undoes_the_deed_and_leaves_its_own_row() -> None:
    with pytest.raises(NotFound):
        fail_to_open(actor=STRANGER, error=NotFound())

    row = AuditLog.objects.get()
    assert (row.action_type, row.outcome, row.code) == ("REFUSE", "REFUSED", "not_found")
    assert row.target_model.endswith(".fail_to_open")
    assert row.description == "Not found."
    assert marks() == 0


def test_a_refusal_that_says_nothing_of_the_caller_leaves_no_row() -> None:
    with pytest.raises(Unavailable):
        fail_to_open(actor=STRANGER, error=Unavailable())

    assert AuditLog.objects.count() == 0


def test_a_crash_undoes_the_deed_and_its_row() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_to_open(actor=STRANGER, error=ZeroDivisionError())

    assert AuditLog.objects.count() == 0
    assert marks() == 0


def test_a_dry_run_leaves_neither_deed_nor_row() -> None:
    rehearse(actor=STRANGER)

    assert AuditLog.objects.count() == 0
    assert marks() == 0


def test_a_row_that_cannot_be_written_undoes_the_deed(monkeypatch: pytest.MonkeyPatch) -> None:
    open_vault(actor=STRANGER)
    IdempotencyRecord.objects.all().delete()
    monkeypatch.setattr(ids, "log_id", AuditLog.objects.get().log_id.__str__)

    with pytest.raises(IntegrityError):
        open_vault(actor=STRANGER)

    assert AuditLog.objects.count() == 1
    assert marks() == 0


def test_a_secret_in_the_details_undoes_the_deed() -> None:
    with pytest.raises(SecretInAuditTrail, match="pin"):
        open_vault(actor=STRANGER, details={"pin": "4711"})

    assert AuditLog.objects.count() == 0
    assert marks() == 0


def test_in_production_a_secret_is_replaced_and_the_deed_goes_on() -> None:
    with override_settings(AUDIT_TRAIL_REFUSES_SECRETS=False):
        open_vault(actor=STRANGER, details={"pin": "4711", "doors": 2})

    assert AuditLog.objects.get().details == {"pin": "[removed]", "doors": 2}
    assert marks() == 1


def test_identity_numbers_in_free_text_are_removed() -> None:
    actor = Actor(username="123-45-6789", user_agent="my SSN is 123-45-6789")

    open_vault(actor=actor, description="Rent, SSN 123-45-6789", details={"purpose": ["PAN ABCPE1234F"]})

    row = AuditLog.objects.get()
    assert row.username == "[removed]"
    assert row.user_agent == "my SSN is [removed]"
    assert row.description == "Rent, SSN [removed]"
    assert row.details == {"purpose": ["PAN [removed]"]}


def test_what_a_stranger_sent_is_cut_to_its_column() -> None:
    actor = Actor(username="u" * 1000, user_agent="a" * 1000, request_id="r" * 1000)

    open_vault(actor=actor)

    row = AuditLog.objects.get()
    assert (len(row.username), len(row.user_agent), len(row.request_id)) == (150, 400, 128)


@pytest.mark.postgresql
def test_a_row_carries_the_number_of_its_transaction() -> None:
    open_vault(actor=STRANGER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [number] = cursor.fetchone()
    assert AuditLog.objects.get().xid == number
