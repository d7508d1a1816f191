"""A goal's pot is an account in the book: what moves it, what stops it, and what it is proven by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from accounts.errors import PotMovesByGoal
from accounts.models import Account, OutgoingTotal
from accounts.selectors import account_card, accounts_of
from accounts.services import close_account, freeze_account, unfreeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.services import reject_kyc
from ledger.errors import InsufficientFunds
from notifications.models import Notification
from operations.services import run_due_work
from operations.verification import verify_books
from planning.errors import GoalIsClosed, GoalLocked, GoalNotLocked, TooManyGoalsToday
from planning.goal_contracts import GoalCard, GoalChange, GoalOrder
from planning.models import AutomaticSaving, GoalMilestone, SavingsGoal
from planning.selectors import goal_card
from planning.services import change_goal, open_goal, release_goal
from planning.verification import goal_problems
from tests.builders.accounts import STAFF, open_account, put_money
from tests.builders.goals import end, fixed_rule, goal_of, save, saved_minor, take_out
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.builders.people import REVIEWER, actor_for, bank_admin
from transactions.errors import AccountNotActive, KycRequiredToTransact, UnknownAccount
from transactions.hold_contracts import HoldCommand
from transactions.models import Transaction
from transactions.services import authorise_hold, place_standing_order, reverse_transaction, save_payee
from transactions.standing_order_contracts import StandingOrderCommand
from users.errors import PinNotSet

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


def test_money_goes_into_the_pot_and_back_and_the_books_stay_right(ann: Holder) -> None:
    goal = goal_of(ann, target_date=dt.date(2027, 11, 1))
    save(ann, goal, "400.00")
    take_out(ann, goal, "150.00")

    now = goal_card(ann.actor, goal.id)
    assert (now.progress.saved_minor, now.progress.percent, now.progress.needed_monthly_minor) == (
        25_000, 25, 7_500,
    )  # fmt: skip
    assert (ann.balance_minor, saved_minor(goal)) == (75_000, 25_000)
    moved = Transaction.objects.order_by("id").values_list(
        "transaction_type", "amount_minor", "fee_minor", "status"
    )
    assert list(moved) == [("TRANSFER", 40_000, 0, "COMPLETED"), ("TRANSFER", 15_000, 0, "COMPLETED")]
    assert [card.account_number for card in accounts_of(ann.person.id)] == [ann.number]
    assert verify_books().is_clean


def test_only_what_is_there_moves(ann: Holder) -> None:
    goal = goal_of(ann)
    save(ann, goal, "10.00")

    for deed, amount in ((save, "990.01"), (take_out, "10.01")):
        with pytest.raises(InsufficientFunds):
            deed(ann, goal, amount)
    assert (ann.balance_minor, saved_minor(goal)) == (99_000, 1_000)


def test_milestones_are_told_once_and_of_several_the_highest(ann: Holder) -> None:
    goal = goal_of(ann)
    save(ann, goal, "249.99")
    save(ann, goal, "500.01")
    take_out(ann, goal, "700.00")
    save(ann, goal, "700.00")
    change_goal(actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"target_amount": "750.00"}))

    told = Notification.objects.filter(kind="GOAL_MILESTONE").order_by("id").values_list("title", flat=True)
    assert list(told) == ["Holiday: 75 % saved", "Holiday: you have reached your goal"]
    assert sorted(GoalMilestone.objects.values_list("percent", flat=True)) == [25, 50, 75, 100]


def test_a_lock_is_kept_until_its_day_and_never_shortened(ann: Holder) -> None:
    until = dt.date(2027, 3, 1)
    goal = goal_of(ann, locked_until=until)
    save(ann, goal, "100.00")

    def change(locked_until: dt.date | None) -> GoalCard:
        return change_goal(
            actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"locked_until": locked_until})
        )

    for shorter in (None, until - dt.timedelta(days=1)):
        with pytest.raises(GoalLocked):
            change(shorter)
    with pytest.raises(GoalLocked):
        take_out(ann, goal, "1.00")
    with pytest.raises(GoalLocked):
        end(ann, goal)
    longer = until + dt.timedelta(days=1)
    assert change(longer).locked_until == longer
    assert saved_minor(goal) == 10_000

    with clock.frozen_at(TODAY.replace(month=3, day=2)):
        take_out(ann, goal, "1.00")
        assert not change(None).is_locked


def test_a_lock_is_set_and_lengthened_with_the_pin_and_for_ten_years_at_most(
    ann: Holder, settings: Any
) -> None:
    settings.TRANSACTION_PIN_POLICY = "always"
    goal, soon, last = goal_of(ann), dt.date(2027, 3, 1), dt.date(2037, 1, 1)

    def lock(until: dt.date, *, pin_proven: bool) -> None:
        change = GoalChange(fields={"locked_until": until}, pin_proven=pin_proven)
        change_goal(actor=ann.actor, goal_id=goal.id, change=change)

    with pytest.raises(PinNotSet):
        goal_of(ann, locked_until=soon)
    with pytest.raises(PinNotSet):
        lock(soon, pin_proven=False)
    lock(soon, pin_proven=True)
    lock(soon, pin_proven=False)
    with pytest.raises(PinNotSet):
        lock(last, pin_proven=False)
    with pytest.raises(InvalidInput) as refused:
        lock(last + dt.timedelta(days=1), pin_proven=True)
    assert refused.value.fields == {"locked_until": ["A goal is locked for 10 years at most."]}
    lock(last, pin_proven=True)
    assert goal_card(ann.actor, goal.id).locked_until == last


def test_the_bank_lifts_a_lock_and_says_why(ann: Holder) -> None:
    goal, clerk = goal_of(ann, locked_until=dt.date(2030, 1, 1)), actor_for(bank_admin())
    save(ann, goal, "100.00")

    with pytest.raises(NotAllowed):
        release_goal(actor=ann.actor, goal_id=goal.id, reason="I need it")
    with pytest.raises(NotAllowed):
        release_goal(
            actor=dataclasses.replace(clerk, user_id=ann.person.id), goal_id=goal.id, reason="I need it"
        )
    with pytest.raises(InvalidInput):
        release_goal(actor=clerk, goal_id=goal.id, reason=" ")
    with pytest.raises(GoalLocked):
        take_out(ann, goal, "100.00")
    release_goal(actor=clerk, goal_id=goal.id, reason="Set from a stolen telephone")
    with pytest.raises(GoalNotLocked):
        release_goal(actor=clerk, goal_id=goal.id, reason="Once more")

    take_out(ann, goal, "100.00")
    assert ann.balance_minor == 100_000
    told = Notification.objects.get(user_id=ann.person.id, kind="GOAL_RELEASED")
    assert told.body == "It was locked until 2030-01-01. Reason: Set from a stolen telephone"
    kept = AuditLog.objects.get(action_type="RELEASE", target_model="SavingsGoal")
    assert kept.subject_id == ann.person.id
    assert kept.details == {"was_locked_until": "2030-01-01", "reason": "Set from a stolen telephone"}


def test_so_many_goals_are_opened_in_a_day_and_go_on_counting_when_closed(ann: Holder, settings: Any) -> None:
    settings.GOALS_OPENED_PER_DAY = 2
    end(ann, goal_of(ann))
    goal_of(ann)

    with pytest.raises(TooManyGoalsToday) as refused:
        open_goal(actor=ann.actor, order=GoalOrder(name="X", target_amount=1, account_number=ann.number))
    assert refused.value.details == {"limit": 2}
    with clock.frozen_at(TODAY + dt.timedelta(days=1)):
        goal_of(ann)


def test_closing_gives_everything_back_and_ends_the_rules(ann: Holder) -> None:
    goal = goal_of(ann)
    save(ann, goal, "123.45")
    rule = fixed_rule(ann, goal)

    closed = end(ann, goal)

    assert closed.transaction is not None
    assert (closed.transaction.amount_minor, ann.balance_minor) == (12_345, 100_000)
    assert (closed.goal.status, closed.goal.active_rules) == ("CLOSED", 0)
    assert Account.objects.get(pk=goal.pot_account_id).status == "CLOSED"
    for deed in (save, take_out):
        with pytest.raises(GoalIsClosed):
            deed(ann, goal, "1.00")
    with pytest.raises(GoalIsClosed):
        end(ann, goal)
    actions = AuditLog.objects.filter(target_model="SavingsGoal", subject_id=ann.person.id)
    assert set(actions.values_list("action_type", flat=True)) == {"CREATE", "CONTRIBUTE", "CLOSE"}
    assert rule.is_active
    assert verify_books().is_clean


def test_nothing_but_its_goal_names_a_pot(ann: Holder) -> None:
    ben = holder(100_000)
    goal = goal_of(ann)
    save(ann, goal, "100.00")
    pot = goal.pot_account_number
    tomorrow = dt.date(2027, 1, 2)

    def order(sender: str, receiver: str) -> StandingOrderCommand:
        return StandingOrderCommand(
            from_account_number=sender, to_account_number=receiver, amount=Decimal(1), start_date=tomorrow
        )

    own: list[Callable[[], object]] = [
        lambda: submit(ann.actor, "TRANSFER", "1.00", from_account_number=pot, to_account_number=ann.number),
        lambda: submit(ann.actor, "TRANSFER", "1.00", sender=ann, to_account_number=pot),
        lambda: submit(ann.actor, "WITHDRAWAL", "1.00", from_account_number=pot),
        lambda: submit(TELLER, "DEPOSIT", "1.00", to_account_number=pot),
        lambda: submit(TELLER, "FEE", "1.00", from_account_number=pot),
        lambda: authorise_hold(actor=ann.actor, command=HoldCommand(account_number=pot, amount=Decimal(1))),
        lambda: place_standing_order(actor=ann.actor, command=order(pot, ben.number)),
        lambda: place_standing_order(actor=ann.actor, command=order(ann.number, pot)),
        lambda: close_account(actor=ann.actor, account_id=goal.pot_account_id, reason=""),
        lambda: close_account(actor=STAFF, account_id=goal.pot_account_id, reason="Tidying up"),
    ]
    for deed in own:
        with pytest.raises(PotMovesByGoal):
            deed()
    strangers: list[Callable[[], object]] = [
        lambda: submit(ben.actor, "TRANSFER", "1.00", sender=ben, to_account_number=pot),
        lambda: save_payee(actor=ben.actor, account_number=pot, terms=None),  # type: ignore[arg-type]
        lambda: place_standing_order(actor=ben.actor, command=order(ben.number, pot)),
    ]
    for deed in strangers:
        with pytest.raises(UnknownAccount):
            deed()
    assert (saved_minor(goal), ann.balance_minor) == (10_000, 90_000)


def test_a_freeze_or_a_rejected_identity_stops_the_pot_too(ann: Holder) -> None:
    goal = goal_of(ann)
    save(ann, goal, "100.00")

    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Inquiry")
    for deed in (save, take_out):
        with pytest.raises(AccountNotActive):
            deed(ann, goal, "1.00")
    reject_kyc(actor=REVIEWER, user_id=ann.person.id, reason="Forged")
    for deed in (save, take_out):
        with pytest.raises(KycRequiredToTransact):
            deed(ann, goal, "1.00")
    assert saved_minor(goal) == 10_000


def test_a_freeze_is_not_walked_around_by_another_account(ann: Holder) -> None:
    goal, other = goal_of(ann), second_account(ann, 5_000)
    save(ann, goal, "100.00")
    elsewhere = GoalChange(fields={"account_number": other.number})

    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Inquiry")
    with pytest.raises(AccountNotActive) as refused:
        change_goal(actor=ann.actor, goal_id=goal.id, change=elsewhere)
    assert refused.value.details == {"account_number": ann.number, "status": "FROZEN"}
    assert (goal_card(ann.actor, goal.id).account_number, saved_minor(goal)) == (ann.number, 10_000)

    unfreeze_account(actor=STAFF, account_id=ann.account.id, reason="Cleared")
    change_goal(actor=ann.actor, goal_id=goal.id, change=elsewhere)
    take_out(ann, goal, "100.00")
    assert (other.balance_minor, saved_minor(goal)) == (15_000, 0)


def test_nobody_sees_or_moves_the_goal_of_another(ann: Holder) -> None:
    goal, ben = goal_of(ann), holder(1_000)

    for deed in (save, take_out):
        with pytest.raises(NotFound):
            deed(ben, goal, "1.00")
    with pytest.raises(InvalidInput) as refused:
        goal_of(Holder(ben.person, ann.account))
    assert set(refused.value.fields) == {"account_number"}


def test_another_account_of_the_same_customer_can_take_the_place(ann: Holder) -> None:
    goal, other = goal_of(ann), second_account(ann, 5_000)
    change_goal(actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"account_number": other.number}))
    save(ann, goal, "50.00")

    assert (ann.balance_minor, other.balance_minor, saved_minor(goal)) == (100_000, 0, 5_000)
    pot = account_card(goal.pot_account_id)
    assert pot is not None
    with pytest.raises(InvalidInput):
        goal_of(Holder(ann.person, pot))


def test_what_a_customer_calls_his_goal_is_not_kept_for_ever(ann: Holder) -> None:
    goal = goal_of(ann)
    save(ann, goal, "1.00")
    change_goal(actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"name": "Ann's secret"}))

    kept = [f"{row.description}{row.details}" for row in AuditLog.objects.all()]
    kept += Transaction.objects.values_list("description", flat=True)
    assert not any("Holiday" in text or "secret" in text for text in kept)


def test_staff_can_take_a_contribution_back_and_the_day_counts_as_before(ann: Holder) -> None:
    goal = goal_of(ann)
    submit(ann.actor, "WITHDRAWAL", "30.00", sender=ann)
    save(ann, goal, "100.00")
    contribution = Transaction.objects.get(to_account_id=goal.pot_account_id)

    clerk = actor_for(bank_admin())
    reverse_transaction(actor=clerk, key=contribution.transaction_id, reason="Asked for at the counter")

    assert (saved_minor(goal), ann.balance_minor) == (0, 97_000)
    assert OutgoingTotal.objects.get(pk=ann.account.id).total_minor == 3_000
    assert verify_books().is_clean


def test_the_proofs_see_what_is_wrong_with_goals(ann: Holder) -> None:
    goal, other = goal_of(ann), goal_of(ann)
    fixed_rule(ann, goal)
    run_due_work()
    pot = account_card(other.pot_account_id)
    assert pot is not None
    assert goal_problems() == []

    put_money(pot, 7)
    AutomaticSaving.objects.update(amount_minor=1)
    SavingsGoal.objects.filter(pk=goal.id).update(status="CLOSED", closed_at=clock.now())
    orphan = open_account(ann.person)
    Account.objects.filter(pk=orphan.id).update(account_type="POT")

    saving = AutomaticSaving.objects.get()
    assert saving.transaction is not None
    assert goal_problems() == [
        f"Savings goal {goal.id}, its account and its pot {goal.pot_account_id} do not belong together.",
        f"Account {orphan.id} ({orphan.account_number}) is a pot without a savings goal.",
        f"The pot of savings goal {other.id} holds 7; its transactions give 0.",
        f"Automatic saving {saving.pk} is not what transaction {saving.transaction.transaction_id} moved.",
    ]
