"""The rule book: shipped once, changed as versions, each with its reason and in the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError
from django.db.models import Model

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import savepoint
from core_banking.kernel.errors import InvalidInput, NotAllowed
from fraud.apps import ship_rules
from fraud.contracts import MANAGE_RULES, Disposition, Hit, Origin, RuleKind, RuleMode, Verdict
from fraud.errors import RulesHaveChanged
from fraud.models import Alert, RuleBookVersion, ScreeningRecord
from fraud.scoring import NO_RULES
from fraud.selectors.precision import RulePrecision, precision_thousandths, rule_precisions
from fraud.selectors.rulebook import fraud_rule, newest_book
from fraud.services import book_of_version, change_fraud_rules, forget_book, read_book
from fraud.shipped_rules import DEFINITIONS, shipped_book
from tests.builders import fraud, people

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
EDITOR = Actor(username="fraud desk", permissions=frozenset({MANAGE_RULES}))


def test_the_shipped_rules_are_the_first_version_in_the_mode_of_the_setting() -> None:
    assert newest_book() == shipped_book(RuleMode.SHADOW)
    assert book_of_version(1) == shipped_book(RuleMode.SHADOW)
    assert {rule.mode for rule in shipped_book().rules if rule.kind is not RuleKind.LEARNED_SCORE} == {
        RuleMode.ON
    }
    assert fraud_rule(shipped_book(), "LEARNED_SCORE").mode is RuleMode.OFF
    assert set(DEFINITIONS) == set(RuleKind)


def test_shipping_again_changes_nothing() -> None:
    change_fraud_rules(actor=EDITOR, reason="Less.", hold_at=70)

    ship_rules(apps=apps)

    assert list(RuleBookVersion.objects.order_by("version").values_list("version", "hold_at")) == [
        (1, 60),
        (2, 70),
    ]


def test_a_bank_without_a_version_allows_everything() -> None:
    assert book_of_version(None) is book_of_version(0) is NO_RULES


def test_a_version_is_read_once(django_assert_num_queries: Any) -> None:
    forget_book(1)

    with django_assert_num_queries(1):
        assert book_of_version(1) is book_of_version(1)


def test_a_change_is_a_new_version_and_leaves_the_old_one_as_it_was() -> None:
    with clock.frozen_at(NOON):
        book = change_fraud_rules(
            actor=EDITOR,
            reason=" Travellers. ",
            hold_at=65,
            rules={
                RuleKind.NEW_DEVICE: {
                    "mode": RuleMode.ON,
                    "weight": 10,
                    "parameters": {"settled_hours": 12},
                    "origins": (Origin.CUSTOMER, Origin.STAFF),
                    "valid_from": NOON,
                }
            },
        )

    changed = fraud_rule(book, "NEW_DEVICE")
    assert (changed.mode, changed.weight, dict(changed.parameters)) == (
        RuleMode.ON,
        10,
        {"settled_hours": 12},
    )
    assert (book.version, book.hold_at, book.block_at) == (2, 65, 90)
    assert newest_book() == read_book(2) == book_of_version(2) == book
    assert read_book(1) == shipped_book(RuleMode.SHADOW)
    row = RuleBookVersion.objects.get(pk=2)
    assert (row.reason, row.created_at) == ("Travellers.", NOON)
    trail = AuditLog.objects.get(action_type="FRAUD_RULES_CHANGED")
    assert (trail.target_id, trail.details["reason"]) == ("2", "Travellers.")
    assert [(each["setting"], each["old"], each["new"]) for each in trail.details["changes"]] == [
        ("hold_at", 60, 65),
        ("NEW_DEVICE.mode", "SHADOW", "ON"),
        ("NEW_DEVICE.weight", 15, 10),
        ("NEW_DEVICE.origins", ["CUSTOMER", "BULK"], ["CUSTOMER", "STAFF"]),
        ("NEW_DEVICE.valid_from", None, "2026-03-02T12:00:00Z"),
        ("NEW_DEVICE.settled_hours", 24, 12),
    ]


@pytest.mark.parametrize("kind", RuleKind)
def test_every_rule_can_be_changed_and_the_trail_says_how(kind: RuleKind) -> None:
    parameters = {each.name: each.highest for each in DEFINITIONS[kind].parameters}

    change_fraud_rules(actor=EDITOR, reason="All.", rules={kind: {"weight": 1, "parameters": parameters}})

    changes = AuditLog.objects.get(action_type="FRAUD_RULES_CHANGED").details["changes"]
    assert {each["setting"] for each in changes} >= {f"{kind.value}.weight"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"rules": {RuleKind.NEW_DEVICE: {"weight": 101}}}, {"weight"}),
        ({"rules": {RuleKind.LEARNED_SCORE: {"weight": 90}}}, {"weight"}),
        (
            {"rules": {RuleKind.NEW_DEVICE: {"parameters": {"settled_hours": -1}}}},
            {"parameters.settled_hours"},
        ),
        (
            {"rules": {RuleKind.NEW_DEVICE: {"parameters": {"settled_hours": True}}}},
            {"parameters.settled_hours"},
        ),
        ({"rules": {RuleKind.NEW_DEVICE: {"parameters": {"colour": 3}}}}, {"parameters.colour"}),
        ({"rules": {RuleKind.LIMIT_USE: {"parameters": {"full_percent": 69}}}}, {"parameters.full_percent"}),
        ({"rules": {RuleKind.NEW_DEVICE: {"origins": ()}}}, {"origins"}),
        ({"rules": {RuleKind.NEW_DEVICE: {"valid_from": NOON, "valid_until": NOON}}}, {"valid_until"}),
        (
            {
                "rules": {
                    RuleKind.LEARNED_SCORE: {"mode": RuleMode.SHADOW, "parameters": {"model_version": 7}}
                }
            },
            {"parameters.model_version"},
        ),
        ({"hold_at": 0}, {"hold_at"}),
        ({"hold_at": 91}, {"block_at"}),
        ({"block_at": 102}, {"block_at"}),
        ({"reason": " ", "hold_at": 70}, {"reason"}),
        ({"reason": "x" * 501, "hold_at": 70}, {"reason"}),
        ({"hold_at": 60}, {"rules"}),
    ],
)
def test_a_wrong_change_names_its_field_and_changes_nothing(change: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_fraud_rules(actor=EDITOR, **{"reason": "Because.", **change})

    assert set(refused.value.fields) == wrong
    assert RuleBookVersion.objects.count() == 1


def test_only_who_manages_rules_changes_them() -> None:
    with pytest.raises(NotAllowed):
        change_fraud_rules(actor=people.actor_for(people.auditor()), reason="Because.", hold_at=70)

    assert RuleBookVersion.objects.count() == 1


def test_a_change_made_for_an_older_version_is_refused() -> None:
    change_fraud_rules(actor=EDITOR, reason="First.", hold_at=70, version=1)

    with pytest.raises(RulesHaveChanged) as refused:
        change_fraud_rules(actor=EDITOR, reason="Second.", hold_at=80, version=1)

    assert refused.value.details == {"version": 2}
    assert newest_book().hold_at == 70


@pytest.mark.parametrize("model", [RuleBookVersion, ScreeningRecord])
def test_the_database_keeps_versions_and_scores_as_they_were_written(model: type[Model]) -> None:
    ScreeningRecord.objects.create(
        screening_id="SCR1", account_id=1, user_id=1, origin="CUSTOMER", score=0, verdict="ALLOW",
        book_version=1, facts={}, hits=[], screened_at=NOON,
    )  # fmt: skip
    rows = model._default_manager.order_by("pk")
    before = list(rows.values())

    for change in (
        lambda: rows.update(**{"score" if model is ScreeningRecord else "hold_at": 1}),
        rows.delete,
    ):
        with pytest.raises(DatabaseError, match="stays as it was written"), savepoint():
            change()

    assert list(rows.values()) == before


def _hit(rule: RuleKind, *, counted: bool = True) -> Hit:
    return Hit(rule=rule, points=70, counted=counted, why={})


def test_what_staff_found_gives_each_rule_its_precision_in_the_shadow_too() -> None:
    customer = people.approved_customer()
    for place, disposition in enumerate(["CONFIRMED_FRAUD", "CONFIRMED_FRAUD", "FALSE_POSITIVE", ""]):
        hits = (_hit(RuleKind.NEW_PAYEE), _hit(RuleKind.ODD_HOUR, counted=False))
        found = fraud.found(70, Verdict.HOLD, hits[: 1 + place % 2])
        alert = fraud.alert_about(customer.id, screening=found)
        if disposition:
            Alert.objects.filter(pk=alert.pk).update(
                status="RESOLVED", disposition=Disposition(disposition).value, resolved_at=NOON
            )

    precisions = rule_precisions()

    assert precisions == {"NEW_PAYEE": RulePrecision(4, 2, 1), "ODD_HOUR": RulePrecision(2, 1, 0)}
    assert [each.thousandths for each in precisions.values()] == [667, 1000]
    assert precision_thousandths(0, 0) is None
