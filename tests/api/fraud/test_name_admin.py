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


def press(person: Any, match: NameMatch, deed: str, note: str = "") -> Any:
    return signed_in(person).post(f"{MATCHES}{match.pk}/do/{deed}/", {"note": note}, follow=True)


def press_status(client: Client, match: NameMatch) -> int:
    return client.post(f"{MATCHES}{match.pk}/do/propose-cleared/", {"note": "Mine."}).status_code


def offered_to(person: Any, match: NameMatch) -> list[str]:
    return [each.deed.name for each in signed_in(person).get(page_of(match)).context["offered_deeds"]]


def test_one_proposes_and_another_agrees_on_its_page(match: NameMatch) -> None:
    maker, checker = people.bank_admin(), people.bank_admin()
    shown = signed_in(maker).get(page_of(match)).content.decode()
    assert shown.index("Victor Drozdenco") < shown.index("Viktor Drozdenko")
    assert offered_to(maker, match) == ["propose-cleared", "propose-confirmed"]

    assert press(maker, match, "propose-cleared", " ").status_code == 422
    early = press(maker, match, "agree")
    assert "The match does not stand where this step expects it." in early.content.decode()
    assert state_of(match) == ("OPEN", "", None, None)
    press(maker, match, "propose-cleared", "Born later.")
    own = press(maker, match, "agree")
    assert "A second member of staff decides" in own.content.decode()
    assert (offered_to(maker, match), offered_to(checker, match)) == ([], ["agree", "send-back"])
    assert state_of(match) == ("PROPOSED", "CLEARED", maker.id, None)
    press(checker, match, "agree")

    assert state_of(match) == ("CLEARED", "CLEARED", maker.id, checker.id)
    steps = AuditLog.objects.filter(channel="admin", action_type__startswith="NAME_MATCH").order_by("id")
    assert list(steps.values_list("action_type", flat=True)) == ["NAME_MATCH_PROPOSED", "NAME_MATCH_DECIDED"]
    assert press(checker, match, "send-back", "No.").status_code == 422


def test_a_proposal_is_sent_back_with_a_reason(match: NameMatch) -> None:
    press(people.bank_admin(), match, "propose-confirmed", "Same man.")
    press(people.bank_admin(), match, "send-back", "No passport.")

    assert state_of(match) == ("OPEN", "", None, None)


def test_whoever_reviews_the_customer_sees_what_his_name_is_like(match: NameMatch) -> None:
    review = f"/admin/kyc/identityrecord/{match.subject_id}/change/"

    assert "Viktor Drozdenko" in signed_in(people.bank_admin()).get(review).content.decode()


def test_auditors_read_and_decide_nothing_and_customers_see_none_of_it(match: NameMatch) -> None:
    auditor, pages = signed_in(people.auditor()), (MATCHES, page_of(match), LISTS)

    assert [
        auditor.get(page).status_code for page in (*pages, f"{LISTS}{NameList.objects.get().pk}/change/")
    ] == [200] * 4
    assert auditor.post(page_of(match), {"note": "Mine."}).status_code == 403
    assert press_status(auditor, match) == 403
    customer = signed_in(people.approved_customer())
    assert {customer.get(page).status_code for page in pages} == {302}
    assert state_of(match) == ("OPEN", "", None, None)
