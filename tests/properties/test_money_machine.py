"""Whatever people do, in whatever order: the bank answers as the model does, and no cent appears or disappears."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.db.models import Sum
from django.http import HttpResponse
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.services import change_account, freeze_account, unfreeze_account
from core_banking.kernel import clock
from core_banking.kernel.money import format_minor
from kyc.services import approve_kyc, reject_kyc, resubmit_kyc
from ledger.models import Balance, JournalLine
from ledger.verification import verify
from tests.builders import people
from tests.builders.accounts import STAFF, offer_product
from tests.builders.money import Holder, holder, post, second_account
from tests.proof_plugin import ProofRecord, at_scale
from tests.properties.bank_model import AccountModel, BankModel, Expected, Movement
from tests.rolled_back import rolled_back
from tests.whole_database import picture, picture_of_money
from transactions.models import Transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

RUNS, STEPS = at_scale(small=25, full=80), at_scale(small=20, full=60)
SINGLE_LIMIT, DAILY_LIMIT, NEW_PAYEE_LIMIT = 50_000, 120_000, 9_000
START = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)
OWNERS = {"ann": "ann", "ann's second": "ann", "ben": "ben", "ben's euros": "ben", "cai": "cai"}
NOWHERE = "SAV000000000"

# Mostly what makes sense, so that money really moves; now and then what does not.
accounts = st.sampled_from([*OWNERS, "ann", "ben", "cai", "nowhere"])
callers = st.sampled_from(["owner", "owner", "owner", "staff", "ann", "ben", "cai"])
sensible_pairs = st.lists(
    st.sampled_from(["ann", "ann's second", "ben", "cai"]), min_size=2, max_size=2, unique=True
)
amounts = st.one_of(
    st.integers(1, 20_000),
    st.integers(1, 60_000),
    st.sampled_from([1, 99, 100, 101, SINGLE_LIMIT, SINGLE_LIMIT + 1, DAILY_LIMIT]),
)


@dataclass(frozen=True)
class Sent:
    """A request that carried a key, and its first answer."""

    caller: str
    key: str
    body: dict[str, Any]
    status: int
    content: bytes


class World:
    """The people and accounts that every run starts with; each run's own deeds are undone."""

    def __init__(self) -> None:
        terms: dict[str, Any] = {
            "single_transaction_limit": "500.00",
            "daily_transaction_limit": "1200.00",
            "fees": {"TRANSFER": "1.00"},
        }
        offer_product("SMALL", **terms)
        offer_product("SMALL-EUR", currency="EUR", **terms)
        ann = holder(product_code="SMALL")
        ben = holder(product_code="SMALL", minimum_balance="10.00")
        cai = holder(product_code="SMALL")
        self.holders: dict[str, Holder] = {
            "ann": ann,
            "ann's second": second_account(ann, product_code="SMALL"),
            "ben": ben,
            "ben's euros": second_account(ben, product_code="SMALL-EUR"),
            "cai": cai,
        }
        self.clients: dict[str, APIClient] = {
            name: self.holders[name].client() for name in ("ann", "ben", "cai")
        }
        self.clients["staff"] = people.signed_in_client(people.bank_admin())


