"""Stored answers go when no client may still ask for them, and not before."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import override_settings

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import command_actor
from core_banking.kernel.models import IdempotencyRecord
from operations import services

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOW), override_settings(IDEMPOTENCY_KEEP_HOURS=72):
        yield


def stored_answer(key: str, age: dt.timedelta) -> IdempotencyRecord:
    return IdempotencyRecord.objects.create(
        principal_id=1, key=key, fingerprint=b"f" * 32, http_status=201, answer=b"a", created_at=NOW - age
    )


def test_it_deletes_what_is_older_than_the_time_kept_and_nothing_else() -> None:
    stored_answer("old", dt.timedelta(hours=72, seconds=1))
    stored_answer("at the edge", dt.timedelta(hours=72))
    stored_answer("young", dt.timedelta(hours=1))

    assert services.purge_idempotency_keys(actor=command_actor("test")) == 1

    assert sorted(IdempotencyRecord.objects.values_list("key", flat=True)) == ["at the edge", "young"]


def test_it_takes_the_oldest_first_up_to_its_batch() -> None:
    for days in range(4, 9):
        stored_answer(f"{days} days", dt.timedelta(days=days))

    assert services.purge_idempotency_keys(actor=command_actor("test"), batch_rows=3) == 3

    assert sorted(IdempotencyRecord.objects.values_list("key", flat=True)) == ["4 days", "5 days"]


def test_it_leaves_an_audit_row() -> None:
    stored_answer("old", dt.timedelta(days=4))

    services.purge_idempotency_keys(actor=command_actor("night shift"))

    row = AuditLog.objects.get()
    assert (row.action_type, row.target_model, row.username, row.channel) == (
        "PURGE",
        "IdempotencyRecord",
        "night shift",
        "command",
    )
    assert row.details == {"purged": 1, "older_than": "2025-03-07T12:00:00Z"}


def test_the_command_goes_on_until_nothing_old_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PURGE_BATCH_ROWS", 2)
    for number in range(5):
        stored_answer(f"key {number}", dt.timedelta(days=4))
    out = io.StringIO()

    call_command("purge_idempotency_keys", stdout=out)

    assert out.getvalue() == "Deleted 5 stored answers.\n"
    assert IdempotencyRecord.objects.count() == 0
    assert list(AuditLog.objects.order_by("id").values_list("details__purged", flat=True)) == [2, 2, 1]
