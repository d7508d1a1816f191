"""Customers and payees are compared with lists, and what is like an entry is decided upon by two."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.models import AuditLog
from core_banking.kernel.actors import Actor, command_actor, system_actor
from core_banking.kernel.db import make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from fraud.errors import NameMatchStateConflict
from fraud.management.commands.load_name_list import SAMPLE
from fraud.models import ListedName, NameList, NameMatch
from fraud.selectors.names import has_confirmed_match
from fraud.services import (
    confirm_name_decision,
    load_name_list,
    payee_is_listed,
    propose_name_decision,
    screen_next_people,
    screen_people,
    send_name_decision_back,
)
from notifications.models import Notification
from tests.builders import people
from users.selectors import person_card
from users.services import ProfileChange, change_profile

pytestmark = pytest.mark.django_db

OPERATOR = command_actor("load_name_list")
HEADER = "id,schema,name,aliases\n"


def load(text: str, name: str = "sanctions") -> NameList:
    card = load_name_list(actor=OPERATOR, name=name, file_format="opensanctions", content=text.encode())
    return NameList.objects.get(pk=card.id)


def sample() -> NameList:
    return load(SAMPLE.read_text())


def listed_customer() -> int:
    return people.register_customer(first_name="Victor", last_name="Drozdenco").id


def clerk() -> Actor:
    return people.actor_for(people.bank_admin())


@use_case
def ask(*, actor: Actor, name: str, rehearse: bool = False) -> bool:
    listed = payee_is_listed(actor=actor, name=name)
    if rehearse or not NameMatch.objects.exists():
        make_dry_run()
    return listed


def the_match() -> NameMatch:
    return NameMatch.objects.get()


def test_customers_are_compared_with_a_new_list_and_staff_is_told_once() -> None:
    bystander, suspect, reader = people.register_customer(), listed_customer(), people.bank_admin()
    name_list = sample()

    assert screen_people() == 2
    assert screen_people() == 0

    match = the_match()
    assert (match.subject_id, match.likeness, match.status, match.entry_id) == (
        suspect,
        97,
        "OPEN",
        "sample-0001",
    )
    name_list.refresh_from_db()
    assert (name_list.screened_through, name_list.screened_at is not None) == (suspect, True)
    told = Notification.objects.filter(user_id=reader.id, kind="NAME_MATCH")
    assert [each.title for each in told] == ["Customers' names are like listed ones"]
    assert not Notification.objects.filter(user_id__in=[bystander.id, suspect], kind="NAME_MATCH").exists()
    rows = AuditLog.objects.filter(action_type="NAME_MATCH_FOUND")
    assert [(row.subject_id, row.details) for row in rows] == [
        (suspect, {"kind": "CUSTOMER", "entry": "sample-0001", "likeness": 97})
    ]


def test_whoever_registers_after_a_list_is_compared_the_next_time() -> None:
    sample()
    screen_people()
    suspect = listed_customer()

    assert screen_people() == 1
    assert the_match().subject_id == suspect


def test_whoever_takes_another_name_is_compared_with_it_and_whoever_registers_at_once() -> None:
    """The numbers of customers are gone through once; neither may slip by them."""
    bystander, reader = people.register_customer(), people.bank_admin()
    sample()
    screen_people()
    assert not NameMatch.objects.exists()

    actor = people.actor_for(bystander)
    change_profile(actor=actor, change=ProfileChange(phone_number="+14155550188"))
    assert not NameMatch.objects.exists()
    change_profile(actor=actor, change=ProfileChange(first_name="Victor", last_name="Drozdenco"))
    assert (the_match().subject_id, the_match().status) == (bystander.id, "OPEN")
    suspect = listed_customer()

    subjects = NameMatch.objects.order_by("id").values_list("subject_id", flat=True)
    assert list(subjects) == [bystander.id, suspect]
    assert screen_people() == 1
    assert len(subjects.all()) == 2
    assert Notification.objects.filter(user_id=reader.id, kind="NAME_MATCH").count() == 2


def test_comparing_goes_on_where_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fraud.services.name_lists._PEOPLE_AT_ONCE", 1)
    first, second = people.register_customer().id, listed_customer()
    name_list = sample()

    assert screen_next_people(actor=system_actor("worker"), name_list_id=name_list.pk) == 1
    name_list.refresh_from_db()
    assert (name_list.screened_through, name_list.screened_at) == (first, None)
    assert screen_people() == 1
    assert the_match().subject_id == second


def test_the_same_file_again_changes_nothing_and_a_new_one_takes_its_place() -> None:
    first = sample()
    assert sample().pk == first.pk
    assert NameList.objects.count() == 1

    second = load(f"{HEADER}n-1,Person,Victor Drozdenko,\n")

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert (second.replaced_at, second.entry_count) == (None, 1)
    assert ListedName.objects.filter(name_list=first).count() == 6
    row = AuditLog.objects.filter(action_type="NAME_LIST_LOADED").latest("id")
    assert row.details["entries"] == {"old": 6, "new": 1}


def test_a_cleared_match_stays_cleared_until_its_entry_says_something_else() -> None:
    listed_customer()
    load(f"{HEADER}n-1,Person,Victor Drozdenko,\n")
    screen_people()
    cleared = the_match()
    propose_name_decision(actor=clerk(), match_id=cleared.pk, decision="CLEARED", note="Another birth date.")
    confirm_name_decision(actor=clerk(), match_id=cleared.pk)

    load(f"{HEADER}n-1,Person,Victor Drozdenko,\nn-2,Person,Somebody Else,\n")
    screen_people()
    assert NameMatch.objects.count() == 1

    load(f"{HEADER}n-1,Person,Victor Drozdenko,Viktor Drozdenko\n")
    screen_people()
    assert list(NameMatch.objects.order_by("id").values_list("status", flat=True)) == ["CLEARED", "OPEN"]


def test_two_members_of_staff_decide_and_the_risk_follows() -> None:
    suspect = listed_customer()
    sample()
    screen_people()
    match_id, maker, checker = the_match().pk, clerk(), clerk()

    proposed = propose_name_decision(
        actor=maker, match_id=match_id, decision="CONFIRMED", note="Same passport."
    )
    assert (proposed.status, proposed.proposal, proposed.decided_by) == ("PROPOSED", "CONFIRMED", None)
    assert not has_confirmed_match(suspect)
    with pytest.raises(NotAllowed):
        confirm_name_decision(actor=maker, match_id=match_id)
    with pytest.raises(NotAllowed):
        send_name_decision_back(actor=maker, match_id=match_id, note="I was wrong.")
    assert the_match().status == "PROPOSED"

    decided = confirm_name_decision(actor=checker, match_id=match_id, note="Agreed.")

    assert (decided.status, decided.proposed_by, decided.decided_by) == (
        "CONFIRMED",
        maker.username,
        checker.username,
    )
    assert has_confirmed_match(suspect)
    assert person_card(suspect).risk_profile == "HIGH"
    with pytest.raises(NameMatchStateConflict):
        confirm_name_decision(actor=checker, match_id=match_id)
    steps = AuditLog.objects.filter(target_model="NameMatch", target_id=str(match_id), outcome="SUCCESS")
    assert [row.action_type for row in steps.order_by("id")] == ["NAME_MATCH_PROPOSED", "NAME_MATCH_DECIDED"]


def test_a_proposal_can_be_sent_back() -> None:
    listed_customer()
    sample()
    screen_people()
    match_id = the_match().pk
    propose_name_decision(actor=clerk(), match_id=match_id, decision="CLEARED", note="Looks different.")

    back = send_name_decision_back(actor=clerk(), match_id=match_id, note="No passport on file.")

    assert (back.status, back.proposal, back.proposed_by, back.decision_note) == (
        "OPEN",
        "",
        None,
        "No passport on file.",
    )


@pytest.mark.parametrize(
    ("decision", "note", "field"), [("CLEARED", " ", "note"), ("PERHAPS", "Why not.", "decision")]
)
def test_a_proposal_without_a_reason_or_a_decision_is_refused(decision: str, note: str, field: str) -> None:
    listed_customer()
    sample()
    screen_people()

    with pytest.raises(InvalidInput) as refusal:
        propose_name_decision(actor=clerk(), match_id=the_match().pk, decision=decision, note=note)

    assert set(refusal.value.fields) == {field}
    assert the_match().status == "OPEN"


def test_who_may_not_decide_decides_nothing() -> None:
    suspect = listed_customer()
    sample()
    screen_people()
    match_id = the_match().pk
    himself = Actor(user_id=suspect, permissions=clerk().permissions)

    for actor in (people.actor_for(people.auditor()), people.actor_for(person_card(suspect)), himself):
        with pytest.raises(NotAllowed):
            propose_name_decision(actor=actor, match_id=match_id, decision="CLEARED", note="Me?")
    with pytest.raises(NotFound):
        propose_name_decision(actor=clerk(), match_id=0, decision="CLEARED", note="Nobody.")
    with pytest.raises(NotAllowed):
        load_name_list(actor=clerk(), name="x", file_format="opensanctions", content=b"")
    with pytest.raises(NotAllowed):
        screen_next_people(actor=clerk(), name_list_id=1)
    assert the_match().status == "OPEN"


def test_the_database_itself_wants_two() -> None:
    listed_customer()
    sample()
    screen_people()
    maker = people.bank_admin().id
    propose_name_decision(actor=clerk(), match_id=the_match().pk, decision="CLEARED", note="Quick.")

    with pytest.raises(IntegrityError), transaction.atomic():
        NameMatch.objects.update(
            status="CLEARED", proposed_by=maker, decided_by=maker, decided_at="2026-01-01T00:00:00Z"
        )


def test_a_payee_of_a_listed_name_is_told_until_two_have_cleared_him() -> None:
    customer = people.actor_for(people.approved_customer())
    assert ask(actor=customer, name="Blackwater Reef Trading") is False  # there is no list yet
    sample()

    assert ask(actor=customer, name="Harbour Bakery") is False
    assert ask(actor=customer, name="BLACK WATER REEF TRADING FZE") is True
    assert ask(actor=customer, name="Black Water Reef Trading FZE", rehearse=True) is True
    match = the_match()
    assert (match.subject_kind, match.subject_id, match.status) == ("PAYEE", None, "OPEN")

    propose_name_decision(actor=clerk(), match_id=match.pk, decision="CLEARED", note="A diving school.")
    assert ask(actor=customer, name="Black Water Reef Trading FZE", rehearse=True) is True
    confirm_name_decision(actor=clerk(), match_id=match.pk)
    assert ask(actor=customer, name="Black Water Reef Trading FZE", rehearse=True) is False


def test_the_command_loads_the_sample_and_compares_everybody(tmp_path: Path) -> None:
    listed_customer()
    said = io.StringIO()

    call_command("load_name_list", stdout=said)

    assert said.getvalue() == (
        "The list sample-opensanctions is in force with 6 entries.\n1 customers were compared.\n"
    )
    broken = tmp_path / "broken.csv"
    broken.write_text("no,list\n")
    with pytest.raises(CommandError, match="names no column id, name, schema"):
        call_command("load_name_list", str(broken), stdout=said)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_name_list", str(tmp_path / "nowhere.csv"), stdout=said)
    assert NameList.objects.count() == 1