class MoneyMachine(RuleBasedStateMachine):
    """People over HTTP on one side, the model on the other."""

    world: ClassVar[World]
    answers: ClassVar[dict[str, int]]
    """How often each answer came, to show that the runs reach all of them."""

    keyed = Bundle("keyed")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(rolled_back())
        self.now = START
        self.keys = 0
        self.model = BankModel(
            {
                name: AccountModel(
                    owner=owner,
                    currency="EUR" if "euros" in name else "USD",
                    minimum=1_000 if name == "ben" else 0,
                    single_limit=SINGLE_LIMIT,
                    daily_limit=DAILY_LIMIT,
                )
                for name, owner in OWNERS.items()
            },
            new_payee_limit=NEW_PAYEE_LIMIT,
        )

    def teardown(self) -> None:
        report = verify()
        self.stack.close()
        assert report.is_clean, report.problems

    @initialize()
    def everybody_has_some_money(self) -> None:
        for name in OWNERS:
            self._submit("staff", Movement("DEPOSIT", 50_000, receiver=name), with_key=False)

    # -- what people do --------------------------------------------------------------------------------------------

    @rule(
        target=keyed,
        caller=callers,
        kind=st.sampled_from(["DEPOSIT", "WITHDRAWAL", "TRANSFER", "TRANSFER", "PAYMENT", "FEE", "INTEREST"]),
        one=accounts,
        other=accounts,
        amount=amounts,
        with_key=st.booleans(),
    )
    def move(self, caller: str, kind: str, one: str, other: str, amount: int, with_key: bool) -> Any:
        movement = Movement(
            kind,
            amount,
            sender=one if kind in {"WITHDRAWAL", "TRANSFER", "PAYMENT", "FEE"} else None,
            receiver=other if kind == "TRANSFER" else one if kind in {"DEPOSIT", "INTEREST"} else None,
        )
        return self._submit(self._who(caller, one), movement, with_key)

    @rule(target=keyed, name=st.sampled_from([*OWNERS]), amount=st.integers(20_000, 90_000))
    def staff_pays_in(self, name: str, amount: int) -> Any:
        return self._submit("staff", Movement("DEPOSIT", amount, receiver=name), with_key=False)

    @rule(target=keyed, name=st.sampled_from([*OWNERS]), share=st.sampled_from([1, 2, 4]))
    def take_out_a_share(self, name: str, share: int) -> Any:
        amount = max(1, self.model.accounts[name].available // share)
        return self._submit(OWNERS[name], Movement("WITHDRAWAL", amount, sender=name), with_key=True)

    @rule(target=keyed, pair=sensible_pairs, amount=st.integers(1, 15_000), with_key=st.booleans())
    def pay_somebody(self, pair: list[str], amount: int, with_key: bool) -> Any:
        sender, receiver = pair
        return self._submit(OWNERS[sender], Movement("TRANSFER", amount, sender, receiver), with_key)

    @rule(target=keyed, name=st.sampled_from(["ann", "ben", "cai"]), with_key=st.booleans())
    def pay_into_nowhere(self, name: str, with_key: bool) -> Any:
        return self._submit(OWNERS[name], Movement("TRANSFER", 1_000, name, "nowhere"), with_key)

    @rule(sent=keyed)
    def repeat(self, sent: Sent) -> None:
        """The first answer again, whatever has happened since, unless the caller may not bank any more."""
        before = picture_of_money()
        answer = self._post(sent.caller, sent.body, sent.key)
        assert (answer.status_code, answer.content) == (sent.status, sent.content)
        assert answer["Idempotency-Replayed"] == "true"
        assert picture_of_money() == before
        self._count("replayed")

    @rule(sent=keyed)
    def reuse_the_key(self, sent: Sent) -> None:
        before = picture_of_money()
        answer = self._post(sent.caller, {**sent.body, "description": "something else"}, sent.key)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "idempotency_key_reused")
        assert picture_of_money() == before
        self._count("key reused")

    @rule(caller=callers, name=st.sampled_from([*OWNERS]), other=st.sampled_from([*OWNERS]), amount=amounts)
    def rehearse(self, caller: str, name: str, other: str, amount: int) -> None:
        caller = self._who(caller, name)
        movement = Movement("TRANSFER", amount, sender=name, receiver=other)
        expected = self.model.expect(caller, movement, self.now)
        before = picture()
        answer = self._post(caller, self._body(movement), path="/api/transactions/?dry_run=true")
        assert answer.status_code == (200 if expected.status == 201 else expected.status)
        assert picture() == before
        self._count("rehearsed")

    @rule(sent=consumes(keyed))
    def look_it_up(self, sent: Sent) -> None:
        made = json.loads(sent.content)
        client = self.world.clients[sent.caller]
        with clock.frozen_at(self.now):
            if sent.status == 201:
                assert client.get(f"/api/transactions/{made['transaction_id']}/").json()["id"] == made["id"]

    # -- what the bank does ----------------------------------------------------------------------------------------

    @rule(name=st.sampled_from([*OWNERS]))
    def freeze_or_unfreeze(self, name: str) -> None:
        account = self.model.accounts[name]
        change = freeze_account if account.status == "ACTIVE" else unfreeze_account
        change(actor=STAFF, account_id=self.world.holders[name].account.id, reason="A question")
        account.status = "FROZEN" if account.status == "ACTIVE" else "ACTIVE"

    @rule(name=st.sampled_from(["ann", "ben", "cai"]))
    def reject_or_approve(self, name: str) -> None:
        somebody = self.world.holders[name]
        if name in self.model.rejected:
            resubmit_kyc(actor=somebody.actor)
            approve_kyc(actor=people.REVIEWER, user_id=somebody.person.id)
            self.model.rejected.discard(name)
        else:
            reject_kyc(actor=people.REVIEWER, user_id=somebody.person.id, reason="Expired.")
            self.model.rejected.add(name)

    @precondition(lambda self: len(self.model.rejected) > 1)
    @rule()
    def approve_all(self) -> None:
        for name in sorted(self.model.rejected):
            self.reject_or_approve(name)

    @rule(name=st.sampled_from([*OWNERS]), limit=st.sampled_from([0, 10_000, SINGLE_LIMIT, DAILY_LIMIT]))
    def change_limits(self, name: str, limit: int) -> None:
        change_account(
            actor=STAFF,
            account_id=self.world.holders[name].account.id,
            terms={
                "single_transaction_limit": format_minor(min(limit, SINGLE_LIMIT), 2),
                "daily_transaction_limit": format_minor(limit, 2),
            },
        )
        account = self.model.accounts[name]
        account.single_limit, account.daily_limit = min(limit, SINGLE_LIMIT), limit

    @rule(hours=st.integers(1, 20))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    # -- what must hold after each of them -------------------------------------------------------------------------

    @invariant()
    def every_account_holds_what_the_model_says(self) -> None:
        held = dict(Balance.objects.values_list("account_id", "balance_minor"))
        for name, account in self.model.accounts.items():
            assert held[self.world.holders[name].account.ledger_account_id] == account.balance, name

    @invariant()
    def no_money_appears_or_disappears(self) -> None:
        total = JournalLine.objects.aggregate(total=Sum("amount_minor", default=0))["total"]
        assert total == 0
        in_accounts = sum(account.balance for account in self.model.accounts.values())
        assert in_accounts == self.model.came_in - self.model.went_out

    # -- how -------------------------------------------------------------------------------------------------------

    def _who(self, caller: str, account: str) -> str:
        """Return the caller by name: `owner` is whoever owns the account."""
        return OWNERS.get(account, "ann") if caller == "owner" else caller

    def _submit(self, caller: str, movement: Movement, with_key: bool) -> Any:
        expected = self.model.expect(caller, movement, self.now)
        self.keys += 1
        key = f"key-{self.keys}" if with_key else None
        body = self._body(movement)
        before = picture_of_money() if expected.status != 201 else None
        answer = self._post(caller, body, key)
        self._check(answer, expected, movement)
        if expected.status == 201:
            self.model.make(movement, self.now)
            self._check_balances(caller, answer, movement)
        elif before is not None:
            after = picture_of_money()
            if key is not None:
                after["kernel_idempotencyrecord"] = before["kernel_idempotencyrecord"]
            assert after == before
        self._count(expected.code or f"made {movement.kind}")
        if key is None or expected.status not in {201, 422}:
            return multiple()
        return Sent(caller, key, body, answer.status_code, answer.content)

    def _check(self, answer: HttpResponse, expected: Expected, movement: Movement) -> None:
        told = json.loads(answer.content)
        assert answer.status_code == expected.status, (movement, told)
        if expected.status == 201:
            assert (told["amount"], told["fee"]) == (
                format_minor(movement.amount, 2),
                format_minor(expected.fee, 2),
            )
        else:
            assert told["code"] == expected.code

    def _check_balances(self, caller: str, answer: HttpResponse, movement: Movement) -> None:
        told = json.loads(answer.content)
        for side, name in (("from_account", movement.sender), ("to_account", movement.receiver)):
            if name is None:
                assert told[side] is None
                continue
            may_see = caller in {"staff", OWNERS[name]}
            balance = format_minor(self.model.accounts[name].balance, 2) if may_see else None
            assert told[side] == {"account_number": self.world.holders[name].number, "balance": balance}

    def _post(
        self, caller: str, body: dict[str, Any], key: str | None = None, path: str = "/api/transactions/"
    ) -> HttpResponse:
        with clock.frozen_at(self.now):
            return post(self.world.clients[caller], body, key=key, path=path)

    def _body(self, movement: Movement) -> dict[str, Any]:
        sides = {"from_account_number": movement.sender, "to_account_number": movement.receiver}
        return {
            "transaction_type": movement.kind,
            "amount": format_minor(movement.amount, 2),
            **{
                side: self.world.holders[name].number if name in OWNERS else NOWHERE
                for side, name in sides.items()
                if name is not None
            },
            **({"payee_name": "City Power"} if movement.kind == "PAYMENT" else {}),
        }

    def _count(self, what: str) -> None:
        self.answers[what] = self.answers.get(what, 0) + 1


