"""`/metrics`: figures for who watches the bank, by token or address; for anybody else there is no such address."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core_banking.api.metrics import REGISTRY
from core_banking.kernel import clock
from core_banking.kernel.actors import system_actor
from core_banking.kernel.models import BusinessDay
from fraud.contracts import Disposition
from fraud.services import resolve_alert
from operations import metrics
from operations.books_health import PROOFS, prove_books
from operations.checks import check_metrics
from tests.builders.fraud import alert_about
from tests.builders.money import TELLER, holder, submit
from tests.builders.people import actor_for, approved_customer, bank_admin
from tests.services.ledger.books import NOON

TOKEN = "a-token-of-the-operators"


def _scraped(**headers: Any) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = Client().get("/metrics", **headers)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def _open(settings: Any) -> None:
    settings.METRICS_ALLOWED_ADDRESSES = ["127.0.0.0/8"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("allowed", "token", "headers", "status"),
    [
        ([], "", {}, 404),
        ([], "", {"HTTP_AUTHORIZATION": "Bearer "}, 404),
        ([], TOKEN, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ([], TOKEN, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}s"}, 404),
        ([], TOKEN, {"HTTP_AUTHORIZATION": TOKEN}, 404),
        ([], TOKEN, {}, 404),
        (["192.0.2.0/24"], "", {"REMOTE_ADDR": "192.0.2.9"}, 200),
        (["192.0.2.9"], "", {"REMOTE_ADDR": "::ffff:192.0.2.9"}, 200),
        (["192.0.2.9"], "", {"REMOTE_ADDR": "192.0.2.10"}, 404),
        (["192.0.2.9"], "", {"REMOTE_ADDR": "198.51.100.1", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}, 404),
        (["2001:db8::/32"], "", {"REMOTE_ADDR": "192.0.2.9"}, 404),
    ],
)
def test_it_answers_whom_the_operator_named(
    settings: Any, allowed: list[str], token: str, headers: Any, status: int
) -> None:
    settings.METRICS_ALLOWED_ADDRESSES, settings.METRICS_TOKEN = allowed, token

    assert Client().get("/metrics", **headers).status_code == status


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_requests_are_counted_by_route_never_by_what_a_caller_wrote() -> None:
    made_up = f"/api/{uuid4().hex}/"
    labels = {"method": "GET", "route": "/api/errors/<slug:code>/", "status": "404"}

    def counted(**others: str) -> float:
        return REGISTRY.get_sample_value("bank_http_requests_total", {**labels, **others}) or 0

    before, before_nowhere = counted(), counted(route="none")
    Client().get("/api/errors/no-such-code/")
    Client().get(made_up)
    Client().generic("BREW", "/healthz")

    assert (counted() - before, counted(route="none") - before_nowhere) == (1, 1)
    text = Client().get("/metrics").content.decode()
    assert made_up[5:-1] not in text
    assert "BREW" not in text
    assert 'bank_http_request_seconds_count{route="/api/errors/<slug:code>/"}' in text


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_the_books_the_day_and_what_waits_are_shown() -> None:
    with clock.frozen_at(NOON):
        assert not [
            name for name, labels in _scraped() if name == "bank_books_healthy" and "sub_" in str(labels)
        ]
        prove_books(actor=system_actor("test"))
        BusinessDay.objects.create(
            date=dt.date(2026, 4, 28), closed_through=dt.date(2026, 4, 27), updated_at=NOON
        )
        found = _scraped()

    for name in (*PROOFS, "close_failures", "audit_sealing"):
        assert found["bank_books_healthy", (("check", name),)] == 1
    assert found["bank_books_healthy", (("check", "business_day"),)] == 0
    assert found["bank_audit_oldest_unsealed_seconds", ()] == 0
    assert (
        found["bank_books_checked_timestamp_seconds", (("check", "accounts_equal_ledger"),)]
        == NOON.timestamp()
    )
    assert (found["bank_business_days_behind", ()], found["bank_close_failures", ()]) == (3, 0)
    assert found["bank_database_up", ()] == 1
    assert {labels for name, labels in found if name == "bank_waiting"} == {
        (("what", what),)
        for what in (
            "audit_seals",
            "fraud_alerts",
            "jobs",
            "mail",
            "name_matches",
            "webhook_deliveries",
            "webhook_events",
        )
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_an_alert_waits_until_it_is_resolved() -> None:
    alert = alert_about(approved_customer().id)
    of_alerts = "bank_waiting", (("what", "fraud_alerts"),)
    waiting = _scraped()[of_alerts]

    resolve_alert(
        actor=actor_for(bank_admin()),
        key=alert.alert_id,
        disposition=Disposition.FALSE_POSITIVE,
        note="It was him.",
    )

    assert (waiting, _scraped()[of_alerts]) == (1, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_what_waits_is_counted_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    holder()
    holder()
    waiting = _scraped()["bank_waiting", (("what", "mail"),)]
    monkeypatch.setattr(metrics, "COUNTED_AT_MOST", 1)

    assert waiting > 1
    assert _scraped()["bank_waiting", (("what", "mail"),)] == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
def test_a_database_that_is_away_is_shown_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> int:
        raise OperationalError("no route to host")

    monkeypatch.setattr(metrics, "open_close_failures", away)
    found = _scraped()

    assert found["bank_database_up", ()] == 0
    assert not [name for name, _ in found if name.startswith("bank_books")]


@pytest.mark.django_db
def test_what_moved_is_counted_once_it_has_committed(django_capture_on_commit_callbacks: Any) -> None:
    ann = holder(10_000)

    def counted() -> float:
        return REGISTRY.get_sample_value("bank_money_movements_total", {"type": "WITHDRAWAL"}) or 0

    before = counted()
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        submit(TELLER, "WITHDRAWAL", "5.00", sender=ann)
    assert counted() == before
    for callback in callbacks:
        callback()
    assert counted() == before + 1


@pytest.mark.any_engine
def test_processes_that_share_a_folder_are_shown_together(tmp_path: Path) -> None:
    count = "from core_banking.api.metrics import REQUESTS; REQUESTS.labels('GET', '/x/', 200).inc(3)"
    show = "from core_banking.api.metrics import figures_as_text; print(figures_as_text().decode())"

    def run(code: str) -> str:
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
        ).stdout

    run(count)
    run(count)
    assert 'bank_http_requests_total{method="GET",route="/x/",status="200"} 6.0' in run(show)


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("token", "allowed", "faults"),
    [("", [], 0), (TOKEN, ["10.0.0.0/8", "::1"], 0), ("short", [], 1), ("", ["everybody"], 1)],
)
def test_a_token_that_can_be_guessed_and_an_address_that_is_none_are_faults(
    settings: Any, token: str, allowed: list[str], faults: int
) -> None:
    settings.METRICS_TOKEN, settings.METRICS_ALLOWED_ADDRESSES = token, allowed

    assert [each.id for each in check_metrics(None)] == ["bank.E020"] * faults
