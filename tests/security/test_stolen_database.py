"""Who steals the database, or the log at its most talkative, has nobody's secrets and no usable token."""

from __future__ import annotations

import base64
import re

import pytest

from tests.live_server import BankServer, StartBank
from tests.proof_plugin import ProofRecord, at_scale
from tests.security.canaries import Canary, canary
from tests.security.canary_story import live
from tests.security.disguises import disguises_of, traces_of
from tests.security.dumps import database_dump, execute

pytestmark = [pytest.mark.slow]
if at_scale(small=1, full=0):
    # What is stolen is ciphertext whatever keeps it; an everyday run steals the database of a bank of any size.
    pytestmark.append(pytest.mark.postgresql)

SIGNED_TOKEN = re.compile(rb"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+")


@pytest.fixture(scope="module")
def bank(start_bank: StartBank) -> BankServer:
    return start_bank(LOG_LEVEL="DEBUG")


@pytest.fixture(scope="module")
def canaries(bank: BankServer) -> list[Canary]:
    """The canaries, after their lives at the bank."""
    people = [canary(number) for number in range(1, at_scale(small=2, full=10) + 1)]
    for person in people:
        live(bank, person)
    return people


@pytest.fixture(scope="module")
def dump(bank: BankServer, canaries: list[Canary]) -> bytes:
    return database_dump(bank)


@pytest.mark.proof
def test_the_database_holds_no_readable_secret(
    canaries: list[Canary], dump: bytes, proof_record: ProofRecord
) -> None:
    secrets = {name: value for person in canaries for name, value in person.secrets().items()}

    assert traces_of(secrets, dump) == []

    proof_record(
        "a stolen database shows no identity number, address, birth date, document, password or token",
        people=len(canaries),
        secrets=len(secrets),
        disguises=sum(len(disguises_of(secret)) for secret in secrets.values()),
        dump_bytes=len(dump),
        found=0,
    )


def test_the_database_holds_no_signed_token_of_anybody(dump: bytes) -> None:
    assert SIGNED_TOKEN.findall(dump) == []


def test_the_people_themselves_are_in_the_dump(canaries: list[Canary], dump: bytes) -> None:
    for person in canaries:
        assert person.username.encode() in dump
        assert f"canary-{person.number}".encode() in dump, "the idempotency key is not there"


@pytest.mark.proof
def test_the_log_at_its_most_talkative_shows_no_secret(
    bank: BankServer, canaries: list[Canary], proof_record: ProofRecord
) -> None:
    log = bank.log.encode()
    secrets = {name: value for person in canaries for name, value in person.secrets().items()}

    assert b"Bad Request: /api/auth/register/" in log, "the log is not of this story"
    assert traces_of(secrets, log) == []
    assert SIGNED_TOKEN.findall(log) == []

    proof_record("the log at DEBUG shows no secret", people=len(canaries), log_bytes=len(log), found=0)


PLANTED = {
    "raw": ("words", lambda secret: secret),
    "raw, reversed": ("words", lambda secret: secret[::-1]),
    "raw, hexadecimal": ("words", lambda secret: secret.encode().hex()),
    "raw, Base64 at 1": ("words", lambda secret: base64.b64encode(f"x{secret}".encode()).decode()),
    "without separators": ("bytes", lambda secret: secret.replace("-", "").encode()),
    "raw, Base64 at 2": ("bytes", lambda secret: base64.b64encode(f"xy{secret}".encode())),
}


def test_secrets_that_are_planted_are_found(start_bank: StartBank) -> None:
    """The control: the same dump and the same search see a bank that keeps its secrets badly."""
    bank = start_bank(demo_data=False)
    execute(
        bank, f"CREATE TABLE planted (words text, bytes {'bytea' if bank.vendor == 'postgresql' else 'blob'})"
    )
    secrets = {form: canary(number).ssn for number, form in enumerate(PLANTED, start=1000)}
    for form, (column, hide) in PLANTED.items():
        execute(bank, f"INSERT INTO planted ({column}) VALUES (?)", (hide(secrets[form]),))

    found = traces_of(secrets, database_dump(bank))

    assert [form for form in PLANTED if f"{form}: {form}" not in found] == []
