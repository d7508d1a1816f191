"""Keys are changed while the bank works: no reading fails, no writing is lost, and nothing is left on the old key."""

from __future__ import annotations

import base64
import io
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import QuerySet
from pytest_django import Settings

from audit.models import AuditLog
from core_banking.kernel import encryption
from core_banking.kernel.actors import Actor, command_actor
from core_banking.kernel.db import use_case
from core_banking.kernel.encryption import Purpose, encrypt_text, newest_key_id
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.key_canaries import check_keys
from core_banking.kernel.key_lists import BLIND_INDEX, key_id
from core_banking.kernel.key_rotation import move_batch
from kyc.models import DataKey, IdentityRecord
from kyc.sealing import (
    CustomerKeys,
    identity_index,
    is_under_data_key,
    new_data_key,
    opened_identity,
    sealed_identity,
    wrapped_data_key,
)
from kyc.selectors import keys_of, records_of, standing_of
from kyc.services import add_identity_numbers, identity, registration
from kyc.services.data_keys import ENCRYPTED_COLUMNS
from kyc.services.key_rotation import identity_rows
from operations.key_rotation import PURPOSES, status_of
from tests.builders import people
from tests.concurrency.sabotage import sabotaged
from tests.concurrency.test_kyc_races import meet_after, register_at_once
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # A forked process has no thread but the one that forked, and needs no other.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

processes = multiprocessing.get_context("fork")
PAN = "ACUPA7085R"
PATIENCE_SECONDS = 120


def key(name: str) -> str:
    return base64.urlsafe_b64encode(sha256(f"race {name}".encode()).digest()).decode()


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings) -> Iterator[None]:
    settings.IDENTITY_KEYS = [key("old")]
    encryption.forget_cached_keys()
    yield
    encryption.forget_cached_keys()


def change_keys(settings: Settings, **keys: Any) -> None:
    for name, value in keys.items():
        setattr(settings, name, value)
    encryption.forget_cached_keys()


def texts_of(number: int) -> dict[str, str]:
    """What is known of a customer: five fields, the last of every tenth customer to be given later."""
    return {
        "ssn": f"9{number // 10**6:02d}-{number // 10**4 % 100:02d}-{number % 10**4:04d}",
        "aadhaar_number": f"{200_000_000_000 + number}",
        "pan_number": "" if number % 10 == 0 else f"ACUPA{number % 10_000:04d}R",
        "date_of_birth": "1990-01-15",
        "address": f"{number} Harbour Street, Port Ellery, PE 40213",
    }


def customers(count: int) -> dict[int, dict[str, str]]:
    """Write customers as they would be after years: every other one from before there were data keys."""
    model = get_user_model()
    rows = model.objects.bulk_create(
        model(
            username=f"kept{number}",
            username_key=f"kept{number}",
            email=f"kept{number}@example.org",
            email_key=f"kept{number}@example.org",
            customer_id=f"CUST{number:010d}",
        )
        for number in range(count)
    )
    known = {row.pk: texts_of(number) for number, row in enumerate(rows)}
    records, data_keys = [], []
    for number, (user_id, texts) in enumerate(known.items()):
        if number % 2:
            wrapped = wrapped_data_key(Purpose.IDENTITY, user_id, new_data_key())
            keys = CustomerKeys(user_id=user_id, wrapped={Purpose.IDENTITY: wrapped})
            data_keys.append(
                DataKey(
                    user_id=user_id,
                    kind=Purpose.IDENTITY.value,
                    wrapped=wrapped.sealed,
                    key_id=wrapped.key_id,
                )
            )
            sealed = {column: sealed_identity(keys, column, text) for column, text in texts.items()}
        else:
            sealed = {
                column: encrypt_text(Purpose.IDENTITY, f"kyc.identity.{column}:{user_id}", text)
                if text
                else ""
                for column, text in texts.items()
            }
        pan = texts["pan_number"]
        records.append(
            IdentityRecord(
                user_id=user_id,
                ssn_index=identity_index("ssn", texts["ssn"]),
                aadhaar_index=identity_index("aadhaar", texts["aadhaar_number"]),
                pan_index=identity_index("pan", f"{pan}{number}") if pan else None,
                **sealed,
            )
        )
    IdentityRecord.objects.bulk_create(records, batch_size=2_000)
    DataKey.objects.bulk_create(data_keys, batch_size=2_000)
    return known


@use_case
def put_pan_on_file(*, actor: Actor, user_id: int, pan_number: str) -> None:
    add_identity_numbers(actor=actor, user_id=user_id, pan_number=pan_number)


