"""What changes between the reading and the posting is seen under the locks, and the decision is made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.models import Account
from accounts.services import change_account, freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import DomainError
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, fingerprint
from core_banking.kernel.models import IdempotencyRecord
from kyc.services import reject_kyc
from ledger.errors import BalanceTooLarge, InsufficientFunds
from ledger.verification import verify
from tests.builders import people
from tests.builders.accounts import STAFF, put_money, take_money
from tests.builders.money import Holder, command, holder, submit
from tests.threads import elsewhere
from transactions.contracts import PayeeTerms, TransactionCard
from transactions.errors import (
    AccountNotActive,
    DailyLimitExceeded,
    KycRequiredToTransact,
    PayeeCoolingOff,
    PayeeLimitExceeded,
    PayeeNotConfirmed,
    SingleLimitExceeded,
    TermDepositFunded,
    TermDepositLocked,
)
from transactions.models import Beneficiary, Transaction
from transactions.posting import MovementOrder, PostedMovement, post_movement
from transactions.services import confirm_payee, save_payee, submission, submit_transaction

# On SQLite nothing can change in between: the transaction has held the only write lock since it began.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen, over another connection, after the first decision and before its posting."""

    def happen(change: Callable[[], object]) -> None:
        changes = [change]

        def post(order: MovementOrder) -> PostedMovement:
            if changes:
                elsewhere(changes.pop())
            return post_movement(order)

        monkeypatch.setattr(submission, "post_movement", post)

    return happen


def freeze(of: Holder) -> None:
    freeze_account(actor=STAFF, account_id=of.account.id, reason="A question")


def spend_the_day(of: Holder) -> None:
    submit(of.actor, "WITHDRAWAL", "100.00", sender=of)


CHANGES: dict[str, tuple[Callable[[Holder, Holder], object], type[DomainError], dict[str, object]]] = {
    "the sender is frozen": (lambda ann, ben: freeze(ann), AccountNotActive, {"status": "FROZEN"}),
    "the receiver is frozen": (lambda ann, ben: freeze(ben), AccountNotActive, {}),
    "the money is gone": (
        lambda ann, ben: take_money(ann.account, 40_000),
        InsufficientFunds,
        {"available": "100.00", "requested": "401.00"},
    ),
    "the minimum is raised": (
        lambda ann, ben: change_account(
            actor=STAFF, account_id=ann.account.id, terms={"minimum_balance": "450.00"}
        ),
        InsufficientFunds,
        {"available": "50.00", "requested": "401.00"},
    ),
    "the single limit is lowered": (
        lambda ann, ben: change_account(
            actor=STAFF, account_id=ann.account.id, terms={"single_transaction_limit": "399.99"}
        ),
        SingleLimitExceeded,
        {"limit": "399.99", "requested": "400.00"},
    ),
    "the daily limit is lowered": (
        lambda ann, ben: change_account(
            actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "399.99"}
        ),
        DailyLimitExceeded,
        {"limit": "399.99", "remaining": "399.99", "requested": "400.00"},
    ),
    "the identity is rejected": (
        lambda ann, ben: reject_kyc(actor=people.REVIEWER, user_id=ann.person.id, reason="Expired."),
        KycRequiredToTransact,
        {},
    ),
    "the receiver's identity is rejected": (
        lambda ann, ben: reject_kyc(actor=people.REVIEWER, user_id=ben.person.id, reason="Expired."),
        AccountNotActive,
        {},
    ),
    "the receiver is full": (lambda ann, ben: put_money(ben.account, 10**15), BalanceTooLarge, {}),
}


@pytest.mark.parametrize(("change", "refusal", "details"), CHANGES.values(), ids=CHANGES)
def test_a_decision_that_no_longer_holds_is_made_again(
    between: Callable[[Callable[[], object]], None],
    change: Callable[[Holder, Holder], object],
    refusal: type[DomainError],
    details: dict[str, object],
) -> None:
    ann, ben = holder(50_000), holder()
    between(lambda: change(ann, ben))
    refusals = AuditLog.objects.filter(outcome="REFUSED", code=refusal.code).count()
    with pytest.raises(refusal) as raised:
        submit(ann.actor, "TRANSFER", "400.00", sender=ann, receiver=ben)
    assert {name: raised.value.details[name] for name in details} == details
    assert not Transaction.objects.exists()
    assert AuditLog.objects.filter(outcome="REFUSED", code=refusal.code).count() == refusals + 1
    assert verify().is_clean


