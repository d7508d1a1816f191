"""The audit trail over HTTP: its shape, its filters, its pages, and who may not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from tests.builders.audit import NOON, leave_entry
from tests.builders.people import (
    approved_customer,
    auditor,
    bank_admin,
    signed_in_client,
    system_administrator,
)
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

PATH = "/api/audit-logs/"
# What leads to the entries happens now; the entries themselves on this day.
THE_DAY = {"from": "2025-03-10", "to": "2025-03-10"}
EVERYTHING = {"mira pays", "otto pays", "mira is refused", "staff looks at otto"}


@pytest.fixture
def reader() -> APIClient:
    return signed_in_client(auditor())


@pytest.fixture
def mira() -> PersonCard:
    return approved_customer(username="mira_holm")


def as_actor(person: PersonCard, **facts: Any) -> Actor:
    return Actor(user_id=person.id, username=person.username, customer_id=person.customer_id, **facts)


def shown(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["log_id"] for row in answer.json()["results"]]


def test_an_entry_reads_as_documented(reader: APIClient, mira: PersonCard) -> None:
    actor = as_actor(mira, ip_address="192.168.1.1", user_agent="curl/8.5.0", request_id="req-77")
    entry = leave_entry(actor=actor, subject=mira.id, details={"amount": "100.00"})

    answer = reader.get(PATH, {"request_id": "req-77"}).json()

    assert answer == {
        "count": 1,
        "count_is_exact": True,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": entry.pk,
                "log_id": entry.log_id,
                "action_type": "CREATE",
                "user": {"id": mira.id, "username": "mira_holm", "customer_id": mira.customer_id},
                "target_model": "Transaction",
                "target_id": "TXN1",
                "description": "Transaction created",
                "outcome": "SUCCESS",
                "code": "",
                "subject": mira.id,
                "details": {"amount": "100.00"},
                "channel": "api",
                "ip_address": "192.168.1.1",
                "user_agent": "curl/8.5.0",
                "request_id": "req-77",
                "timestamp": "2025-03-10T12:00:00Z",
            }
        ],
    }
    for key in (entry.pk, entry.log_id):
        assert reader.get(f"{PATH}{key}/").json() == answer["results"][0]


def test_a_deed_of_nobody_still_has_a_user_to_read(reader: APIClient) -> None:
    entry = leave_entry(actor=Actor())

    assert reader.get(f"{PATH}{entry.pk}/").json()["user"] == {
        "id": None,
        "username": "",
        "customer_id": None,
    }


@pytest.mark.parametrize("path", [PATH, "/api/audit-logs"])
def test_both_spellings_of_the_address_answer(reader: APIClient, path: str) -> None:
    assert reader.get(path).status_code == 200


@pytest.mark.parametrize(
    "key", ["0", "LOGNOSUCHENTRY0", "99999999999999999999999", "%F0%9F%A6%9C", "%ED%A0%80"]
)
def test_an_entry_that_is_not_there_is_a_404(reader: APIClient, key: str) -> None:
    answer = reader.get(f"{PATH}{key}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", [f"{PATH}LOG%001/", f"{PATH}?user=a%00b", f"{PATH}?request_id=%00"])
def test_a_null_character_is_refused(reader: APIClient, path: str) -> None:
    assert reader.get(path).status_code in {400, 404}


class TestFilters:
    """Each filter alone shows exactly the entries that match it."""

    @pytest.fixture
    def entries(self, mira: PersonCard) -> dict[str, str]:
        """Four entries that differ in all that can be asked for, an hour after everything that led to them."""
        other = approved_customer(username="otto_brandt")
        hours = [NOON + dt.timedelta(hours=number) for number in range(4)]
        self.other = other
        made = {
            "mira pays": leave_entry(
                actor=as_actor(mira, request_id="req-1"), at=hours[0], target="TXN-MIRA"
            ),
            "otto pays": leave_entry(
                actor=as_actor(other, request_id="req-2"), at=hours[1], target="TXN-OTTO"
            ),
            "mira is refused": leave_entry(
                actor=as_actor(mira, request_id="req-3"),
                at=hours[2],
                action="REFUSE-TEST",
                model="Refusal",
                target="",
                outcome="REFUSED",
                code="insufficient_funds",
            ),
            "staff looks at otto": leave_entry(
                at=hours[3], action="READ-TEST", model="Customer", target="C7", subject=other.id
            ),
        }
        return {row.log_id: name for name, row in made.items()}

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"user": "{mira.id}"}, {"mira pays", "mira is refused"}),
            ({"user": "mira_holm"}, {"mira pays", "mira is refused"}),
            ({"user": "{mira.customer_id}"}, {"mira pays", "mira is refused"}),
            ({"user": "nobody_of_that_name"}, set()),
            ({"user": "CUST0000000000"}, set()),
            ({"action": "REFUSE-TEST"}, {"mira is refused"}),
            ({"model": "Customer"}, {"staff looks at otto"}),
            ({"target": "TXN-OTTO"}, {"otto pays"}),
            ({"subject": "{otto.id}", "action": "READ-TEST"}, {"staff looks at otto"}),
            ({"subject": "otto_brandt", "action": "READ-TEST"}, {"staff looks at otto"}),
            ({"subject": "{otto.customer_id}", "action": "READ-TEST"}, {"staff looks at otto"}),
            ({"request_id": "req-2"}, {"otto pays"}),
            ({"outcome": "REFUSED", "user": "mira_holm"}, {"mira is refused"}),
            ({"outcome": "SUCCESS", "user": "mira_holm"}, {"mira pays"}),
            ({"from": "2025-03-10T13:00:00Z", "to": "2025-03-10T14:00:00Z"}, {"otto pays"}),
            ({"from": "2025-03-10T15:00:00+01:00", "to": "2025-03-10"}, {"mira is refused", "staff looks at otto"}),
            ({}, EVERYTHING),
            ({"from": "2025-03-09", "to": "2025-03-09"}, set()),
            ({"user": "mira_holm", "target": "TXN-OTTO"}, set()),
        ],
    )  # fmt: skip
    def test_a_filter_shows_what_matches(
        self,
        reader: APIClient,
        mira: PersonCard,
        entries: dict[str, str],
        query: dict[str, str],
        names: set[str],
    ) -> None:
        filled = {name: value.format(mira=mira, otto=self.other) for name, value in query.items()}

        found = shown(reader.get(PATH, {**THE_DAY, **filled}))

        assert sorted(entries[log_id] for log_id in found) == sorted(names)

    def test_a_day_is_the_banks_own(self, reader: APIClient, entries: dict[str, str]) -> None:
        with override_settings(BANK_TIME_ZONE="Pacific/Auckland"):  # 13 hours ahead in March
            shown_on_the_11th = shown(reader.get(PATH, {"from": "2025-03-11", "to": "2025-03-11"}))
            shown_on_the_10th = shown(reader.get(PATH, {"from": "2025-03-10", "to": "2025-03-10"}))

        assert len(shown_on_the_11th) == 4
        assert shown_on_the_10th == []

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"userr": "mira_holm"}, "userr"),
            ({"outcome": "MAYBE"}, "outcome"),
            ({"from": "yesterday"}, "from"),
            ({"from": "2025-03-10T12:00:00"}, "from"),
            ({"from": "2025-02-30"}, "from"),
            ({"to": "9999-12-31"}, "to"),
            ({"from": "0001-01-01T00:00:00+14:00"}, "from"),
            ({"to": "9999-12-31T23:59:59-01:00"}, "to"),
            ({"to": "10.03.2025"}, "to"),
            ({"ordering": "username"}, "ordering"),
            ({"page_size": "201"}, "page_size"),
            ({"page_size": "0"}, "page_size"),
            ({"page": "-1"}, "page"),
            ({"cursor": "of somebody else"}, "cursor"),
            ({"user": "x" * 151}, "user"),
        ],
    )
    def test_what_cannot_be_asked_is_a_400_by_name(
        self, reader: APIClient, query: dict[str, str], field: str
    ) -> None:
        before = AuditLog.objects.filter(action_type="READ").count()

        answer = reader.get(PATH, query)

        assert answer.status_code == 400
        assert list(answer.json()) == [field]
        assert AuditLog.objects.filter(action_type="READ").count() == before


class TestPages:
    """Numbered pages and keyset pages walk the same list, each entry once."""

    @pytest.fixture
    def entries(self) -> list[str]:
        """Seven entries, the newest first; three of them of one moment."""
        moments = [NOON, NOON, NOON, *(NOON + dt.timedelta(microseconds=number) for number in range(1, 5))]
        return [leave_entry(model="Paged", at=moment).log_id for moment in moments][::-1]

    def walk(self, reader: APIClient, direction: str, url: str) -> list[list[str]]:
        pages = []
        while url:
            answer = reader.get(url)
            pages.append(shown(answer))
            url = answer.json()[direction]
        return pages

    @pytest.mark.parametrize("start", ["page=1", "cursor="])
    def test_a_walk_shows_every_entry_once(self, reader: APIClient, entries: list[str], start: str) -> None:
        pages = self.walk(reader, "next", f"{PATH}?model=Paged&page_size=2&{start}")

        assert pages == [entries[0:2], entries[2:4], entries[4:6], entries[6:7]]

    def test_a_keyset_walk_turns_back(self, reader: APIClient, entries: list[str]) -> None:
        last = f"{PATH}?model=Paged&page_size=2&cursor="
        while (following := reader.get(last).json()["next"]) is not None:
            last = following

        assert self.walk(reader, "previous", last) == [entries[6:7], entries[4:6], entries[2:4], entries[0:2]]

    @pytest.mark.parametrize("start", ["page=1", "cursor="])
    def test_the_oldest_come_first_on_request(
        self, reader: APIClient, entries: list[str], start: str
    ) -> None:
        pages = self.walk(reader, "next", f"{PATH}?model=Paged&page_size=3&ordering=timestamp&{start}")

        assert [log_id for page in pages for log_id in page] == entries[::-1]

    def test_a_keyset_walk_is_not_disturbed_by_new_entries(
        self, reader: APIClient, entries: list[str]
    ) -> None:
        first = reader.get(f"{PATH}?model=Paged&page_size=3&cursor=").json()
        leave_entry(model="Paged", at=NOON + dt.timedelta(days=1))

        assert shown(reader.get(first["next"])) == entries[3:6]

    def test_keyset_pages_do_not_count(self, reader: APIClient, entries: list[str]) -> None:
        answer = reader.get(f"{PATH}?cursor=").json()

        assert (answer["count"], answer["count_is_exact"]) == (None, None)

    def test_a_cursor_of_one_order_does_not_serve_the_other(
        self, reader: APIClient, entries: list[str]
    ) -> None:
        following = reader.get(f"{PATH}?model=Paged&page_size=3&cursor=").json()["next"]

        assert reader.get(f"{following}&ordering=timestamp").status_code == 400

    @pytest.mark.parametrize("query", ["page_size=1", "page_size=200", "page_size=200&cursor="])
    def test_the_statements_do_not_grow_with_the_page(
        self, reader: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries, query: str
    ) -> None:
        person = approved_customer()
        for _ in range(30):
            leave_entry(actor=as_actor(person), subject=person.id, model="Paged")
        reader.get(f"{PATH}?{query}")

        # Who is asking (2), the savepoint around the use case (2), count, page, and the entry about the reading,
        # which SQLite seals in the same transaction (4).
        with django_assert_max_num_queries(11):
            assert len(shown(reader.get(f"{PATH}?model=Paged&{query}"))) in {1, 30}


def test_reading_is_recorded_with_its_filters(mira: PersonCard) -> None:
    person = auditor()
    reader = signed_in_client(person)

    reader.get(
        PATH, {"user": "mira_holm", "from": "2025-03-10"}, HTTP_X_REQUEST_ID="look-1", REMOTE_ADDR="192.0.2.9"
    )
    reader.get(f"{PATH}{AuditLog.objects.order_by('id')[0].log_id}/")

    by_list, by_entry = AuditLog.objects.filter(user_id=person.id, action_type="READ").order_by("id")
    assert by_list.details["filters"] == {"user": "mira_holm", "since": "2025-03-10T00:00:00Z"}
    assert (by_list.request_id, by_list.ip_address, by_list.target_model) == (
        "look-1",
        "192.0.2.9",
        "AuditLog",
    )
    assert by_entry.target_id == AuditLog.objects.order_by("id")[0].log_id


@pytest.mark.parametrize("path", [PATH, f"{PATH}1/"])
@pytest.mark.parametrize("somebody", [approved_customer, bank_admin])
def test_who_may_not_read_is_refused_and_the_attempt_is_kept(somebody: Any, path: str) -> None:
    person = somebody()

    answer = signed_in_client(person).get(path)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert AuditLog.objects.filter(user_id=person.id, outcome="REFUSED", code="not_allowed").count() == 1


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert APIClient().get(PATH).status_code == 401


def test_a_system_administrator_may_read() -> None:
    assert signed_in_client(system_administrator()).get(PATH).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_trail_cannot_be_written_over_http(reader: APIClient, method: str) -> None:
    entry = leave_entry()

    assert getattr(reader, method)(PATH, {}, format="json").status_code == 405
    assert getattr(reader, method)(f"{PATH}{entry.pk}/", {}, format="json").status_code == 405
    assert AuditLog.objects.get(pk=entry.pk).description == "Transaction created"