def read_on(known: dict[int, dict[str, str]], over: Any, told: Any) -> None:
    """Read identities until it is over, as the profile and the review do; tell how many, and what went wrong."""
    reads, failures, ids = 0, [], list(known)
    while not over.is_set():
        user_id = random.choice(ids)
        try:
            record, keys = records_of(user_id).get(), keys_of(user_id)
            for column, text in known[user_id].items():
                read = opened_identity(keys, column, getattr(record, column))
                assert read == text or (column == "pan_number" and not text), (user_id, column)
            assert standing_of(user_id).identity.ssn.endswith(known[user_id]["ssn"][-4:])
        except Exception as error:  # whatever it is, it is a failed read
            failures.append(repr(error))
        reads += len(known[user_id])
    told.send((reads, failures))


def write_on(known: dict[int, dict[str, str]], over: Any, told: Any) -> None:
    """Put numbers on file that were to be given later, until it is over; tell whose."""
    waiting = [user_id for user_id, texts in known.items() if not texts["pan_number"]]
    written: list[tuple[int, str]] = []
    failures: list[str] = []
    while not over.is_set():
        if not waiting:
            over.wait(0.05)
            continue
        user_id, pan = waiting.pop(), pan_of_later(len(written))
        try:
            put_pan_on_file(actor=people.ANYONE, user_id=user_id, pan_number=pan)
            written.append((user_id, pan))
        except Exception as error:  # whatever it is, it is a failed write
            failures.append(repr(error))
        over.wait(0.02)
    told.send((written, failures))


def pan_of_later(number: int) -> str:
    return f"BX{chr(65 + number // 9_999)}PB{number % 9_999 + 1:04d}C"


def rotate_in_silence() -> None:
    call_command("rotate_keys", "identity", "--batch", str(BATCH), stdout=io.StringIO())


def forked(deed: Callable[[], None]) -> Any:
    """Start a process that does a deed with a connection of its own, and ends without any tidying up."""

    def run() -> None:
        status = 1
        try:
            deed()
            status = 0
        finally:
            os._exit(status)

    connections.close_all()  # a child must not hold its parent's connection
    process = processes.Process(target=run)
    process.start()
    return process


def rows_done() -> int:
    done = DataKey.objects.filter(key_id=newest_key_id(Purpose.IDENTITY)).count()
    connections.close_all()
    return done