def test_a_change_that_leaves_the_decision_standing_lets_the_movement_through(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, ben = holder(50_000), holder()
    between(lambda: (take_money(ann.account, 5_000), put_money(ben.account, 700)))
    card = submit(ann.actor, "TRANSFER", "400.00", sender=ann, receiver=ben)
    assert (ann.balance_minor, ben.balance_minor) == (4_900, 40_700)
    assert card.from_account is not None
    assert card.from_account.balance_minor == 4_900
    assert verify().is_clean


def test_a_day_s_limit_used_up_meanwhile_is_seen(between: Callable[[Callable[[], object]], None]) -> None:
    ann, ben = holder(200_000), holder()
    change_account(actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "400.00"})
    between(lambda: spend_the_day(ann))
    with pytest.raises(DailyLimitExceeded) as raised:
        submit(ann.actor, "TRANSFER", "400.00", sender=ann, receiver=ben)
    assert raised.value.details == {"limit": "400.00", "remaining": "300.00", "requested": "400.00"}
    assert ann.balance_minor == 190_000


def test_a_payment_to_a_new_payee_made_meanwhile_is_seen(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, ben = holder(5_000_000), holder()
    between(lambda: submit(ann.actor, "TRANSFER", "9000.00", sender=ann, receiver=ben))
    with pytest.raises(PayeeCoolingOff) as raised:
        submit(ann.actor, "TRANSFER", "1000.01", sender=ann, receiver=ben)
    assert raised.value.details["remaining"] == "1000.00"
    assert Beneficiary.objects.get().paid_while_new_minor == 900_000


def test_a_payee_saved_meanwhile_is_confirmed_first(between: Callable[[Callable[[], object]], None]) -> None:
    ann, ben = holder(50_000), holder()
    between(lambda: save_payee(actor=ann.actor, account_number=ben.number, terms=PayeeTerms()))
    with pytest.raises(PayeeNotConfirmed):
        submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben)
    assert not Transaction.objects.exists()


def test_a_limit_set_meanwhile_for_a_payee_long_known_is_seen(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, ben = holder(50_000), holder()
    submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben)
    Beneficiary.objects.update(first_paid_at=clock.now() - dt.timedelta(days=2))
    between(lambda: save_and_confirm(ann, ben, PayeeTerms(daily_limit=Decimal("3.00"))))
    with pytest.raises(PayeeLimitExceeded) as raised:
        submit(ann.actor, "TRANSFER", "2.01", sender=ann, receiver=ben)
    assert raised.value.details["remaining"] == "2.00"


def test_a_deposit_that_runs_again_meanwhile_pays_nothing_out(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, ben = holder(50_000), holder()
    account = Account.objects.filter(pk=ann.account.id)
    account.update(account_type="FIXED_DEPOSIT", status="MATURED")
    between(lambda: account.update(status="ACTIVE"))
    with pytest.raises(TermDepositLocked):
        submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben)
    assert ann.balance_minor == 50_000


def test_a_deposit_funded_meanwhile_is_not_funded_again(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, term = holder(50_000), holder()
    Account.objects.filter(pk=term.account.id).update(account_type="FIXED_DEPOSIT")
    between(lambda: put_money(term.account, 100))
    with pytest.raises(TermDepositFunded):
        submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=term)
    assert (ann.balance_minor, term.balance_minor) == (50_000, 100)


def save_and_confirm(ann: Holder, ben: Holder, terms: PayeeTerms) -> None:
    saved = save_payee(actor=ann.actor, account_number=ben.number, terms=terms)
    confirm_payee(actor=ann.actor, beneficiary_id=saved.id)


def test_the_refusal_of_a_decision_made_again_is_final_under_its_key(
    between: Callable[[Callable[[], object]], None],
) -> None:
    ann, ben = holder(50_000), holder()
    claim: IdempotencyClaim[TransactionCard] = IdempotencyClaim(
        principal_id=ann.person.id,
        key="key",
        fingerprint=fingerprint("POST", "/x", b""),
        render_outcome=lambda card: Answer(201, card.transaction_id.encode()),
        render_refusal=lambda error: Answer(422, type(error).__name__.encode()),
    )
    between(lambda: take_money(ann.account, 40_000))
    order = command("TRANSFER", "400.00", sender=ann, receiver=ben)
    with pytest.raises(InsufficientFunds):
        submit_transaction(actor=ann.actor, command=order, claim=claim)
    assert IdempotencyRecord.objects.get().http_status == 422
    put_money(ann.account, 100_000)
    answer = submit_transaction(actor=ann.actor, command=order, claim=claim)
    assert answer == Answer(422, b"InsufficientFunds")
    other = replace(claim, key="another key")
    assert submit_transaction(actor=ann.actor, command=order, claim=other).amount_minor == 40_000  # type: ignore[union-attr]
    assert verify().is_clean
