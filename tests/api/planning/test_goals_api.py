"""Savings goals over HTTP: what is shown, what is sent twice, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Account
from core_banking.kernel import clock
from operations.services import run_due_work
from planning.models import SavingRule, SavingsGoal
from tests.builders.goals import goal_of, round_up_rule, save
from tests.builders.money import Holder, holder, post, submit
from tests.builders.people import PASSWORD
from transactions.models import Transaction
from users.services import set_pin

pytestmark = pytest.mark.django_db

GOALS = "/api/savings-goals/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen_at(dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def ann() -> Holder:
    return holder(200_000)


def test_a_goal_shows_how_far_it_is(ann: Holder) -> None:
    client = ann.client()
    sent = {
        "name": "Summer holiday",
        "target_amount": "2000.00",
        "target_date": "2027-06-30",
        "account_number": ann.number.lower(),
    }

    created = post(client, sent, path=GOALS)
    assert created.status_code == 201, created.content
    number = created.json()["id"]
    moved = post(client, {"amount": "500.00"}, path=f"{GOALS}{number}/contribute/").json()

    pot = SavingsGoal.objects.get().pot
    assert pot.account_number is not None
    assert pot.account_number.startswith("POT")
    assert moved["goal"] == {
        "id": number,
        "name": "Summer holiday",
        "status": "ACTIVE",
        "account_number": ann.number,
        "pot_account_number": pot.account_number,
        "pot_account_id": pot.pk,
        "currency": "USD",
        "target_amount": "2000.00",
        "target_date": "2027-06-30",
        "saved_amount": "500.00",
        "missing_amount": "1500.00",
        "progress_percent": 25,
        "is_reached": False,
        "months_left": 7,
        "needed_monthly_amount": "214.29",
        "expected_amount": "0.00",
        "is_on_track": True,
        "locked_until": None,
        "is_locked": False,
        "milestones": [{"percent": 25, "reached_on": "2026-11-21"}],
        "active_rules": 0,
        "created_at": "2026-11-21T12:00:00Z",
        "closed_at": None,
    }
    transaction_id = moved["transaction"]["transaction_id"]
    shown = client.get(f"/api/transactions/{transaction_id}/").json()
    assert moved["transaction"] == {name: shown[name] for name in moved["transaction"]}
    assert set(shown) - set(moved["transaction"]) == {"reason", "reverses", "reversed_by"}
    assert client.get(f"{GOALS}{number}/").json() == moved["goal"]
    listed = client.get(f"{GOALS}?status=ACTIVE&account_number={ann.number}").json()
    assert listed["results"] == [moved["goal"]]
    assert client.get(f"{GOALS}?status=CLOSED").json()["results"] == []
    assert client.get("/api/accounts/").json()["count"] == 1
    assert client.get(f"/api/accounts/{pot.pk}/balance/").json()["balance"] == "500.00"


def test_a_contribution_sent_twice_is_made_once_and_a_rehearsal_never(ann: Holder) -> None:
    client, goal = ann.client(), goal_of(ann)
    path = f"{GOALS}{goal.id}/contribute/"

    rehearsed = post(client, {"amount": "10.00"}, path=f"{path}?dry_run=true")
    first = post(client, {"amount": "10.00"}, path=path, key="a")
    again = post(client, {"amount": "10.00"}, path=path, key="a")
    refused = [post(client, {"amount": "9999.00"}, path=path, key="b") for _ in range(2)]

    assert (rehearsed.status_code, rehearsed.json()["goal"]["saved_amount"]) == (200, "10.00")
    assert (first.status_code, again.content, again["Idempotency-Replayed"]) == (201, first.content, "true")
    assert [answer.status_code for answer in refused] == [422, 422]
    assert refused[0].content == refused[1].content
    assert (refused[0].json()["code"], refused[0].json()["available"]) == ("insufficient_funds", "1990.00")
    assert Transaction.objects.count() == 1


def test_a_goal_made_twice_under_one_key_is_one(ann: Holder) -> None:
    client = ann.client()
    sent = {"name": "Bicycle", "target_amount": 300, "account_number": ann.number}

    assert post(client, sent, path=f"{GOALS}?dry_run=true").status_code == 200
    answers = [post(client, sent, path=GOALS, key="g") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert SavingsGoal.objects.count() == 1
    assert Account.objects.filter(account_type="POT").count() == 1


def test_rules_are_added_changed_and_show_what_they_did(ann: Holder) -> None:
    client, goal = ann.client(), goal_of(ann)
    path = f"{GOALS}{goal.id}/rules/"

    fixed = post(client, {"kind": "FIXED", "amount": "50.00", "day_of_month": 31}, path=path).json()
    share = post(
        client, {"kind": "SHARE_OF_INCOME", "percent": "12.3456", "threshold": 100}, path=path
    ).json()
    rounding = round_up_rule(ann, goal, "5.00")
    taken = post(client, {"kind": "ROUND_UP", "round_to": "1.00"}, path=path)

    assert fixed == {
        "id": fixed["id"],
        "kind": "FIXED",
        "is_active": True,
        "currency": "USD",
        "amount": "50.00",
        "rrule": "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "start_date": "2026-11-21",
        "next_date": "2026-11-30",
        "round_to": None,
        "percent": None,
        "threshold": None,
        "saved_amount": "0.00",
        "created_at": "2026-11-21T12:00:00Z",
    }
    assert (share["percent"], share["threshold"], share["amount"]) == ("12.3456", "100.00", None)
    assert (taken.status_code, taken.json()["code"], taken.json()["rule_id"]) == (
        409,
        "saving_rule_exists",
        rounding.id,
    )
    source = submit(ann.actor, "WITHDRAWAL", "12.34", sender=ann)
    run_due_work()
    saving = client.get(f"{GOALS}{goal.id}/savings/").json()["results"][0]
    assert (saving["amount"], saving["status"], saving["source_transaction_id"]) == (
        "2.66",
        "SAVED",
        source.transaction_id,
    )
    rules = client.get(path).json()["results"]
    assert [(rule["kind"], rule["saved_amount"]) for rule in rules] == [
        ("FIXED", "0.00"),
        ("SHARE_OF_INCOME", "0.00"),
        ("ROUND_UP", "2.66"),
    ]
    changed = client.patch(f"{path}{fixed['id']}/", {"amount": "60.00", "is_active": False}).json()
    assert (changed["amount"], changed["is_active"], changed["next_date"]) == ("60.00", False, "2026-11-30")
    assert client.delete(f"{path}{share['id']}/").status_code == 204
    assert client.get(f"{path}{share['id']}/").status_code == 404


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"target_date": "2026-11-21"}, "target_date"),
        ({"target_date": "2999-01-01"}, "target_date"),
        ({"locked_until": "2026-11-20"}, "locked_until"),
        ({"target_amount": "0"}, "target_amount"),
        ({"target_amount": "1.001"}, "target_amount"),
        ({"account_number": "SAV000000000"}, "account_number"),
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"currency": "EUR"}, "currency"),
    ],
)
def test_what_cannot_be_a_goal_is_told_at_its_field(ann: Holder, sent: dict[str, Any], field: str) -> None:
    whole = {"name": "Bicycle", "target_amount": "300.00", "account_number": ann.number, **sent}

    answer = post(ann.client(), whole, path=GOALS)

    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not SavingsGoal.objects.exists()


def test_a_rule_sent_twice_is_one_and_a_rehearsal_none(ann: Holder) -> None:
    client, goal = ann.client(), goal_of(ann)
    path = f"{GOALS}{goal.id}/rules/"
    sent = {"kind": "FIXED", "amount": "50.00", "day_of_month": 1}

    rehearsed = post(client, sent, path=f"{path}?dry_run=true")
    answers = [post(client, sent, path=path, key="r") for _ in range(2)]

    assert (rehearsed.status_code, rehearsed.json()["next_date"]) == (200, "2026-12-01")
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert SavingRule.objects.count() == 1


def test_closing_is_rehearsed_and_done_once_under_its_key(ann: Holder) -> None:
    client, goal = ann.client(), goal_of(ann)
    save(ann, goal, "20.00")
    path = f"{GOALS}{goal.id}/"

    misspelt = client.delete(f"{path}?dryrun=true")
    rehearsed = client.delete(f"{path}?dry_run=true")
    assert (misspelt.status_code, list(misspelt.json())) == (400, ["dryrun"])
    assert (rehearsed.status_code, rehearsed.json()["transaction"]["amount"]) == (200, "20.00")
    assert client.get(path).json()["status"] == "ACTIVE"

    first, again = (client.delete(path, HTTP_IDEMPOTENCY_KEY="c") for _ in range(2))
    assert (first.status_code, again.content, again["Idempotency-Replayed"]) == (200, first.content, "true")
    assert client.delete(path).status_code == 409


@pytest.mark.any_engine
def test_who_has_a_pin_locks_a_goal_with_it(ann: Holder) -> None:
    set_pin(actor=ann.actor, password=PASSWORD, pin="4823")
    client, goal = ann.client(), goal_of(ann)
    path, sent = f"{GOALS}{goal.id}/", {"locked_until": "2027-03-01"}

    without = client.patch(path, sent)
    wrong = client.patch(path, {**sent, "pin": "0000"})
    assert (without.status_code, without.json()["code"]) == (403, "pin_required")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "pin_invalid")
    assert client.patch(path, {"name": "A boat"}).json()["is_locked"] is False
    assert client.patch(path, {**sent, "pin": "4823"}).json()["locked_until"] == "2027-03-01"


@pytest.mark.any_engine
def test_a_locked_goal_says_until_when_and_a_closed_one_stays_on_the_list(ann: Holder) -> None:
    client, goal = ann.client(), goal_of(ann)
    save(ann, goal, "20.00")
    path = f"{GOALS}{goal.id}/"
    client.patch(path, {"locked_until": "2026-12-01"})

    for answer in (post(client, {"amount": "1"}, path=f"{path}withdraw/"), client.delete(path)):
        assert (answer.status_code, answer.json()["code"]) == (422, "goal_locked")
        assert answer.json()["locked_until"] == "2026-12-01"
    with clock.frozen_at(dt.datetime(2026, 12, 1, tzinfo=dt.UTC)):
        client = ann.client()
        closed = client.delete(path).json()
        assert (closed["transaction"]["amount"], closed["goal"]["status"]) == ("20.00", "CLOSED")
        again = post(client, {"amount": "1"}, path=f"{path}contribute/")
        assert (again.status_code, again.json()["code"]) == (409, "goal_closed")
        assert client.get(f"{GOALS}?status=CLOSED").json()["count"] == 1


@pytest.mark.any_engine
def test_the_list_asks_the_same_number_of_questions_for_many_goals(
    ann: Holder, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        save(ann, goal_of(ann, "4.00"), "1.00")
    client = ann.client()

    with django_assert_max_num_queries(7):
        assert len(client.get(GOALS).json()["results"]) == 3
