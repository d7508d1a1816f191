"""Who may read the trail is shown it and leaves an entry about it; who may not leaves a refusal."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.contracts import VIEW_AUDIT_TRAIL, TrailFilters
from audit.models import AuditLog
from audit.services import note_trail_opened, read_audit_entry, read_audit_trail
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import NotAllowed, NotFound
from tests.builders.audit import NOON, leave_entry

pytestmark = pytest.mark.django_db

READER = Actor(username="reader", permissions=frozenset({VIEW_AUDIT_TRAIL}))
STRANGER = Actor(username="stranger", permissions=frozenset({"users.view_customers"}))


def newest() -> AuditLog:
    return AuditLog.objects.order_by("-id")[0]


def test_the_trail_is_shown_newest_first() -> None:
    older, newer = leave_entry(at=NOON), leave_entry(at=NOON + dt.timedelta(seconds=1))
    same_moment = leave_entry(at=NOON)

    page = read_audit_trail(actor=READER, filters=TrailFilters(), take_page=list)

    assert page == [newer, same_moment, older]


def test_reading_leaves_an_entry_that_says_what_was_asked_for() -> None:
    leave_entry(action="CREATE")
    filters = TrailFilters(action="CREATE", since=NOON)

    page = read_audit_trail(actor=READER, filters=filters, take_page=list)

    row = newest()
    assert row not in page
    assert (row.action_type, row.target_model, row.username) == ("READ", "AuditLog", "reader")
    assert row.description == "Read the audit trail: action = CREATE, since = 2025-03-10T12:00:00Z"
    assert row.details == {
        "filters": {"action": "CREATE", "since": "2025-03-10T12:00:00Z"},
        "entries_shown": 1,
    }


def test_one_entry_is_found_by_its_number_and_by_its_log_id() -> None:
    entry = leave_entry()

    assert read_audit_entry(actor=READER, key=str(entry.pk)) == entry
    assert read_audit_entry(actor=READER, key=entry.log_id) == entry
    assert (newest().action_type, newest().target_id) == ("READ", entry.log_id)


@pytest.mark.parametrize("key", ["0", "999999999999999999", "9" * 40, "LOGDOESNOTEXIST", "-1", "１"])
def test_an_entry_that_is_not_there_is_not_found(key: str) -> None:
    leave_entry()

    with pytest.raises(NotFound):
        read_audit_entry(actor=READER, key=key)

    assert (newest().action_type, newest().code) == ("REFUSE", "not_found")


def test_who_may_not_read_is_refused_and_the_attempt_is_kept() -> None:
    entry = leave_entry()

    with pytest.raises(NotAllowed):
        read_audit_trail(actor=STRANGER, filters=TrailFilters(), take_page=list)
    with pytest.raises(NotAllowed):
        read_audit_entry(actor=STRANGER, key=entry.log_id)
    with pytest.raises(NotAllowed):
        note_trail_opened(actor=STRANGER, filters={})

    refusals = AuditLog.objects.filter(username="stranger").order_by("id")
    assert [(row.action_type, row.target_model, row.code) for row in refusals] == [
        ("REFUSE", "audit.read_audit_trail", "not_allowed"),
        ("REFUSE", "audit.read_audit_entry", "not_allowed"),
        ("REFUSE", "audit.note_trail_opened", "not_allowed"),
    ]


def test_opening_the_trail_by_another_door_is_noted() -> None:
    actor = Actor(username="reader", permissions=READER.permissions, channel=Channel.ADMIN)

    note_trail_opened(actor=actor, filters={"q": "TXN1"})

    row = AuditLog.objects.get()
    assert (row.action_type, row.channel, row.description) == (
        "READ",
        "admin",
        "Read the audit trail: q = TXN1",
    )
    assert row.details == {"filters": {"q": "TXN1"}}
