"""A payment to somebody whose name is like a listed one waits until two members of staff have cleared the name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core_banking.kernel.actors import command_actor
from fraud.contracts import RuleKind
from fraud.models import Alert, NameMatch
from fraud.services import confirm_name_decision, load_name_list, propose_name_decision
from tests.builders import people
from tests.builders.held_payments import rule, rules_in_force
from tests.builders.money import holder, submit

pytestmark = pytest.mark.django_db

LISTED = "Black Water Reef Trading FZE"


@pytest.fixture(autouse=True)
def _a_list_in_force() -> Iterator[None]:
    content = f"id,schema,name\nn-1,Organization,{LISTED}\n".encode()
    operator = command_actor("load_name_list")
    load_name_list(actor=operator, name="sanctions", file_format="opensanctions", content=content)
    with rules_in_force(rule(RuleKind.LISTED_NAME)):
        yield


def test_it_waits_with_its_alert_until_the_name_is_cleared() -> None:
    ann = holder(10_000)

    held = submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Blackwater Reef Trading")

    assert (held.status, ann.balance_minor) == ("HELD", 10_000)
    assert Alert.objects.get().alert_type == "LISTED_NAME"
    match = NameMatch.objects.get()
    assert (match.subject_kind, match.subject_name) == ("PAYEE", "Blackwater Reef Trading")

    maker, checker = (people.actor_for(people.bank_admin()) for _ in range(2))
    propose_name_decision(actor=maker, match_id=match.pk, decision="CLEARED", note="A diving school.")
    confirm_name_decision(actor=checker, match_id=match.pk)
    paid = submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Blackwater Reef Trading")

    assert (paid.status, ann.balance_minor) == ("COMPLETED", 9_000)


def test_a_payment_to_any_other_name_goes_on() -> None:
    ann = holder(10_000)

    assert (
        submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Harbour Bakery").status == "COMPLETED"
    )
    assert not NameMatch.objects.exists()
