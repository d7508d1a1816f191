"""A piece of a simulated life goes through the real use case and gets the scores it gets in memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from pytest_django import Settings

from benchmarks.fraud import TRAINING_SEEDS
from benchmarks.fraud.life import live
from benchmarks.fraud.movements import START, Intent, Person
from benchmarks.fraud.people import ORDINARY, SHOP
from benchmarks.fraud.playing import MemoryBank, Played
from core_banking.kernel import clock
from fraud.contracts import Origin, RuleKind, RuleMode
from fraud.models import ScreeningRecord
from fraud.scoring import screen
from fraud.services import book_of_version, change_fraud_rules
from fraud.shipped_rules import shipped_book
from tests.builders import people
from tests.builders.money import TELLER, Holder, holder
from tests.proof_plugin import ProofRecord, at_scale
from transactions.contracts import MovementCommand, TransactionType
from transactions.services import submit_transaction

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

_ACCOUNTS = 5


def _piece(movements: int) -> tuple[dict[int, Person], list[Intent]]:
    """Return some people of a life, and what they order by their own hands among themselves and elsewhere."""
    life = live(TRAINING_SEEDS[0], movements=6_000)
    cases = {intent.account for intent in life.intents if intent.scenario is not None}
    chosen = [
        person for person in life.people.values() if person.account in cases and person.trade == ORDINARY
    ]
    chosen = [*chosen[: _ACCOUNTS - 1], next(each for each in life.people.values() if each.trade == SHOP)]
    accounts = {person.account: person for person in chosen}
    others = sorted(accounts)
    intents = [
        # Whom the customer has saved, and what went wrong before, is told to the bank elsewhere.
        replace(
            intent,
            payee_is_saved=False,
            wrong_pins=0,
            wrong_sign_ins=0,
            secret_changed=False,
            other=intent.other and others[intent.other % len(others)],
        )
        for intent in life.intents
        if intent.account in accounts and intent.origin in {Origin.CUSTOMER, Origin.STAFF}
    ]
    intents = [intent for intent in intents if intent.other != intent.account]
    frauds = [intent for intent in intents if intent.scenario is not None]
    ordinary = [intent for intent in intents if intent.scenario is None]
    step = max(1, len(ordinary) // max(1, movements - len(frauds)))
    return accounts, sorted([*frauds, *ordinary[::step]], key=lambda intent: intent.at)


def _order(holders: dict[int, Holder], played: Played) -> None:
    """Ask the bank for a movement as somebody at that moment and from that device would."""
    request, intent = played.request, played.intent
    amount = Decimal(request.amount_minor).scaleb(-2)
    number = holders[intent.account].number
    receiver = holders[intent.other].number if intent.other else number
    is_deposit = intent.kind == "DEPOSIT"
    command = MovementCommand(
        transaction_type=TransactionType(intent.kind),
        amount=amount,
        from_account_number=None if is_deposit else number,
        to_account_number=receiver if is_deposit or intent.other else None,
        payee_name=intent.payee,
    )
    customer = replace(
        holders[intent.account].actor, user_agent=intent.device, ip_address=_address(intent.network)
    )
    with clock.frozen_at(intent.at):
        submit_transaction(actor=TELLER if intent.origin is Origin.STAFF else customer, command=command)


def _address(network: str) -> str | None:
    """Give every simulated network a /24 of its own."""
    if not network:
        return None
    place = _NETWORKS.setdefault(network, len(_NETWORKS))
    return f"10.{place // 256}.{place % 256}.7"


_NETWORKS: dict[str, int] = {}


def test_the_money_path_scores_a_life_as_it_is_scored_in_memory(
    settings: Settings, proof_record: ProofRecord
) -> None:
    settings.NEW_PAYEE_LIMIT = None  # what a new payee may get is no matter of scoring
    persons, intents = _piece(at_scale(small=60, full=600))
    with clock.frozen_at(START - dt.timedelta(days=1)):
        holders = {account: holder(person.opening_minor) for account, person in persons.items()}
        on: dict[RuleKind, dict[str, RuleMode]] = {
            rule.kind: {"mode": RuleMode.ON}
            for rule in shipped_book().rules
            if rule.kind is not RuleKind.LEARNED_SCORE
        }
        admin = people.actor_for(people.bank_admin())
        book = change_fraud_rules(actor=admin, reason="To score.", hold_at=101, block_at=101, rules=on)
    rows = {number: each.account.id for number, each in holders.items()}
    known = {
        rows[number]: replace(
            person, account=rows[number], single_limit_minor=1_000_000, daily_limit_minor=5_000_000
        )
        for number, person in persons.items()
    }
    numbers = {row: number for number, row in rows.items()}
    bank = MemoryBank(known, screen, book_of_version(book.version))
    made = []

    for intent in intents:
        there = replace(intent, account=rows[intent.account], other=intent.other and rows[intent.other])
        played = bank.play(there)
        if played is not None:
            back = replace(intent, account=numbers[there.account])
            _order(holders, replace(played, intent=back))
            made.append(played)

    records = list(ScreeningRecord.objects.order_by("id"))
    assert len(records) == len(made) > 50
    for record, played in zip(records, made, strict=True):
        assert record.facts == dict(played.screening.facts)
        assert record.score == played.screening.score
        assert [hit["rule"] for hit in record.hits] == [hit.rule.value for hit in played.screening.hits]
    assert max(record.score for record in records) >= 30
    proof_record(
        "a simulated life scored by the money path as in memory",
        movements=len(records),
        highest_score=max(record.score for record in records),
    )
