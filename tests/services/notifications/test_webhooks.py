"""Webhooks: told with the deed or not at all, at least once, and in the way receivers can check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from standardwebhooks import Webhook, WebhookVerificationError

from audit.models import AuditLog
from core_banking.kernel import clock, db
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound, StateConflict
from kyc.events import KycApproved, KycRejected
from notifications.contracts import EndpointCard, IssuedSecret
from notifications.models import (
    Delivery,
    DeliveryAttempt,
    Notification,
    OutboxEvent,
    WebhookEndpoint,
    WebhookSecret,
)
from notifications.services import (
    change_endpoint,
    create_endpoint,
    deliver_due_webhooks,
    delivery,
    note_outcome,
    redeliver,
    redeliver_range,
    remove_endpoint,
    rotate_secret,
    send_test_event,
    spread_outbox,
    take_due_deliveries,
)
from notifications.webhooks.request import Outcome, post
from tests.builders import people
from tests.builders.receiver import Receiver, answer, hang, receiver
from transactions.events import BulkLinesPosted

pytestmark = pytest.mark.django_db

LEASE = dt.timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
START = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
STAFF = Actor(username="branch", permissions=frozenset({"notifications.manage_webhooks"}))
BUSY = answer("503 Service Unavailable", "Later")


@pytest.fixture(autouse=True)
def _receivers_on_this_machine() -> Iterator[None]:
    with override_settings(
        WEBHOOK_ALLOW_HTTP=True,
        WEBHOOK_PORTS=[],
        WEBHOOK_ALLOWED_PRIVATE_ADDRESSES=["127.0.0.0/8"],
        WEBHOOK_TIMEOUT_SECONDS=1,
    ):
        yield


@pytest.fixture
def user_id() -> int:
    return people.auditor().id


@use_case
def approve(*, actor: Actor = people.ANYONE, user_id: int, then_refuse: bool = False) -> None:
    emit(KycApproved(actor=actor, user_id=user_id))
    if then_refuse:
        raise NotAllowed


@use_case
def reject(*, actor: Actor = people.ANYONE, user_id: int) -> None:
    emit(KycRejected(actor=actor, user_id=user_id, reason="Blurred", previous_status="PENDING"))


def listens(where: Receiver | str, **terms: Any) -> IssuedSecret:
    return create_endpoint(actor=STAFF, url=where if isinstance(where, str) else where.url, **terms)


def present(endpoint: EndpointCard) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=endpoint.id)


def test_what_happens_is_told_and_the_specifications_library_accepts_it(user_id: int) -> None:
    with receiver() as listening:
        issued = listens(listening)
        approve(actor=people.ANYONE, user_id=user_id)
        event = OutboxEvent.objects.get()

        assert deliver_due_webhooks() == 1

    (sent,) = listening.received
    assert Webhook(issued.secret).verify(sent.body, sent.headers) == {
        "type": "kyc.approved",
        "timestamp": clock.isoformat_utc(event.occurred_at),
        "data": {"user_id": user_id},
    }
    assert sent.headers["webhook-id"] == event.event_id
    told = Delivery.objects.get()
    assert (told.status, told.attempts, told.claimed_until) == ("DELIVERED", 1, None)
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.status_code, attempt.error, attempt.response_body) == (204, "", "")


def test_a_deed_that_is_undone_is_told_to_nobody(user_id: int) -> None:
    listens("http://127.0.0.1:9/")

    with pytest.raises(NotAllowed):
        approve(actor=people.ANYONE, user_id=user_id, then_refuse=True)

    assert (OutboxEvent.objects.count(), deliver_due_webhooks()) == (0, 0)


def test_where_nobody_listens_nothing_is_written(user_id: int) -> None:
    approve(actor=people.ANYONE, user_id=user_id)
    issued = listens("http://127.0.0.1:9/", event_types=["account.opened"])
    approve(actor=people.ANYONE, user_id=user_id)
    change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, event_types=[], is_active=False)
    approve(actor=people.ANYONE, user_id=user_id)
    assert OutboxEvent.objects.count() == 0

    change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=True)
    approve(actor=people.ANYONE, user_id=user_id)
    assert OutboxEvent.objects.count() == 1


def test_each_endpoint_hears_what_it_listens_to_from_its_beginning_on(user_id: int) -> None:
    with clock.frozen_at(START):
        everything = listens("http://127.0.0.1:9/")
        approvals = listens("http://127.0.0.1:9/", event_types=["kyc.approved"])
    with clock.frozen_at(START + dt.timedelta(minutes=1)):
        approve(actor=people.ANYONE, user_id=user_id)
        reject(actor=people.ANYONE, user_id=user_id)
    with clock.frozen_at(START + dt.timedelta(minutes=2)):
        listens("http://127.0.0.1:9/")
        assert spread_outbox() == 2
        assert spread_outbox() == 0

    assert sorted(Delivery.objects.values_list("endpoint_id", "event__event_type")) == [
        (everything.endpoint.id, "kyc.approved"),
        (everything.endpoint.id, "kyc.rejected"),
        (approvals.endpoint.id, "kyc.approved"),
    ]


@use_case
def post_lines(*, actor: Actor, user_id: int, count: int) -> None:
    lines = [(f"TXN{number}", "1.00", "SAV1") for number in range(count)]
    emit(
        BulkLinesPosted(
            actor=actor,
            bulk_transfer_id=4,
            lines=lines,
            fee="0.00",
            currency="USD",
            from_account_number="CUR9",
            customer_user_id=user_id,
            on_behalf=False,
        )
    )


@pytest.mark.parametrize("count", [1, 3])
def test_of_many_transfers_at_once_each_is_told(user_id: int, count: int) -> None:
    listens("http://127.0.0.1:9/", event_types=["transaction.posted"])

    post_lines(actor=people.ANYONE, user_id=user_id, count=count)

    told = OutboxEvent.objects.order_by("id").values_list("event_type", "data__transaction_id")
    assert list(told) == [("transaction.posted", f"TXN{number}") for number in range(count)]


def test_a_rejections_reason_is_not_told(user_id: int) -> None:
    listens("http://127.0.0.1:9/")
    reject(actor=people.ANYONE, user_id=user_id)

    assert OutboxEvent.objects.get().data == {"user_id": user_id}


def test_a_receiver_that_fails_is_told_again_later_each_time_until_it_is_given_up(user_id: int) -> None:
    with receiver(BUSY) as listening:
        now = START
        with clock.frozen_at(now):
            listens(listening)
            approve(actor=people.ANYONE, user_id=user_id)
        with override_settings(WEBHOOK_DISABLE_AFTER_DAYS=99):
            for number, delay in enumerate((*delivery.RETRY_DELAYS, None), 1):
                with clock.frozen_at(now):
                    assert deliver_due_webhooks() == 1
                    assert deliver_due_webhooks() == 0
                told = Delivery.objects.get()
                assert told.attempts == number
                if delay is not None:
                    assert delay <= (told.next_attempt_at - now).total_seconds() <= delay * 1.1
                    now = told.next_attempt_at

    assert (told.status, told.finished_at, len(listening.received)) == ("FAILED", now, 10)
    assert now - START > dt.timedelta(days=3)
    bodies = {(sent.headers["webhook-id"], sent.body) for sent in listening.received}
    assert len(bodies) == 1
    log = DeliveryAttempt.objects.values_list("status_code", "error", "response_body")
    assert set(log) == {(503, "The receiver answered 503.", "Later")}


def test_a_receiver_that_comes_back_is_told_and_no_longer_failing(user_id: int) -> None:
    with receiver(hang, BUSY, answer("200 OK")) as listening:
        issued = listens(listening)
        approve(actor=people.ANYONE, user_id=user_id)
        deliver_due_webhooks()
        since = present(issued.endpoint).failing_since
        assert since is not None
        for _ in range(2):
            with clock.frozen_at(Delivery.objects.get().next_attempt_at):
                deliver_due_webhooks()

    errors = list(DeliveryAttempt.objects.order_by("id").values_list("error", flat=True))
    assert errors == ["No answer within 1 seconds.", "The receiver answered 503.", ""]
    assert Delivery.objects.get().status == "DELIVERED"
    assert present(issued.endpoint).failing_since is None


def test_a_receiver_that_is_gone_is_told_nothing_more_and_staff_hears_of_it(user_id: int) -> None:
    admin = people.bank_admin()
    with receiver(answer("410 Gone")) as listening:
        issued = listens(listening)
        approve(actor=people.ANYONE, user_id=user_id)
        deliver_due_webhooks()
        with clock.frozen_at(clock.now() + dt.timedelta(hours=1)):
            assert deliver_due_webhooks() == 0
        approve(actor=people.ANYONE, user_id=user_id)

    endpoint = present(issued.endpoint)
    assert (endpoint.is_active, endpoint.stopped_because, len(listening.received)) == (False, "GONE", 1)
    notice = Notification.objects.get(user_id=admin.id, kind="WEBHOOK_STOPPED")
    assert notice.data == {"endpoint_id": endpoint.pk, "reason": "GONE"}
    assert AuditLog.objects.filter(action_type="WEBHOOK_STOPPED", target_id=str(endpoint.pk)).count() == 1
    assert OutboxEvent.objects.count() == 1


def test_a_receiver_that_fails_for_days_is_switched_off_and_starts_afresh(user_id: int) -> None:
    with receiver(BUSY, BUSY, answer("200 OK")) as listening:
        with clock.frozen_at(START):
            issued = listens(listening)
            approve(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
        with clock.frozen_at(START + dt.timedelta(days=5)):
            deliver_due_webhooks()
            assert present(issued.endpoint).stopped_because == "FAILING"
            assert present(issued.endpoint).is_active is False
        with clock.frozen_at(START + dt.timedelta(days=6)):
            assert deliver_due_webhooks() == 0
            card = change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=True)
            assert (card.is_active, card.stopped_because, card.failing_since) == (True, None, None)
            assert deliver_due_webhooks() == 1

    assert Delivery.objects.get().status == "DELIVERED"


def test_what_happens_while_a_failing_receiver_is_switched_off_can_be_told_later(user_id: int) -> None:
    with receiver(BUSY, answer("200 OK")) as listening:
        with clock.frozen_at(START):
            issued = listens(listening)
            WebhookEndpoint.objects.update(failing_since=START - dt.timedelta(days=5))
            approve(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
            assert present(issued.endpoint).stopped_because == "FAILING"
        with clock.frozen_at(START + dt.timedelta(days=1)):
            reject(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
            assert len(listening.received) == 1
            change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=True)
            since = clock.now() - dt.timedelta(hours=1)
            again = redeliver_range(
                actor=STAFF, endpoint_id=issued.endpoint.id, since=since, until=clock.now()
            )

    assert again == 1


def test_a_slow_receiver_holds_up_nobody_but_itself(user_id: int) -> None:
    with receiver(hang) as slow, receiver() as quick:
        listens(slow)
        for _ in range(6):
            approve(actor=people.ANYONE, user_id=user_id)
        listens(quick)
        approve(actor=people.ANYONE, user_id=user_id)

        deliver_due_webhooks(goes_on=OnlyOnce())

    assert (len(quick.received), len(slow.received)) == (1, 4)


def test_what_happens_while_a_slow_receiver_is_told_waits_for_nobody(user_id: int) -> None:
    with receiver(hang) as slow, receiver() as quick:
        listens(slow, event_types=["kyc.approved"])
        listens(quick, event_types=["kyc.rejected"])
        approve(actor=people.ANYONE, user_id=user_id)
        rounds = iter(range(9))

        def goes_on() -> bool:
            number = next(rounds)
            if number == 1:
                reject(actor=people.ANYONE, user_id=user_id)
            return number <= 1

        deliver_due_webhooks(goes_on=goes_on)

    assert (len(quick.received), len(slow.received)) == (1, 1)


class OnlyOnce:
    """Lets work begin as long as the first requests are under way, and no more after."""

    def __init__(self) -> None:
        self._rounds = 0

    def __call__(self) -> bool:
        self._rounds += 1
        return self._rounds <= 2


def test_a_worker_that_dies_between_sending_and_noting_leaves_it_to_another(
    user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: Any) -> None:
        raise SystemExit

    with receiver() as listening:
        with clock.frozen_at(START):
            listens(listening)
            approve(actor=people.ANYONE, user_id=user_id)
            with monkeypatch.context() as dying:
                dying.setattr(delivery, "note_outcome", die)
                with pytest.raises(SystemExit):
                    deliver_due_webhooks()
        with clock.frozen_at(START + LEASE - dt.timedelta(seconds=1)):
            assert deliver_due_webhooks() == 0
        with clock.frozen_at(START + LEASE):
            assert deliver_due_webhooks() == 1

    assert len({sent.headers["webhook-id"] for sent in listening.received}) == 1
    assert (len(listening.received), Delivery.objects.get().status) == (2, "DELIVERED")


def test_a_worker_that_comes_too_late_leaves_the_delivery_to_who_has_it(user_id: int) -> None:
    listens("http://127.0.0.1:9/")
    approve(actor=people.ANYONE, user_id=user_id)
    spread_outbox()
    from collections import Counter

    with clock.frozen_at(clock.now()):
        (late,) = take_due_deliveries(actor=people.ANYONE, busy=Counter(), room=5)
    with clock.frozen_at(clock.now() + LEASE):
        (present_owner,) = take_due_deliveries(actor=people.ANYONE, busy=Counter(), room=5)
    refused = Outcome(status_code=500, error="The receiver answered 500.", body="", duration_ms=1)
    accepted = Outcome(status_code=200, error="", body="", duration_ms=1)

    note_outcome(actor=people.ANYONE, taken=late, outcome=refused)
    told = Delivery.objects.get()
    assert (told.status, told.attempts, told.claims) == ("PENDING", 0, present_owner.claim)
    assert told.claimed_until is not None
    note_outcome(actor=people.ANYONE, taken=late, outcome=accepted)
    assert Delivery.objects.get().status == "DELIVERED"
    note_outcome(actor=people.ANYONE, taken=present_owner, outcome=refused)
    assert Delivery.objects.get().status == "DELIVERED"
    assert DeliveryAttempt.objects.count() == 3


def test_no_transaction_is_open_while_a_receiver_is_told(
    user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    original = post

    def watched(*arguments: Any) -> Any:
        seen.append(db._current.get())
        return original(*arguments)

    monkeypatch.setattr(delivery, "post", watched)
    listens("http://127.0.0.1:9/")
    approve(actor=people.ANYONE, user_id=user_id)

    assert deliver_due_webhooks() == 1
    assert seen == [None]


def test_a_secret_is_never_at_rest_in_clear_nor_in_the_trail(user_id: int) -> None:
    issued = listens("https://127.0.0.1:9/?token=hidden")

    stored = WebhookSecret.objects.get()
    assert issued.secret.removeprefix("whsec_") not in stored.sealed_secret
    entry = AuditLog.objects.get(target_model="WebhookEndpoint")
    assert (entry.action_type, entry.details) == ("WEBHOOK_CREATED", {"is_active": True, "event_types": []})
    assert "hidden" not in f"{entry.description}{entry.details}"


def test_a_new_secret_overlaps_the_old_one_for_a_day(user_id: int) -> None:
    with receiver() as listening:
        first = listens(listening)
        second = rotate_secret(actor=STAFF, endpoint_id=first.endpoint.id)
        third = rotate_secret(actor=STAFF, endpoint_id=first.endpoint.id)
        now = clock.now()
        assert second.previous_valid_until is not None
        assert abs(second.previous_valid_until - now - dt.timedelta(hours=24)) < dt.timedelta(minutes=1)

        def accepted_with(issued: IssuedSecret) -> bool:
            sent = listening.received[-1]
            try:
                Webhook(issued.secret).verify(sent.body, {**sent.headers, "webhook-timestamp": stamp(sent)})
            except WebhookVerificationError:
                return False
            return True

        def stamp(sent: Any) -> str:
            return str(sent.headers["webhook-timestamp"])

        send_test_event(actor=STAFF, endpoint_id=first.endpoint.id)
        deliver_due_webhooks()
        assert [accepted_with(issued) for issued in (first, second, third)] == [True, True, True]
        WebhookSecret.objects.exclude(expires_at=None).update(expires_at=clock.now())
        send_test_event(actor=STAFF, endpoint_id=first.endpoint.id)
        deliver_due_webhooks()
        assert [accepted_with(issued) for issued in (first, second, third)] == [False, False, True]
    rotate_secret(actor=STAFF, endpoint_id=first.endpoint.id)
    assert WebhookSecret.objects.count() == 2


def test_an_endpoint_whose_secret_cannot_be_read_is_told_nothing_and_holds_up_nobody(user_id: int) -> None:
    with receiver() as lost, receiver() as other:
        first = listens(lost)
        listens(other)
        WebhookSecret.objects.filter(endpoint_id=first.endpoint.id).update(sealed_secret="of another key")
        approve(actor=people.ANYONE, user_id=user_id)

        assert deliver_due_webhooks() == 2

    assert (lost.received, len(other.received)) == ([], 1)
    attempt = DeliveryAttempt.objects.get(delivery__endpoint_id=first.endpoint.id)
    assert (attempt.status_code, attempt.error) == (None, "The secret cannot be read: rotate it.")


def test_a_test_event_reaches_an_endpoint_that_is_switched_off_and_nobody_else() -> None:
    with receiver() as listening, receiver() as other:
        listens(other)
        issued = listens(listening)
        change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=False)

        card = send_test_event(actor=STAFF, endpoint_id=issued.endpoint.id)
        assert (card.event_type, card.status) == ("webhook.ping", "PENDING")
        assert deliver_due_webhooks() == 1

    assert (len(listening.received), other.received) == (1, [])


def test_one_delivery_is_made_again_under_its_identifier(user_id: int) -> None:
    with receiver() as listening:
        issued = listens(listening)
        approve(actor=people.ANYONE, user_id=user_id)
        deliver_due_webhooks()
        told = Delivery.objects.get()

        assert redeliver(actor=STAFF, endpoint_id=issued.endpoint.id, delivery_id=told.pk) == 1
        assert deliver_due_webhooks() == 1

    assert len({sent.headers["webhook-id"] for sent in listening.received}) == 1
    assert len(listening.received) == 2
    for endpoint_id, delivery_id in ((issued.endpoint.id, 10**9), (10**9, told.pk)):
        with pytest.raises(NotFound):
            redeliver(actor=STAFF, endpoint_id=endpoint_id, delivery_id=delivery_id)


def test_all_between_two_moments_is_told_again_and_what_was_missed_too(user_id: int) -> None:
    with receiver() as listening, receiver() as witness:
        with clock.frozen_at(START):
            listens(witness)
            issued = listens(listening, event_types=["kyc.approved"])
            approve(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
            change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=False)
        with clock.frozen_at(START + dt.timedelta(hours=1)):
            approve(actor=people.ANYONE, user_id=user_id)
            reject(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
        with clock.frozen_at(START + dt.timedelta(hours=2)):
            approve(actor=people.ANYONE, user_id=user_id)
            deliver_due_webhooks()
            with pytest.raises(StateConflict):
                redeliver_range(actor=STAFF, endpoint_id=issued.endpoint.id, since=START, until=START)
            change_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id, is_active=True)
            until = START + dt.timedelta(hours=1)
            assert redeliver_range(actor=STAFF, endpoint_id=issued.endpoint.id, since=START, until=until) == 2
            assert deliver_due_webhooks() == 2

    assert len(witness.received) == 4
    assert len({sent.headers["webhook-id"] for sent in listening.received}) == 2
    assert len(listening.received) == 3


def test_too_much_at_once_is_not_told_again(monkeypatch: pytest.MonkeyPatch, user_id: int) -> None:
    from notifications.services import redelivery

    monkeypatch.setattr(redelivery, "MOST_EVENTS", 1)
    issued = listens("http://127.0.0.1:9/")
    for _ in range(2):
        approve(actor=people.ANYONE, user_id=user_id)

    with pytest.raises(InvalidInput):
        redeliver_range(
            actor=STAFF,
            endpoint_id=issued.endpoint.id,
            since=START,
            until=clock.now() + dt.timedelta(days=1),
        )
    assert Delivery.objects.count() == 0


def test_an_endpoint_that_is_removed_hears_nothing_and_has_no_secret(user_id: int) -> None:
    with receiver() as listening:
        issued = listens(listening)
        approve(actor=people.ANYONE, user_id=user_id)
        spread_outbox()
        remove_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id)
        assert deliver_due_webhooks() == 0

    assert (listening.received, WebhookSecret.objects.count()) == ([], 0)
    # Nothing waits for a receiver that is no more: the log of it can be forgotten one day.
    given_up = Delivery.objects.get()
    assert (given_up.status, given_up.attempts, given_up.finished_at is not None) == ("FAILED", 0, True)
    with pytest.raises(NotFound):
        remove_endpoint(actor=STAFF, endpoint_id=issued.endpoint.id)


@pytest.mark.parametrize(
    "deed",
    [
        lambda actor, number: create_endpoint(actor=actor, url="https://hooks.example.com/"),
        lambda actor, number: change_endpoint(actor=actor, endpoint_id=number, is_active=False),
        lambda actor, number: rotate_secret(actor=actor, endpoint_id=number),
        lambda actor, number: remove_endpoint(actor=actor, endpoint_id=number),
        lambda actor, number: send_test_event(actor=actor, endpoint_id=number),
        lambda actor, number: redeliver(actor=actor, endpoint_id=number, delivery_id=1),
        lambda actor, number: redeliver_range(actor=actor, endpoint_id=number, since=START, until=START),
    ],
    ids=["create", "change", "rotate", "remove", "test", "redeliver", "redeliver a range"],
)
def test_nobody_without_the_right_touches_a_webhook(deed: Any) -> None:
    number = listens("https://hooks.example.com/").endpoint.id
    before = list(WebhookEndpoint.objects.values())

    with pytest.raises(NotAllowed):
        deed(people.ANYONE, number)

    assert list(WebhookEndpoint.objects.values()) == before
    assert (WebhookSecret.objects.count(), OutboxEvent.objects.count()) == (1, 0)
    if deed.__code__.co_names[0] != "create_endpoint":
        with pytest.raises(NotFound):
            deed(STAFF, 10**9)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"url": "https://ann:secret@hooks.example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://hooks.example.com/", "event_types": ["kyc.approved", "weather"]}, "event_types"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused(terms: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_endpoint(actor=STAFF, **terms)

    assert list(refusal.value.fields) == [field]
    assert WebhookEndpoint.objects.count() == 0
