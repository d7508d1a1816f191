"""The inbox over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from notifications.models import Notification
from tests.builders import people
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

PATH = "/api/notifications/"


def reader() -> tuple[PersonCard, APIClient]:
    person = people.auditor()
    return person, people.signed_in_client(person)


def tell(person: PersonCard, count: int = 1, **fields) -> list[Notification]:
    return [
        Notification.objects.create(
            user_id=person.id, **{"kind": "GREETING", "title": f"No. {n}", "body": "Hello.", **fields}
        )
        for n in range(count)
    ]


def test_a_message_is_shown_whole():
    with clock.frozen_at(dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)):
        person, client = reader()
        message = tell(person, data={"n": 1})[0]

        body = client.get(PATH).json()

    assert body == {
        "count": 1,
        "count_is_exact": True,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": message.pk,
                "kind": "GREETING",
                "title": "No. 0",
                "body": "Hello.",
                "data": {"n": 1},
                "is_read": False,
                "created_at": "2026-03-15T12:00:00Z",
                "read_at": None,
            }
        ],
    }


def test_everybody_sees_his_own_only_the_newest_first():
    (person, client), (other, _) = reader(), reader()
    mine = tell(person, 3)
    tell(other)

    assert [row["id"] for row in client.get(PATH).json()["results"]] == [m.pk for m in reversed(mine)]


def test_pages_by_number_and_by_cursor_show_the_same():
    person, client = reader()
    mine = [message.pk for message in reversed(tell(person, 5))]

    second = client.get(f"{PATH}?page=2&page_size=2").json()
    assert [row["id"] for row in second["results"]] == mine[2:4]
    seen, following = [], f"{PATH}?cursor=&page_size=2"
    while following:
        page = client.get(following).json()
        assert page["count"] is None
        seen += [row["id"] for row in page["results"]]
        following = page["next"]
    assert seen == mine


def test_the_inbox_is_filtered_by_kind_and_by_what_is_new():
    person, client = reader()
    old, new = tell(person, 2)
    other = tell(person, kind="OTHER")[0]
    client.post(f"{PATH}{old.pk}/read/")

    def ids(query: str) -> list[int]:
        return [row["id"] for row in client.get(f"{PATH}?{query}").json()["results"]]

    assert ids("is_read=false") == [other.pk, new.pk]
    assert ids("is_read=true") == [old.pk]
    assert ids("kind=OTHER") == [other.pk]
    assert list(client.get(f"{PATH}?is_read=perhaps").json()) == ["is_read"]
    assert client.get(f"{PATH}?colour=red").json() == {"colour": ["There is no such parameter here."]}


def test_a_message_is_marked_and_stays_marked():
    person, client = reader()
    message = tell(person)[0]

    with clock.frozen_at(dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)):
        first = client.post(f"{PATH}{message.pk}/read/")
    again = client.post(f"{PATH}{message.pk}/read")

    assert first.status_code == again.status_code == 200
    assert (first.json()["is_read"], first.json()["read_at"]) == (True, "2026-03-15T12:00:00Z")
    assert again.json() == first.json()


def test_a_foreign_message_is_not_there():
    (person, _), (_, stranger) = reader(), reader()
    message = tell(person)[0]

    for number in (message.pk, 10**9, 10**30):
        response = stranger.post(f"{PATH}{number}/read/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    message.refresh_from_db()
    assert message.read_at is None


def test_all_are_marked_at_once():
    (person, client), (other, _) = reader(), reader()
    tell(person, 3)
    tell(other)

    assert client.post(f"{PATH}read-all/").json() == {"marked": 3}
    assert client.post(f"{PATH}read-all/").json() == {"marked": 0}
    assert Notification.objects.filter(read_at=None).count() == 1


def test_how_somebody_is_reached_is_his_choice():
    (_, client), (_, others) = reader(), reader()

    assert client.get(f"{PATH}preferences/").json() == {"email": True}
    changed = client.patch(f"{PATH}preferences/", {"email": False})

    assert (changed.status_code, changed.json()) == (200, {"email": False})
    assert client.patch(f"{PATH}preferences/", {}).json() == {"email": False}
    assert client.get(f"{PATH}preferences").json() == {"email": False}
    assert others.get(f"{PATH}preferences/").json() == {"email": True}
    wrong = client.patch(f"{PATH}preferences/", {"email": "perhaps"})
    assert (wrong.status_code, wrong.json()) == (400, {"email": ["Must be a valid boolean."]})
