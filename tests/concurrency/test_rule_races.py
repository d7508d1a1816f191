"""Several members of staff change the rules at once: every change is in the end among the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core_banking.kernel.db import RetryUseCase
from fraud.contracts import RuleBook, RuleKind
from fraud.models import RuleBookVersion
from fraud.selectors.rulebook import newest_book
from fraud.services import rule_changes
from fraud.services.rule_changes import change_fraud_rules
from tests.concurrency.crowd import crowd, meeting
from tests.services.fraud.test_rulebook import EDITOR

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = (RuleKind.NEW_DEVICE, RuleKind.NEW_ADDRESS, RuleKind.ODD_HOUR, RuleKind.FAN_IN)


def edit_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each editor set the weight of a rule of his own to 1, all of them having read the same version."""
    wait = meeting(len(KINDS))

    def read_together() -> RuleBook:
        book = newest_book()
        wait()
        return book

    monkeypatch.setattr(rule_changes, "newest_book", read_together)
    with crowd(len(KINDS)) as editors:
        editors.all_at_once(
            lambda number: change_fraud_rules(
                actor=EDITOR, reason="At once.", rules={KINDS[number]: {"weight": 1}}
            )
        )


def weights() -> list[int]:
    by_kind = {rule.kind: rule.weight for rule in newest_book().rules}
    return [by_kind[kind] for kind in KINDS]


def test_no_change_is_lost_and_no_number_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    edit_at_once(monkeypatch)

    assert weights() == [1, 1, 1, 1]
    assert list(RuleBookVersion.objects.order_by("version").values_list("version", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_control_without_reading_again_changes_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    write = rule_changes.write_version

    def write_under_the_next_free_number(book: RuleBook, *rest: Any) -> None:
        for version in range(book.version, book.version + len(KINDS)):
            try:
                return write(replace(book, version=version), *rest)
            except RetryUseCase:
                continue

    monkeypatch.setattr(rule_changes, "write_version", write_under_the_next_free_number)

    edit_at_once(monkeypatch)

    assert weights() != [1, 1, 1, 1]
