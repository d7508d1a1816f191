"""What customers say about their money: categories of their own, filing by hand, cash, budgets and their warnings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import system_actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.models import Notification
from planning.contracts import BudgetPeriod, CategoryCard, CategoryKind, Direction
from planning.errors import (
    BudgetExists,
    CategoryIsFixed,
    CategoryOfTheBank,
    TooManyBudgets,
    TooManyCategories,
)
from planning.models import Budget, BudgetWarning, CashExpense, Category, LearnedRule, SpendingWatch
from planning.periods import Period
from planning.selectors import (
    budget_for,
    categories_for,
    filed_movement,
    forecast_for,
    own_rules,
    spending_for,
)
from planning.selectors.budgets import BudgetCard
from planning.selectors.categories import CategoryTree
from planning.services import (
    NewBudget,
    NewExpense,
    add_category,
    budget_warnings,
    change_budget,
    change_category,
    change_expense,
    create_budget,
    delete_budget,
    delete_expense,
    file_movement,
    forget_rule,
    remove_category,
    unfile_movement,
    warn_of_budgets,
    watch_budgets,
    write_expense,
)
from planning.services import budgets as budgets_service
from planning.services import categories as categories_service
from planning.services.budget_warnings import LookedAt
from planning.spending import SpendingBy
from tests.builders import people
from tests.builders.loans import borrower
from tests.builders.money import Holder, holder, second_account, submit
from tests.services.kyc.test_erasure import erase
from transactions.contracts import TransactionType
from transactions.selectors import PostedSince, posted_since

pytestmark = pytest.mark.django_db

PAYMENT, TRANSFER = TransactionType.PAYMENT, TransactionType.TRANSFER
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))


@pytest.fixture(autouse=True)
def _november() -> Any:
    with clock.frozen_at(NOON):
        yield


def pay(home: Holder, amount: str, payee: str = "Green Basket", **texts: str) -> str:
    return submit(home.actor, PAYMENT, amount, sender=home, payee_name=payee, **texts).transaction_id


def filed(home: Holder, transaction_id: str) -> tuple[str, str]:
    """Where a movement is filed, and why."""
    files, found = filed_movement(home.actor, transaction_id)
    category = files.category(found.verdict.category_id)
    return category.key or category.name, found.verdict.reason.value


def budget(home: Holder, amount: str = "100", category: int | str = "food", **more: Any) -> BudgetCard:
    asked = {"period": BudgetPeriod.MONTHLY, **more}
    return create_budget(
        actor=home.actor, budget=NewBudget(category=category, amount=Decimal(amount), **asked)
    )


def warned(home: Holder) -> list[str]:
    rows = Notification.objects.filter(user_id=home.person.id, kind="BUDGET_WARNING").order_by("id")
    return [row.title for row in rows]


WARNED = ["80 % of your budget for Food and drink are used", "Your budget for Food and drink is used up"]


def test_a_correction_stays_and_teaches_what_comes_later_and_came_before() -> None:
    home, actor = (home := holder(100_000)), home.actor
    first, second = pay(home, "10"), pay(home, "20", "GREEN BASKET 0087")
    own = add_category(actor=actor, name="Market", parent="groceries")

    file_movement(actor=actor, transaction_id=first, category=own.id)
    file_movement(actor=actor, transaction_id=first, category=own.id)  # said twice, learned once

    assert (filed(home, first), filed(home, second)) == (("Market", "BY_HAND"), ("Market", "LEARNED"))
    assert [(rule.merchant_key, rule.weight) for rule in own_rules(actor)] == [("green basket", 1)]

    file_movement(actor=actor, transaction_id=second, category=own.id)
    assert own_rules(actor).get().weight == 2

    file_movement(actor=actor, transaction_id=second, category="gifts")  # the latest wins
    third = pay(home, "5")
    assert (filed(home, third), own_rules(actor).get().weight) == (("gifts", "LEARNED"), 1)

    unfile_movement(actor=actor, transaction_id=first)
    assert filed(home, first) == ("gifts", "LEARNED")
    forget_rule(actor=actor, rule_id=own_rules(actor).get().pk)
    assert (filed(home, first), filed(home, second)) == (("groceries", "KEYWORD"), ("gifts", "BY_HAND"))
    with pytest.raises(NotFound):
        forget_rule(actor=actor, rule_id=1)


def test_each_party_has_a_category_of_his_own() -> None:
    payer, payee = holder(50_000), holder()
    transfer = submit(payer.actor, TRANSFER, "30", sender=payer, receiver=payee, description="Dinner")

    file_movement(actor=payer.actor, transaction_id=transfer.transaction_id, category="gifts")

    assert filed(payer, transfer.transaction_id) == ("gifts", "BY_HAND")
    assert filed(payee, transfer.transaction_id) == ("money_received", "UNKNOWN")
    with pytest.raises(NotFound):
        file_movement(actor=holder().actor, transaction_id=transfer.transaction_id, category="gifts")


def test_money_between_own_accounts_is_no_spending_and_nobody_says_otherwise() -> None:
    home = holder(50_000)
    moved = submit(home.actor, TRANSFER, "100", sender=home, receiver=second_account(home))

    with pytest.raises(CategoryIsFixed):
        file_movement(actor=home.actor, transaction_id=moved.transaction_id, category="gifts")

    assert spent(home) == {"bank_fees": 100}  # what the transfer itself cost
    assert not LearnedRule.objects.exists()


def test_cash_counts_once_whatever_is_filed_by_hand() -> None:
    home = holder(100_000)
    taken = submit(home.actor, TransactionType.WITHDRAWAL, "100", sender=home)
    write_expense(actor=home.actor, expense=NewExpense(category="gifts", amount=Decimal(40)))
    nameless = [pay(home, amount, "***") for amount in ("25", "5")]

    with pytest.raises(CategoryIsFixed):
        file_movement(actor=home.actor, transaction_id=taken.transaction_id, category="gifts")
    file_movement(actor=home.actor, transaction_id=nameless[0], category="rent")

    assert filed(home, taken.transaction_id) == ("cash", "KIND")
    assert filed(home, nameless[1]) == ("unsorted", "UNKNOWN")  # nobody was named, nothing was learned
    assert not LearnedRule.objects.exists()
    assert {key: value for key, value in spent(home).items() if key != "bank_fees"} == {
        "gifts": 4_000,
        "rent": 2_500,
        "unsorted": 500,
    }


def test_a_payee_who_is_called_a_bank_teaches_nothing_of_the_banks_fees() -> None:
    home = holder(100_000)
    file_movement(actor=home.actor, transaction_id=pay(home, "20", "BANK 24"), category="gifts")
    fee = submit(people.actor_for(people.bank_admin()), TransactionType.FEE, "3", sender=home)

    assert filed(home, fee.transaction_id) == ("bank_fees", "KIND")


def spent(home: Holder, period: Period = NOVEMBER) -> dict[str, int]:
    answer = spending_for(
        home.actor, period=period, by=SpendingBy.CATEGORY, kind=CategoryKind.EXPENSE, currency=None
    )
    return {
        answer.category(row.category_id).key: row.figure.amount_minor
        for row in answer.spending.rows
        if row.category_id is not None
    }


def test_of_a_repayment_only_the_interest_is_spent() -> None:
    """1,200.00 at 12 %: the first month bears 12.00, and the rest of the instalment repays."""
    debtor = borrower()

    debtor.repay("106.62", dt.date(2027, 2, 1))

    assert spent(debtor.holder, Period(dt.date(2027, 1, 1), dt.date(2027, 2, 28))) == {"loan_interest": 12_00}


def test_a_cash_expense_counts_until_it_is_deleted() -> None:
    home = holder()
    written = write_expense(
        actor=home.actor, expense=NewExpense(category="gifts", amount=Decimal("12.50"), description="Tulips")
    )

    changed = change_expense(
        actor=home.actor,
        expense_id=written.id,
        changes={"amount": Decimal(13), "date": dt.date(2026, 11, 2)},
    )

    assert (changed.amount_minor, changed.date, changed.description) == (
        1_300,
        dt.date(2026, 11, 2),
        "Tulips",
    )
    assert spent(home) == {"gifts": 1_300}
    for refused in (
        NewExpense(category="salary", amount=Decimal(1)),
        NewExpense(category="gifts", amount=Decimal(1), date=dt.date(2026, 11, 19)),
        NewExpense(category="gifts", amount=Decimal("0.001")),
    ):
        with pytest.raises(InvalidInput):
            write_expense(actor=home.actor, expense=refused)
    with pytest.raises(NotFound):
        delete_expense(actor=holder().actor, expense_id=written.id)
    delete_expense(actor=home.actor, expense_id=written.id)
    assert (spent(home), CashExpense.objects.count()) == ({}, 0)


def test_one_is_warned_once_at_each_threshold_by_the_worker_soon_after() -> None:
    home = holder(100_000)
    card = budget(home)
    pay(home, "79.99")
    assert (watch_budgets(), warned(home)) == (0, [])

    pay(home, "0.01", "Trattoria Lucia", description="Dinner")
    assert watch_budgets() == 1
    pay(home, "20")
    assert [watch_budgets(), watch_budgets()] == [1, 0]

    assert warned(home) == WARNED
    assert Notification.objects.filter(kind="BUDGET_WARNING").earliest("id").data == {
        "budget_id": card.id,
        "threshold": 80,
        "from": "2026-11-01",
        "to": "2026-11-30",
    }
    assert AuditLog.objects.filter(action_type="NOTIFY", target_model="Budget").count() == 2


def test_both_warnings_come_when_both_thresholds_are_passed_at_once() -> None:
    home = holder(100_000)
    budget(home)

    write_expense(actor=home.actor, expense=NewExpense(category="groceries", amount=Decimal(250)))

    assert warned(home) == WARNED
    assert watch_budgets() == 0


def test_a_budget_made_late_warns_at_once_and_a_new_month_warns_anew() -> None:
    home = holder(100_000)
    pay(home, "85")
    budget(home)
    assert warned(home) == WARNED[:1]

    with clock.frozen_at(NOON + dt.timedelta(days=20)):
        pay(home, "81")
        assert watch_budgets() == 1

    assert warned(home) == WARNED[:1] * 2
    assert BudgetWarning.objects.values_list("period_start", flat=True).distinct().count() == 2


def test_the_worker_looks_only_at_what_was_posted_since(django_assert_num_queries: Any) -> None:
    home, stranger = holder(100_000), holder(100_000)
    budget(home)
    pay(stranger, "50")
    later = clock.now() + dt.timedelta(minutes=11)

    with clock.frozen_at(later):
        watch_budgets()  # nobody whose money moved has a budget: it goes on to the end
        position = SpendingWatch.objects.get().last_entry_id
        with django_assert_num_queries(2):
            watch_budgets()

    assert position > 0
    assert not BudgetWarning.objects.exists()


def test_a_payment_that_commits_after_a_later_one_is_looked_at_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(budget_warnings, "engine", lambda: "postgresql")
    home, other = holder(100_000), holder(100_000)
    budget(home)
    pay(home, "85")
    pay(other, "1")
    (late, seen), looked_at = posted_since(SpendingWatch.objects.get().last_entry_id, 9)[-2:], LookedAt()

    with clock.frozen_at(NOON + dt.timedelta(minutes=9)):
        monkeypatch.setattr(budget_warnings, "posted_since", only(seen))  # the lower number has not committed
        assert watch_budgets(looked_at=looked_at) == 0
        monkeypatch.setattr(budget_warnings, "posted_since", only(late, seen))
        assert watch_budgets(looked_at=looked_at) == 1
    assert looked_at.entry_ids == {late.entry_id, seen.entry_id}
    with clock.frozen_at(NOON + dt.timedelta(minutes=11)):
        assert watch_budgets(looked_at=looked_at) == 0
    assert (SpendingWatch.objects.get().last_entry_id, looked_at.entry_ids) == (seen.entry_id, set())


def only(*found: PostedSince) -> Any:
    """Return a reading of the book that finds these movements."""
    return lambda entry_id, limit: [each for each in found if each.entry_id > entry_id][:limit]


def test_a_customer_who_could_not_be_looked_at_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    home, other = holder(100_000), holder(100_000)
    for each in (home, other):
        budget(each)
        pay(each, "85")
    looks: list[int] = []
    warn, is_broken = budget_warnings.warn_of_budgets, True

    def break_for_home(**asked: Any) -> int:
        looks.append(asked["user_id"])
        if is_broken and asked["user_id"] == home.person.id:
            raise RuntimeError
        return warn(**asked)

    monkeypatch.setattr(budget_warnings, "warn_of_budgets", break_for_home)
    looked_at = LookedAt()
    assert watch_budgets(looked_at=looked_at) == 1
    is_broken = False

    assert watch_budgets(looked_at=looked_at) == 1  # and nobody else is looked at
    assert looks == [home.person.id, other.person.id, home.person.id]
    assert (warned(home), warned(other)) == (WARNED[:1], WARNED[:1])


def test_without_any_budget_the_worker_asks_one_question(django_assert_num_queries: Any) -> None:
    pay(holder(100_000), "50")

    with django_assert_num_queries(1):
        assert watch_budgets() == 0


def test_only_the_bank_itself_warns() -> None:
    home = holder(100_000)
    budget(home)

    with pytest.raises(NotAllowed):
        warn_of_budgets(actor=home.actor, user_id=home.person.id, dates=[])

    bank = system_actor("tests")
    assert warn_of_budgets(actor=bank, user_id=home.person.id, dates=[]) == 0


def test_what_is_left_of_october_is_carried_into_november() -> None:
    with clock.frozen_at(NOON - dt.timedelta(days=30)):
        home = holder(100_000)
        card = budget(home, rollover=True)
        pay(home, "60")
    pay(home, "30")
    submit(home.actor, TRANSFER, "9", sender=home, receiver=second_account(home))

    now = budget_for(home.actor, card.id)
    assert (now.standing.carried_minor, now.standing.spent_minor, now.standing.left_minor) == (
        4_000,
        3_000,
        11_000,
    )

    changed = change_budget(actor=home.actor, budget_id=card.id, changes={"amount": Decimal(200)})
    assert (changed.earlier[0].amount_minor, changed.standing.available_minor) == (10_000, 24_000)
    anew = change_budget(actor=home.actor, budget_id=card.id, changes={"period": BudgetPeriod.WEEKLY})
    assert (anew.standing.period.first, anew.earlier) == (dt.date(2026, 11, 16), ())


def test_there_is_one_budget_of_a_category_period_and_currency() -> None:
    home = holder()
    first = budget(home)

    with pytest.raises(BudgetExists) as refusal:
        budget(home, "50")

    assert refusal.value.details == {"budget_id": first.id}
    with pytest.raises(NotFound):
        delete_budget(actor=holder().actor, budget_id=first.id)
    delete_budget(actor=home.actor, budget_id=first.id)
    assert budget(home, "50").standing.amount_minor == 5_000


def test_a_tree_of_ones_own_grows_below_the_banks() -> None:
    actor = holder().actor
    market = add_category(actor=actor, name="Market", parent="groceries")
    games = add_category(actor=actor, name="Games", kind=CategoryKind.EXPENSE)

    assert (market.kind, market.parent_id, market.is_own) == (
        CategoryKind.EXPENSE,
        category("groceries").pk,
        True,
    )
    for refused in (
        {"name": "market", "parent": "groceries"},
        {"name": "Rent", "parent": "housing"},
        {"name": "Deeper", "parent": market.id},
        {"name": "Pay", "parent": "groceries", "kind": CategoryKind.INCOME},
        {"name": "Moved", "kind": CategoryKind.TRANSFER},
        {"name": "Nowhere", "parent": 10**9},
    ):
        with pytest.raises(InvalidInput):
            add_category(actor=actor, **refused)
    moved = change_category(actor=actor, category_id=market.id, changes={"parent": games.id, "name": "Fairs"})
    assert (moved.parent_id, moved.name) == (games.id, "Fairs")
    for parent in (market.id, "salary"):
        with pytest.raises(InvalidInput):
            change_category(actor=actor, category_id=games.id, changes={"parent": parent})
    with pytest.raises(CategoryOfTheBank):
        change_category(actor=actor, category_id=category("groceries").pk, changes={"name": "Mine"})
    with pytest.raises(NotFound):
        remove_category(actor=holder().actor, category_id=games.id)


def test_a_retired_category_does_not_come_back_as_another_kind() -> None:
    home, actor = (home := holder(10_000)), home.actor
    games = add_category(actor=actor, name="Games")
    below = add_category(actor=actor, name="Chess", parent=games.id)
    remove_category(actor=actor, category_id=games.id)

    with pytest.raises(InvalidInput) as refusal:
        add_category(actor=actor, name="games", kind=CategoryKind.INCOME)

    assert list(refusal.value.fields) == ["kind"]
    back = add_category(actor=actor, name="games", kind=CategoryKind.EXPENSE)
    assert (back.id, back.kind) == (games.id, CategoryKind.EXPENSE)
    assert not Category.objects.get(pk=below.id).is_active


def test_there_are_as_many_categories_and_budgets_as_the_bank_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    home = holder()
    monkeypatch.setattr(categories_service, "CATEGORIES_PER_CUSTOMER", 1)
    monkeypatch.setattr(budgets_service, "BUDGETS_PER_CUSTOMER", 1)
    add_category(actor=home.actor, name="One")
    budget(home)

    with pytest.raises(TooManyCategories) as categories:
        add_category(actor=home.actor, name="Two")
    with pytest.raises(TooManyBudgets) as budgets:
        budget(home, category="gifts")

    assert (categories.value.details, budgets.value.details) == ({"limit": 1}, {"limit": 1})
    assert Budget.objects.count() == 1


def test_the_level_of_a_category_below_itself_is_found_all_the_same() -> None:
    cards = {
        number: CategoryCard(
            id=number,
            key="",
            name="",
            kind=CategoryKind.EXPENSE,
            parent_id=above,
            is_own=True,
            is_active=True,
        )
        for number, above in ((1, 2), (2, 1), (3, 2))
    }

    assert [CategoryTree(cards).depth(each) for each in (None, 1, 3)] == [0, 2, 3]


def category(key: str) -> Category:
    return Category.objects.get(key=key)


def test_a_category_that_is_used_is_retired_and_comes_back_under_its_name() -> None:
    home, actor = (home := holder(10_000)), home.actor
    unused, used = (add_category(actor=actor, name=name) for name in ("Unused", "Used"))
    payment = pay(home, "10")
    file_movement(actor=actor, transaction_id=payment, category=used.id)

    assert [remove_category(actor=actor, category_id=each.id) for each in (unused, used)] == [True, False]

    assert filed(home, payment) == ("Used", "BY_HAND")
    assert filed(home, pay(home, "5")) == ("groceries", "KEYWORD")  # nothing new is filed there
    assert used.id not in [card.id for card in categories_for(actor)]
    assert used.id in [card.id for card in categories_for(actor, with_retired=True)]
    assert add_category(actor=actor, name="used").id == used.id


def test_a_forecast_goes_on_with_what_came_again_and_again() -> None:
    with clock.frozen_at(NOON - dt.timedelta(weeks=5)):
        home = holder(500_000)
    for weeks in (4, 3, 2, 1):
        with clock.frozen_at(NOON - dt.timedelta(weeks=weeks)):
            pay(home, "40")

    answer = forecast_for(home.actor, days=14, currency=None)

    assert [(each.date, each.amount_minor) for each in answer.forecast.movements] == [
        (dt.date(2026, 11, 19), -4_000),
        (dt.date(2026, 11, 26), -4_000),
    ]
    assert answer.forecast.start_minor == home.balance_minor == 484_000
    assert answer.forecast.days[-1].balance_minor == 476_000
    (found,) = answer.forecast.habits
    assert (found.merchant, found.direction) == ("Green Basket", Direction.OUT)


def test_staff_plans_nothing_for_customers() -> None:
    for person in (people.bank_admin(), people.auditor(), people.system_administrator()):
        with pytest.raises(NotAllowed):
            categories_for(people.actor_for(person))
        with pytest.raises(NotAllowed):
            add_category(actor=people.actor_for(person), name="Mine")


def test_an_erasure_takes_what_he_wrote_for_himself() -> None:
    person = people.approved_customer()
    actor = people.actor_for(person)
    own = add_category(actor=actor, name="Gifts for Vera")
    write_expense(actor=actor, expense=NewExpense(category=own.id, amount=Decimal(5), description="For Vera"))
    LearnedRule.objects.create(
        customer_id=person.id,
        direction="OUT",
        merchant_key="vera",
        merchant="Vera",
        category_id=own.id,
    )

    erase(person)

    row = Category.objects.get(pk=own.id)
    assert (row.name, row.is_active) == (f"erased {own.id}", False)
    assert CashExpense.objects.get().description == ""
    assert not LearnedRule.objects.exists()