SURELY_REACHED = {"made TRANSFER"}
REACHED_IN_THE_LONG_RUN = {
    "made DEPOSIT",
    "made WITHDRAWAL",
    "made TRANSFER",
    "made PAYMENT",
    "not_allowed",
    "not_found",
    "unknown_account",
    "same_account",
    "account_not_active",
    "single_limit_exceeded",
    "payee_cooling_off",
    "insufficient_funds",
    "replayed",
    "key reused",
    "rehearsed",
}


def test_random_lives_of_a_small_bank_agree_with_the_model(
    settings: Settings, proof_record: ProofRecord
) -> None:
    long = dt.timedelta(days=3_650)
    settings.ACCESS_TOKEN_LIFETIME = settings.REFRESH_TOKEN_LIFETIME = settings.SESSION_ABSOLUTE_LIFETIME = (
        long
    )
    settings.NEW_PAYEE_LIMIT = Decimal(NEW_PAYEE_LIMIT) / 100
    MoneyMachine.world, MoneyMachine.answers = World(), {}
    run_state_machine_as_test(
        MoneyMachine,
        settings=hypothesis_settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None),
    )
    assert MoneyMachine.answers.keys() >= (SURELY_REACHED if RUNS < 100 else REACHED_IN_THE_LONG_RUN)
    assert not Transaction.objects.exists()
    assert verify().is_clean
    proof_record(
        "random operations over HTTP against a model: every answer and balance as predicted, money conserved",
        engine=connection.vendor,
        runs=RUNS,
        steps_each=STEPS,
        movements=sum(times for what, times in MoneyMachine.answers.items() if what.startswith("made")),
    )


@pytest.mark.any_engine  # it is the model that is put to the test
def test_the_model_notices_a_bank_that_forgets_the_fee(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The control: the same machine, over a bank with one mistake in it, fails."""
    from transactions.decision import decide
    from transactions.services import submission

    long = dt.timedelta(days=3_650)
    settings.ACCESS_TOKEN_LIFETIME = settings.REFRESH_TOKEN_LIFETIME = settings.SESSION_ABSOLUTE_LIFETIME = (
        long
    )
    monkeypatch.setattr(submission, "decide", lambda *args: replace(decide(*args), fee_minor=0))
    settings.NEW_PAYEE_LIMIT = Decimal(NEW_PAYEE_LIMIT) / 100
    MoneyMachine.world, MoneyMachine.answers = World(), {}
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            MoneyMachine,
            settings=hypothesis_settings(
                max_examples=200,
                stateful_step_count=20,
                deadline=None,
                phases=[Phase.generate],
                print_blob=False,
            ),
        )
