"""Searching the trail in words, by person and by account; its export; and what staff did."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands
from pytest_django import Settings
from rest_framework.test import APIClient

from audit.chain_keys import sealing_key
from audit.chain_models import AuditSeal
from audit.command_line import UNRECORDED, BankCommandLine, is_recorded
from audit.contracts import TrailFilters
from audit.models import AuditLog
from audit.sealing import seal_batch
from audit.search_models import PatternAlert
from audit.searching import ROWS_AT_ONCE, keep_trail_searchable
from audit.services import (
    note_export,
    read_staff_activity,
    read_staff_patterns,
    tell_of_pattern,
    tell_of_staff_patterns,
)
from audit.staff_contracts import StaffQuestion
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.key_canaries import check_keys
from core_banking.kernel.statements import engine
from notifications.models import Notification
from tests.builders.audit import NOON, leave_entry
from tests.builders.people import approved_customer, auditor, bank_admin, signed_in_client
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

PATH = "/api/audit-logs/"
THE_DAY = {"from": "2025-03-10", "to": "2025-03-10"}


@pytest.fixture
def reader() -> APIClient:
    return signed_in_client(auditor())


def as_actor(person: PersonCard, **facts: Any) -> Actor:
    return Actor(user_id=person.id, username=person.username, customer_id=person.customer_id, **facts)


def searchable() -> None:
    seal_batch(own_rows=True, limit=ROWS_AT_ONCE)
    keep_trail_searchable()


def targets(reader: APIClient, **asked: str) -> list[str]:
    answer = reader.get(PATH, {**THE_DAY, **asked})
    assert answer.status_code == 200, answer.content
    return [row["target_id"] for row in answer.json()["results"]]


class TestSearch:
    """Words begin words of an entry; accounts are found wherever an entry names them."""

    @pytest.fixture(autouse=True)
    def entries(self) -> None:
        leave_entry(target="A", description="Zażółć gęślą", details={"purpose": "Rent for Larkspur Lane"})
        leave_entry(target="B", description="Account frozen", details={"account_number": "SAV000000017"})
        leave_entry(target="C", details={"accounts": ["SAV000000017", "CUR000000025"], "n": 5})
        leave_entry(target="SAV000000017", model="Account", description="100% of %_ and ' \" \\ & | !")
        searchable()

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("larkspur", ["A"]),
            ("LARK lan", ["A"]),
            ("spur", []),
            ("gęślą zażółć", ["A"]),
            ("rent frozen", []),
            ("frozen", ["B"]),
            ("sav000000017", ["SAV000000017", "C", "B"]),
            ("100 %_ & | ' !", ["SAV000000017"]),
            ("&|!'", []),
        ],
    )
    def test_each_word_begins_a_word_of_the_entry(
        self, reader: APIClient, words: str, found: list[str]
    ) -> None:
        assert targets(reader, q=words) == found

    @pytest.mark.parametrize(
        ("number", "found"),
        [("SAV000000017", ["SAV000000017", "C", "B"]), ("cur000000025", ["C"]), ("SAV000000018", [])],
    )
    def test_an_account_is_found_where_it_is_named(
        self, reader: APIClient, number: str, found: list[str]
    ) -> None:
        assert targets(reader, account=number) == found
        assert targets(reader, account=number, q="nothing") == []

    def test_taking_up_again_adds_nothing(self) -> None:
        assert keep_trail_searchable() == 0

    def test_a_person_is_found_as_actor_and_as_subject(self, reader: APIClient) -> None:
        mira, otto = approved_customer(), approved_customer()
        leave_entry(actor=as_actor(mira), target="BY")
        leave_entry(actor=as_actor(otto), target="ABOUT", subject=mira.id)
        leave_entry(actor=as_actor(otto), target="NEITHER")

        for name in (str(mira.id), mira.customer_id, mira.username):
            assert targets(reader, person=str(name)) == ["ABOUT", "BY"]


class TestExport:
    """A file of one range, whatever its length, and no formula in it."""

    def rows(self, answer: Any) -> list[dict[str, str]]:
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))

    def test_every_entry_of_the_range_is_a_line_and_none_a_formula(
        self, reader: APIClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("audit.services.exporting.ROWS_AT_ONCE", 2)
        texts = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\uff1d1", 'plain, "quoted"\nline']
        for place, text in enumerate(texts):
            at = NOON + dt.timedelta(minutes=place // 3)  # some share a moment
            leave_entry(at=at, description=text, details={"x": text})
        leave_entry(at=NOON - dt.timedelta(days=1), description="the day before")

        rows = self.rows(reader.get(f"{PATH}export/", THE_DAY))

        assert [row["description"] for row in rows] == [f"'{text}" for text in texts[:7]] + texts[7:]
        assert {cell[:1] for row in rows for cell in row.values()}.isdisjoint("=+-@\t\uff1d")
        assert rows[0]["timestamp"] == "2025-03-10T12:00:00Z"

    def test_the_export_is_recorded_before_its_first_line(self, reader: APIClient) -> None:
        answer = reader.get(f"{PATH}export/", {**THE_DAY, "action": "CREATE"})

        entry = AuditLog.objects.order_by("-id")[0]
        assert (entry.action_type, entry.target_model) == ("EXPORT", "AuditLog")
        assert entry.details["filters"]["action"] == "CREATE"
        assert self.rows(answer) == []

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"from": "2025-03-10"},
            {"from": "2025-03-11", "to": "2025-03-10"},
            {"from": "2024-01-01", "to": "2025-03-10"},
            {**THE_DAY, "page": "2"},
        ],
    )
    def test_a_range_that_is_none_is_refused(self, reader: APIClient, asked: dict[str, str]) -> None:
        assert reader.get(f"{PATH}export/", asked).status_code == 400
        assert not AuditLog.objects.filter(action_type="EXPORT").exists()

    def test_nobody_else_exports(self) -> None:
        clerk = bank_admin()
        answer = signed_in_client(clerk).get(f"{PATH}export/", THE_DAY)

        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        with pytest.raises(NotAllowed):
            note_export(actor=as_actor(clerk), filters=TrailFilters())


class TestStaff:
    """What members of staff did, and what stands out in it."""

    def work(self, clerk: PersonCard) -> list[PersonCard]:
        customers = [approved_customer(last_name=name) for name in ("Marlow", "Vale", "Ashby")]
        actor = as_actor(clerk)
        for place, customer in enumerate(customers):
            for _ in range(2):
                leave_entry(
                    actor=actor,
                    at=NOON + dt.timedelta(minutes=place),
                    action="READ",
                    model="Customer",
                    subject=customer.id,
                )
        leave_entry(actor=actor, at=NOON.replace(hour=22), action="EXPORT", subject=customers[0].id)
        leave_entry(actor=actor, at=NOON + dt.timedelta(days=1), outcome="REFUSED", action="REFUSE")
        leave_entry(actor=as_actor(customers[0]), action="EXPORT", subject=customers[0].id)
        return customers

    def test_the_report_counts_deeds_by_day(self, reader: APIClient) -> None:
        clerk = bank_admin(last_name="Ashby")
        self.work(clerk)

        answer = reader.get(f"{PATH}activity/", {"from": "2025-03-10", "to": "2025-03-11"}).json()

        assert answer == {
            "from": "2025-03-10",
            "to": "2025-03-11",
            "next_after": None,
            "results": [
                {
                    "user_id": clerk.id,
                    "username": clerk.username,
                    "deeds": 8,
                    "refusals": 1,
                    "customers_read": 3,
                    "exports": 1,
                    "outside_hours": 1,
                    "days": [
                        {
                            "date": "2025-03-10",
                            "actions": {"EXPORT": 1, "READ": 6},
                            "refusals": 0,
                            "customers_read": 3,
                            "outside_hours": 1,
                        },
                        {
                            "date": "2025-03-11",
                            "actions": {"REFUSE": 1},
                            "refusals": 1,
                            "customers_read": 0,
                            "outside_hours": 0,
                        },
                    ],
                }
            ],
        }
        entry = AuditLog.objects.order_by("-id")[0]
        assert (entry.target_model, entry.target_id) == ("StaffReport", "activity")

    def test_members_come_in_pages(self, reader: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("audit.selectors.staff.MEMBERS_AT_ONCE", 1)
        clerks = [bank_admin(), bank_admin()]
        for clerk in clerks:
            leave_entry(actor=as_actor(clerk))

        first = reader.get(f"{PATH}activity/", THE_DAY).json()
        second = reader.get(f"{PATH}activity/", {**THE_DAY, "after": first["next_after"]}).json()

        assert [row["user_id"] for page in (first, second) for row in page["results"]] == [
            c.id for c in clerks
        ]
        assert second["next_after"] is None

    def test_what_stands_out_is_shown_with_its_numbers_and_told_once(
        self, reader: APIClient, settings: Settings
    ) -> None:
        settings.STAFF_READS_WITHIN_HOUR = 3
        clerk = bank_admin(last_name="Ashby")
        self.work(clerk)

        shown = reader.get(f"{PATH}patterns/", THE_DAY).json()["results"]
        with clock.frozen_at(NOON.replace(hour=23)):
            told = [tell_of_staff_patterns(actor=system_actor("worker")) for _ in range(2)]

        assert [(each["kind"], each["numbers"]) for each in shown] == [
            (
                "MANY_CUSTOMERS_IN_AN_HOUR",
                {"customers": 3, "own_usual": 0, "colleagues_usual": 0, "from": 3},
            ),
            ("READS_OF_NAMESAKES", {"count": 1, "from": 1}),
        ]
        assert {each["user_id"] for each in shown} == {clerk.id}
        assert told == [2, 0]
        assert PatternAlert.objects.count() == 2
        assert tell_of_pattern.__name__ == "tell_of_pattern"  # told within the work of the worker
        assert Notification.objects.filter(kind="STAFF_PATTERN").count() == 2  # there is one auditor
        assert AuditLog.objects.filter(action_type="STAFF_PATTERN").count() == 2

    @pytest.mark.parametrize("report", ["activity", "patterns"])
    @pytest.mark.parametrize(
        "asked", [{"from": "2025-03-11", "to": "2025-03-10"}, {"from": "2025-01-01", "to": "2025-12-31"}]
    )
    def test_a_range_that_is_none_is_refused(
        self, reader: APIClient, report: str, asked: dict[str, str]
    ) -> None:
        assert reader.get(f"{PATH}{report}/", asked).status_code == 400

    def test_the_use_cases_ask_for_the_right_themselves(self) -> None:
        question = StaffQuestion(first=NOON.date(), last=NOON.date())
        clerk = as_actor(bank_admin())

        for read in (read_staff_activity, read_staff_patterns):
            with pytest.raises(NotAllowed):
                read(actor=clerk, question=question)


def about_to_run(*typed: str) -> None:
    # Running it would close the connection that the test is undone by.
    BankCommandLine(["manage.py", *typed]).fetch_command(typed[0])


def test_with_wrong_keys_no_command_begins_that_writes_and_nothing_is_sealed_under_them(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_keys() == []
    settings.AUDIT_KEYS = ["another key of at least thirty-two bytes"]

    for command in ("load_demo_data", "close_business_day", "createsuperuser", "rotate_keys"):
        with pytest.raises(SystemExit) as refused:
            about_to_run(command)
        assert str(refused.value.code).startswith(
            "CommandError: The keys are not those of this database. AUDIT_KEYS"
        )
    about_to_run("check_keys")

    assert AuditLog.objects.filter(action_type="COMMAND").count() == (1 if engine() == "postgresql" else 0)
    assert not AuditSeal.objects.filter(key_id=sealing_key()[0]).exists()


def test_what_is_handed_on_to_another_program_asks_for_no_help() -> None:
    about_to_run("dbshell", "--", "-h", "localhost", "-c", "DELETE FROM audit_auditlog")
    about_to_run("dbshell", "-h")

    assert AuditLog.objects.get(action_type="COMMAND").details["arguments"][1:3] == ["-h", "localhost"]


def test_a_command_leaves_a_row_before_it_runs() -> None:
    about_to_run("run_due_work", "--date", "2000-01-01")

    entry = AuditLog.objects.get(action_type="COMMAND")
    assert (entry.target_id, entry.channel) == ("run_due_work", "command")
    assert entry.details["arguments"] == ["--date", "2000-01-01"]
    assert entry.details["operator"]


@pytest.mark.parametrize(
    "typed", [("run_due_work", "--help"), ("verify_statement", "file.pdf"), ("check", "--deploy")]
)
def test_what_touches_nothing_leaves_none(typed: tuple[str, ...]) -> None:
    about_to_run(*typed)

    assert not AuditLog.objects.filter(action_type="COMMAND").exists()


def test_every_command_of_the_bank_is_recorded_but_for_those_with_a_reason() -> None:
    own = {name for name, app in get_commands().items() if str(app).split(".")[0] in settings.BANK_APPS}

    assert {name for name in own if not is_recorded(name)} == set(UNRECORDED)
    assert is_recorded("shell")
