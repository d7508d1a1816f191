"""An alert is resolved once, and its payment decided on once, however many of the staff do it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from audit.models import AuditLog
from core_banking.kernel.errors import DomainError
from fraud.contracts import Disposition
from fraud.models import Alert
from fraud.services import alerts, resolve_alert
from tests.append_only_tables import triggers_aside
from tests.builders import fraud, people
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

ROUNDS = at_scale(small=3, full=200)
CLIENTS = 4
BOTH = tuple(Disposition)


def resolved_at_once(rounds: int) -> tuple[list[str], Counter[str]]:
    """Let everybody resolve one alert after the other, half of them otherwise; return what went wrong, and answers."""
    customer = people.approved_customer()
    staff = [people.actor_for(people.bank_admin()) for _ in range(CLIENTS)]
    found, total = [], Counter[str]()
    with crowd(CLIENTS) as clerks:
        for number in range(1, rounds + 1):
            alert = fraud.alert_about(customer.id)

            def resolve(clerk: int, alert: Alert = alert) -> str:
                try:
                    resolve_alert(
                        actor=staff[clerk], key=alert.alert_id, disposition=BOTH[clerk % 2], note="Looked at."
                    )
                except DomainError as refusal:
                    return refusal.code
                except DatabaseError:
                    return "refused by the database"
                return "done"

            answers = Counter(clerks.all_at_once(resolve))
            total += answers
            told = AuditLog.objects.filter(action_type="FRAUD_ALERT_RESOLVED", target_id=alert.alert_id)
            if answers["done"] != 1 or told.count() != 1:
                found.append(f"round {number}: {answers['done']} resolutions, {told.count()} on record")
    return found, total


@contextmanager
def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take every lock of a row away, and let all look at the alert before any of them resolves it."""
    wait = meeting(CLIENTS)

    def forbid_own(*arguments: Any) -> None:
        wait()

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        patch.setattr(alerts, "forbid_own", forbid_own)
        # Under another's row: what it finds is not this race's business.
        patch.setattr(alerts, "reassess_risk", lambda **_: None)
        yield


def test_of_many_resolutions_at_once_exactly_one_counts(proof_record: ProofRecord) -> None:
    found, answers = resolved_at_once(ROUNDS)

    assert found == []
    assert answers == {"done": ROUNDS, "alert_already_resolved": ROUNDS * (CLIENTS - 1)}
    proof_record(
        f"{CLIENTS} resolutions of one fraud alert at once: exactly one counts",
        clients=CLIENTS,
        rounds=ROUNDS,
        resolved=answers["done"],
        refused=answers["alert_already_resolved"],
    )


def test_without_the_lock_alone_the_database_still_keeps_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_row_locks(monkeypatch):
        found, answers = resolved_at_once(1)

    assert found == []
    assert answers == {"done": 1, "refused by the database": CLIENTS - 1}


def test_control_without_lock_and_trigger_an_alert_is_resolved_again(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    with sabotaged(), triggers_aside(), without_row_locks(monkeypatch):
        found, answers = resolved_at_once(1)

    assert found
    assert answers["done"] > 1
    proof_record(
        "control: without the lock and the trigger one fraud alert is resolved several times",
        clients=CLIENTS,
        rounds=1,
        resolved=answers["done"],
    )
