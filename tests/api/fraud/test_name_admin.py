"""Names on lists on the staff site: read with what is alike, and decided by two with the use cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from core_banking.kernel.actors import command_actor, system_actor
from fraud.models import NameList, NameMatch
from fraud.services import load_name_list, screen_people
from tests.builders import people

# What a page shows and refuses, no engine changes; what it does is tested on both with its use cases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

MATCHES, LISTS = "/admin/fraud/namematch/", "/admin/fraud/namelist/"
CONTENT = b"id,schema,name\nn-1,Person,Viktor Drozdenko\n"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def match() -> NameMatch:
    people.register_customer(first_name="Victor", last_name="Drozdenco")
    operator = command_actor("load_name_list")
    load_name_list(actor=operator, name="sanctions", file_format="opensanctions", content=CONTENT)
    screen_people(actor=system_actor("screen_people"))
    return NameMatch.objects.get()


def page_of(match: NameMatch) -> str:
    return f"{MATCHES}{match.pk}/change/"


def state_of(match: NameMatch) -> tuple[str, str, int | None, int | None]:
    match.refresh_from_db()
    return match.status, match.proposal, match.proposed_by_id, match.decided_by_id


def test_one_proposes_and_another_agrees_on_its_page(match: NameMatch) -> None:
    maker, checker = people.bank_admin(), people.bank_admin()
    shown = signed_in(maker).get(page_of(match)).content.decode()
    assert "drozdenco" in shown
    assert "Agree with the proposal" not in shown

    for nothing in ({}, {"outcome": "CLEARED", "note": " "}, {"outcome": "AGREE", "note": "x"}):
        assert signed_in(maker).post(page_of(match), nothing).status_code == 200
    assert state_of(match) == ("OPEN", "", None, None)
    signed_in(maker).post(page_of(match), {"outcome": "CLEARED", "note": "Born later."})
    own = signed_in(maker).post(page_of(match), {"outcome": "AGREE", "note": ""}, follow=True)
    assert "A second member of staff decides" in own.content.decode()
    assert state_of(match) == ("PROPOSED", "CLEARED", maker.id, None)
    signed_in(checker).post(page_of(match), {"outcome": "AGREE", "note": ""})

    assert state_of(match) == ("CLEARED", "CLEARED", maker.id, checker.id)
    steps = AuditLog.objects.filter(channel="admin", action_type__startswith="NAME_MATCH").order_by("id")
    assert list(steps.values_list("action_type", flat=True)) == ["NAME_MATCH_PROPOSED", "NAME_MATCH_DECIDED"]
    assert signed_in(checker).post(page_of(match), {"outcome": "SEND_BACK", "note": "No."}).status_code == 403


def test_a_proposal_is_sent_back_with_a_reason(match: NameMatch) -> None:
    signed_in(people.bank_admin()).post(page_of(match), {"outcome": "CONFIRMED", "note": "Same man."})
    signed_in(people.bank_admin()).post(page_of(match), {"outcome": "SEND_BACK", "note": "No passport."})

    assert state_of(match) == ("OPEN", "", None, None)


def test_auditors_read_and_decide_nothing_and_customers_see_none_of_it(match: NameMatch) -> None:
    auditor, pages = signed_in(people.auditor()), (MATCHES, page_of(match), LISTS)

    assert [
        auditor.get(page).status_code for page in (*pages, f"{LISTS}{NameList.objects.get().pk}/change/")
    ] == [200] * 4
    assert auditor.post(page_of(match), {"outcome": "CLEARED", "note": "Mine."}).status_code == 403
    customer = signed_in(people.approved_customer())
    assert {customer.get(page).status_code for page in pages} == {302}
    assert state_of(match) == ("OPEN", "", None, None)
