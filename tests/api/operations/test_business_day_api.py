"""The business day over HTTP; `advance_business_date` leaves `note_time_travel` in the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from audit.models import AuditLog
from core_banking.kernel.business_day import business_day
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.jobs import run_waiting_jobs
from operations.models import ClosingFailure, ClosingRun
from operations.services import advance_business_date, ask_for_close
from tests.builders import people
from tests.builders.accounts import STAFF
from tests.builders.closing import FIRST_DAY, at_noon_of, close_through, little_bank
from tests.whole_database import picture_of_money

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def staff() -> APIClient:
    """A client signed in now as a bank administrator; a token is good for an hour."""
    return people.signed_in_client(people.bank_admin())


def test_the_business_day_says_how_it_stands() -> None:
    close_through(FIRST_DAY)
    ClosingFailure.objects.create(
        date=FIRST_DAY,
        kind="expire holds",
        subject_id=5,
        sentence="busy",
        first_failed_at=dt.datetime(2027, 1, 2, tzinfo=dt.UTC),
        last_failed_at=dt.datetime(2027, 1, 2, tzinfo=dt.UTC),
    )

    with at_noon_of(FIRST_DAY + DAY):
        now = staff().get("/api/business-day/").json()
    with at_noon_of(FIRST_DAY + 2 * DAY):
        later = staff().get("/api/business-day/").json()

    assert now == {
        "date": "2027-01-02",
        "closed_through": "2027-01-01",
        "state": "OPEN",
        "open_failures": 1,
    }
    assert later["state"] == "BEHIND"


def test_a_close_is_shown_with_its_steps_and_what_it_set_aside() -> None:
    little_bank()
    close_through(FIRST_DAY)

    client = staff()
    listed = client.get("/api/business-day/closings/?date_from=2027-01-01").json()
    shown = client.get("/api/business-day/closings/2027-01-01/").json()

    assert [row["date"] for row in listed["results"]] == ["2027-01-01"]
    assert {key: shown[key] for key in listed["results"][0]} == listed["results"][0]
    steps = {step["name"]: step["done"] for step in shown["steps"] if step["done"]}
    assert (steps["run standing orders"], steps["expire holds"], shown["failures"]) == (1, 1, [])
    for missing in ("2027-01-05", "yesterday"):
        assert client.get(f"/api/business-day/closings/{missing}/").status_code == 404


def test_what_is_over_is_closed_in_the_background() -> None:
    with at_noon_of(FIRST_DAY):
        answer = staff().post("/api/business-day/close/", {}, format="json")
        assert (answer.status_code, answer.json()["closed_through"]) == (202, None)
        assert run_waiting_jobs() == 1

    day = business_day()
    assert day is not None
    assert (day.date, day.closed_through) == (FIRST_DAY, FIRST_DAY - DAY)


def test_the_time_machine_closes_every_day_on_the_way(settings: Settings) -> None:
    settings.TIME_MACHINE = True
    little_bank()

    with at_noon_of(FIRST_DAY):
        client = staff()
        by_days = client.post("/api/business-day/advance/", {"days": 2}, format="json")
        to_date = client.post("/api/business-day/advance/", {"to": "2027-01-05"}, format="json")

    assert (by_days.status_code, by_days.json()["date"]) == (200, "2027-01-03")
    assert to_date.json() == {
        "date": "2027-01-05",
        "closed_through": "2027-01-04",
        "state": "OPEN",
        "open_failures": 0,
    }
    trace = AuditLog.objects.filter(description__startswith="Asked for the close").latest("id")
    assert trace.details == {"through": "2027-01-04", "time_machine": True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 401}, "days"),
        ({"to": "2027-01-01"}, "to"),
        ({"to": "2999-01-01"}, "to"),
        ({}, "days"),
        ({"days": 1, "to": "2027-01-02"}, "days"),
    ],
)
def test_the_time_machine_goes_forward_and_not_too_far(
    settings: Settings, body: dict[str, Any], field: str
) -> None:
    settings.TIME_MACHINE = True
    with at_noon_of(FIRST_DAY):
        answer = staff().post("/api/business-day/advance/", body, format="json")

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert business_day() is None


def test_without_a_time_machine_the_date_keeps_to_the_clock() -> None:
    client = staff()
    before = picture_of_money()

    answer = client.post("/api/business-day/advance/", {"days": 1}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (403, "time_machine_off")
    assert picture_of_money() == before


@pytest.mark.parametrize(
    "use_case", [lambda: ask_for_close(actor=STAFF), lambda: advance_business_date(actor=STAFF, days=1)]
)
def test_who_may_not_close_moves_nothing(use_case: Any) -> None:
    with pytest.raises(NotAllowed):
        use_case()

    assert business_day() is None


def test_closes_are_read_on_the_staff_site_by_who_may_see_them() -> None:
    close_through(FIRST_DAY)
    auditor, customer = Client(), Client()
    auditor.force_login(get_user_model().objects.get(pk=people.auditor().id))
    customer.force_login(get_user_model().objects.get(pk=people.approved_customer().id))
    run = ClosingRun.objects.get()

    listed = auditor.get("/admin/operations/closingrun/").content.decode()
    shown = auditor.get(f"/admin/operations/closingrun/{run.pk}/change/").content.decode()

    assert "2027-01-01" in listed
    assert "run standing orders" in shown
    assert auditor.get("/admin/operations/closingfailure/").status_code == 200
    assert auditor.post(f"/admin/operations/closingrun/{run.pk}/delete/").status_code == 403
    assert customer.get("/admin/operations/closingrun/").status_code == 302
