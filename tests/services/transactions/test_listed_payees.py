"""A payment to somebody whose name is like a listed one waits until two members of staff have cleared the name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core_banking.kernel.actors import command_actor
from fraud.contracts import Disposition, RuleKind
from fraud.errors import PayeeNotCleared
from fraud.models import Alert, NameMatch
from fraud.services import confirm_name_decision, load_name_list, propose_name_decision, resolve_alert
from tests.builders import people
from tests.builders.held_payments import ROUND, rule, rules_in_force
from tests.builders.money import holder, submit
from transactions.contracts import TransactionCard
from transactions.services import decline_payment, release_payment

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


def test_one_member_of_staff_does_not_release_it_before_two_have_cleared_the_name() -> None:
    ann = holder(10_000)
    held = submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Blackwater Reef Trading")
    maker, checker = (people.actor_for(people.bank_admin()) for _ in range(2))
    match = NameMatch.objects.get()
    alert = Alert.objects.get()

    with pytest.raises(PayeeNotCleared):
        release_payment(actor=maker, key=held.transaction_id, note="He asked for it.")
    propose_name_decision(actor=maker, match_id=match.pk, decision="CLEARED", note="A diving school.")
    with pytest.raises(PayeeNotCleared):
        resolve_alert(
            actor=maker, key=alert.alert_id, disposition=Disposition.FALSE_POSITIVE, note="It is not them."
        )

    alert.refresh_from_db()
    assert (ann.balance_minor, alert.status) == (10_000, "OPEN")

    confirm_name_decision(actor=checker, match_id=match.pk)
    released = release_payment(actor=maker, key=held.transaction_id, note="The name is cleared.")
    assert isinstance(released, TransactionCard)

    assert (released.status, ann.balance_minor) == ("COMPLETED", 9_000)


def test_it_is_declined_whatever_the_name_is_found_to_be() -> None:
    ann = holder(10_000)
    held = submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Blackwater Reef Trading")
    maker, checker = (people.actor_for(people.bank_admin()) for _ in range(2))
    match = NameMatch.objects.get()
    propose_name_decision(actor=maker, match_id=match.pk, decision="CONFIRMED", note="The same register.")
    confirm_name_decision(actor=checker, match_id=match.pk)

    with pytest.raises(PayeeNotCleared):
        release_payment(actor=maker, key=held.transaction_id, note="He asked for it.")
    declined = decline_payment(actor=maker, key=held.transaction_id, note="It is them.")
    assert isinstance(declined, TransactionCard)

    assert (declined.status, ann.balance_minor) == ("DECLINED", 10_000)


def test_a_list_loaded_while_a_payment_waits_leaves_a_match_to_decide_on_behind() -> None:
    """What the refusal undoes is kept by `keep_matches_of_payee`, in a transaction of its own."""
    ann = holder(100_000)
    with rules_in_force(rule(**ROUND)):
        held = submit(ann.actor, "PAYMENT", "500.00", sender=ann, payee_name="Northgate Ferrous")
    assert (held.status, NameMatch.objects.exists()) == ("HELD", False)
    load_name_list(
        actor=command_actor("load_name_list"),
        name="later",
        file_format="opensanctions",
        content=b"id,schema,name\nn-2,Organization,Northgate Ferrous Holdings Ltd\n",
    )
    staff = people.actor_for(people.bank_admin())

    for _ in range(2):  # the second time there is nothing new to keep
        with pytest.raises(PayeeNotCleared):
            release_payment(actor=staff, key=held.transaction_id, note="He asked for it.")

    match = NameMatch.objects.get()
    assert (match.subject_name, match.status, ann.balance_minor) == ("Northgate Ferrous", "OPEN", 100_000)


def test_a_payment_to_any_other_name_goes_on() -> None:
    ann = holder(10_000)

    assert (
        submit(ann.actor, "PAYMENT", "10.00", sender=ann, payee_name="Harbour Bakery").status == "COMPLETED"
    )
    assert not NameMatch.objects.exists()