FIELDS = at_scale(small=300, full=100_000)
KILLS = at_scale(small=2, full=10)
BATCH = max(4, FIELDS // 5 // (KILLS * 4))


@pytest.mark.proof
def test_identity_fields_rotate_under_load_though_the_rotator_is_killed_again_and_again(
    settings: Settings, proof_record: ProofRecord
) -> None:
    assert check_keys() == []
    known = customers(FIELDS // 5)
    change_keys(settings, IDENTITY_KEYS=[key("new"), key("old")])
    over = processes.Event()
    ears = [processes.Pipe(duplex=False) for _ in range(3)]
    load = [
        forked(partial(deed, known, over, told))
        for deed, (_, told) in zip([read_on, read_on, write_on], ears, strict=True)
    ]
    began = time.monotonic()
    try:
        for _ in range(KILLS):
            before, rotator = rows_done(), forked(rotate_in_silence)
            while rows_done() == before:
                assert rotator.is_alive(), "the rotation was over before it could be killed"
                time.sleep(0.002)
            time.sleep(random.uniform(0, 0.02))
            os.kill(rotator.pid, signal.SIGKILL)
            rotator.join()
            assert rotator.exitcode == -signal.SIGKILL
        last = forked(rotate_in_silence)
        last.join(PATIENCE_SECONDS * 10)
        assert last.exitcode == 0
        took = time.monotonic() - began
    finally:
        over.set()
        heard: list[Any] = [
            ear.recv() if ear.poll(PATIENCE_SECONDS) else (0, ["nothing heard"]) for ear, _ in ears
        ]
        for process in load:
            process.join(PATIENCE_SECONDS)

    (reads, wrong), (more_reads, more_wrong), (written, lost) = heard
    assert wrong + more_wrong + lost == []
    assert min(reads, more_reads, len(written)) > 0
    assert set(DataKey.objects.values_list("key_id", flat=True)) == {newest_key_id(Purpose.IDENTITY)}
    assert DataKey.objects.count() == IdentityRecord.objects.count() == FIELDS // 5
    assert status_of(PURPOSES["identity"]).old_may_go
    for user_id, pan in written:
        known[user_id]["pan_number"] = pan
    change_keys(settings, IDENTITY_KEYS=[key("new")])
    assert check_keys() == []
    assert fields_that_differ(known) == []
    call_command("rotate_keys", "identity", stdout=io.StringIO())
    moved = AuditLog.objects.filter(target_model="Keys", description="Rows moved to another key")
    moved_rows = sum(row.details["rows"] for row in moved)
    # Whoever wrote to a row meanwhile has moved it himself.
    assert FIELDS // 5 - len(written) <= moved_rows <= FIELDS // 5, "moved twice, or past the record"
    proof_record(
        "Identity fields moved to a new key under load, the rotator killed again and again: no read fails",
        fields=FIELDS,
        kills=KILLS,
        fields_read_meanwhile=reads + more_reads,
        failed_reads=0,
        written_meanwhile=len(written),
        left_on_the_old_key=0,
        seconds=round(took, 1),
    )


def fields_that_differ(known: dict[int, dict[str, str]]) -> list[tuple[int, str]]:
    """Read every field of every customer; return those that are not what they should be, or lie outside data keys."""
    wrong = []
    for record in IdentityRecord.objects.filter(pk__in=known):
        keys = keys_of(record.user_id)
        for column, text in known[record.user_id].items():
            token = getattr(record, column)
            if not is_under_data_key(token) or opened_identity(keys, column, token) != text:
                wrong.append((record.user_id, column))
    return wrong


class _NotHeld(QuerySet[IdentityRecord]):
    """Rows that are read without being held."""

    def select_for_update(self, *_: Any, **__: Any) -> Any:
        return self


def number_given_while_its_row_is_moved(*, held: bool) -> str:
    """Have a customer give his PAN between a rotator's reading and writing; return what is on file afterwards."""
    [user_id] = customers(1)
    direct = identity_rows()[0]
    has_read, may_write = threading.Event(), threading.Event()

    def slowly(rows: Any) -> Any:
        has_read.set()
        may_write.wait(0.5)
        return direct.reseal(rows)

    def waiting() -> Any:
        rows = direct.waiting()
        return rows if held else _NotHeld(model=IdentityRecord, query=rows.query)

    kind = replace(direct, reseal=slowly, waiting=waiting)

    def in_thread(deed: Callable[[], Any]) -> None:
        try:
            deed()
        finally:
            connection.close()

    def give() -> None:
        has_read.wait(PATIENCE_SECONDS)
        put_pan_on_file(actor=people.ANYONE, user_id=user_id, pan_number=PAN)
        may_write.set()

    move = partial(
        move_batch,
        actor=command_actor("rotate_keys"),
        setting="IDENTITY_KEYS",
        kind=kind,
        after=None,
        rows=10,
    )
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(in_thread, deed) for deed in (move, give)]:
            future.result(PATIENCE_SECONDS)
    record = IdentityRecord.objects.get(pk=user_id)
    assert all(is_under_data_key(getattr(record, column)) for column in ENCRYPTED_COLUMNS)
    return opened_identity(keys_of(user_id), "pan_number", record.pan_number)


def test_a_number_given_while_its_row_is_moved_is_kept(settings: Settings) -> None:
    change_keys(settings, IDENTITY_KEYS=[key("new"), key("old")])
    assert number_given_while_its_row_is_moved(held=True) == PAN


def test_without_the_hold_on_the_row_that_number_is_lost(settings: Settings) -> None:
    change_keys(settings, IDENTITY_KEYS=[key("new"), key("old")])
    with sabotaged(without=["kyc_pan_number_with_index"]):
        assert number_given_while_its_row_is_moved(held=False) == ""


def two_servers_register_one_ssn(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[Any]:
    """Two servers in the midst of a change of keys: both know both, one writes under the new key, one under the old."""
    change_keys(settings, BLIND_INDEX_KEYS=[key("b2"), key("b1")], DIGEST_KEY=key("digest"))
    first, turn = threading.Lock(), threading.local()

    def of_this_server(kind: str, number: str) -> bytes:
        if not hasattr(turn, "place"):
            turn.place = 0 if first.acquire(blocking=False) else 1
        place: int = turn.place
        return encryption.blind_indexes(f"kyc.{kind}", number)[place]

    monkeypatch.setattr(identity, "identity_index", of_this_server)
    meet_after(monkeypatch, registration, "_examined", 2)
    return register_at_once([people.application(ssn="900-77-7777") for _ in range(2)])


def test_while_numbers_are_indexed_under_two_keys_one_customer_has_a_number(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    outcomes = two_servers_register_one_ssn(monkeypatch, settings)

    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, InvalidInput)]
    assert refusal.fields == {"ssn": ["A customer with this SSN already exists."]}
    assert IdentityRecord.objects.count() == get_user_model().objects.count() == 1


def test_without_the_hold_on_the_number_two_customers_have_it(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(identity, "hold_numbers", lambda numbers: False)
    outcomes = two_servers_register_one_ssn(monkeypatch, settings)

    assert not any(isinstance(outcome, InvalidInput) for outcome in outcomes)
    assert IdentityRecord.objects.count() == 2
    assert key_id(BLIND_INDEX, key("b2")) == IdentityRecord.objects.values_list("index_key_id", flat=True)[0]
