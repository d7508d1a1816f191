"""The staff site as a whole: what nobody edits, what lists may ask of the database, and the first pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.services import freeze_account
from audit.models import AuditLog
from core_banking.api.bounded_pages import BoundedPaginator
from ledger.models import JournalEntry, LedgerAccount
from tests.builders import people
from tests.builders.fraud import alert_about
from tests.builders.goals import goal_of, save
from tests.builders.held_payments import held_payment
from tests.builders.money import Holder, holder
from transactions.models import Transaction
from users.contracts import PersonCard

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

STAFF = (people.bank_admin, people.auditor, people.system_administrator)

# Pages with a form of their own whose saving is a use case, and who gets it. Everything else is only read.
SAVED_BY_USE_CASES = {
    "accounts.AccountProduct",
    "auth.Group",
    "loans.LoanProduct",
    "support.Service",
    "users.User",
}
# Tables that stay small whatever the bank does: its own products, roles, rules and calendar.
SMALL = {
    "accounts.AccountProduct",
    "auth.Group",
    "loans.LoanProduct",
    "notifications.WebhookEndpoint",
    "support.Service",
}


def at_the_desk_of(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def customer() -> Holder:
    return holder(100_000)


def test_no_page_adds_changes_or_deletes_but_the_forms_of_use_cases() -> None:
    request = RequestFactory().get("/admin/")
    open_forms: dict[str, set[str]] = {}
    for make in STAFF:
        request.user = get_user_model().objects.get(pk=make().id)
        request.__dict__.pop("bank_acting_staff", None)
        for model, page in admin.site._registry.items():
            may = {
                "add": page.has_add_permission(request),
                "change": page.has_change_permission(request),
                "delete": page.has_delete_permission(request),
            }
            open_forms.setdefault(model._meta.label, set()).update(
                name for name, given in may.items() if given
            )

    offered = {label: deeds for label, deeds in open_forms.items() if deeds}
    assert set(offered) <= SAVED_BY_USE_CASES, offered
    assert [label for label, deeds in offered.items() if "delete" in deeds] == []


def test_a_forged_form_alters_no_row_of_the_books_the_trail_or_the_accounts(customer: Holder) -> None:
    rows: list[Model] = [
        JournalEntry.objects.latest("pk"),
        LedgerAccount.objects.latest("pk"),
        AuditLog.objects.latest("pk"),
        get_row("accounts.Account", customer.account.id),
    ]
    before = [row.__class__.objects.filter(pk=row.pk).values().get() for row in rows]  # type: ignore[attr-defined]
    for make in STAFF:
        desk = at_the_desk_of(make())
        for row in rows:
            meta = row._meta
            page = f"/admin/{meta.app_label}/{meta.model_name}/"
            forged = {"description": "x", "name": "x", "status": "CLOSED", "post": "yes", "_save": "Save"}
            for address in (f"{page}add/", f"{page}{row.pk}/change/", f"{page}{row.pk}/delete/"):
                assert desk.post(address, forged).status_code == 403, address
            chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
            assert desk.post(page, chosen).status_code in {200, 302, 403}

    after = [row.__class__.objects.filter(pk=row.pk).values().get() for row in rows]  # type: ignore[attr-defined]
    assert after == before


def get_row(label: str, pk: int) -> Model:
    from django.apps import apps

    row: Model = apps.get_model(label)._default_manager.get(pk=pk)
    return row


def test_lists_count_up_to_a_bound_ask_for_one_page_and_offer_no_long_choice(
    customer: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As over a large table: there are more rows than a page, so the list has to say how many it wants.
    monkeypatch.setattr(BoundedPaginator, "count", 10_000)
    held_payment(customer.person, customer.number)
    alert_about(customer.person.id)
    problems: list[str] = []
    seen: set[str] = set()
    for make in STAFF:
        desk = at_the_desk_of(make())
        for address in re.findall(
            r'<li><a href="(/admin/[a-z]+/[a-z]+/)"', desk.get("/admin/").content.decode()
        ):
            if address in seen or address == "/admin/ledger/dailytotal/":
                continue
            seen.add(address)
            problems += problems_of(desk, address)

    assert len(seen) > 35
    assert not problems, "\n".join(problems)


def problems_of(desk: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(address)
    if page.status_code != 200:
        return [f"{address}: {page.status_code}"]
    changes = page.context["cl"]
    model = changes.model
    found = []
    table = f'FROM "{model._meta.db_table}"'
    if model._meta.label not in SMALL:
        if not issubclass(changes.model_admin.paginator, BoundedPaginator):
            found.append(f"{address}: counts the whole table")
        for query in queries:
            sql = query["sql"]
            # The currencies of the book are few rows of the chart, found by their code.
            if table in sql and "LIMIT" not in sql and "LIKE '1010-%'" not in sql:
                found.append(f"{address}: asks without a limit: {sql[:160]}")
            if table in sql and "SELECT DISTINCT" in sql:
                found.append(f"{address}: looks through the whole table for a filter: {sql[:160]}")
    longest = max(
        (
            select.count("<option")
            for select in re.findall(r"<select.*?</select>", page.content.decode(), re.S)
        ),
        default=0,
    )
    return [*found, f"{address}: a choice of {longest}"] if longest > 30 else found


@pytest.mark.parametrize(
    "address", ["/admin/accounts/account/", "/admin/users/user/", "/admin/transactions/transaction/"]
)
def test_a_list_asks_as_often_for_many_rows_as_for_few(address: str) -> None:
    holder(10_000)
    desk = at_the_desk_of(people.bank_admin())
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _ in range(3):
        holder(10_000)
    with CaptureQueriesContext(connection) as many:
        desk.get(address)

    assert len(many) == len(few)


def titles_of(page: Any, key: str) -> list[str]:
    return [queue.title for queue in page.context[key]]


def test_the_first_page_shows_each_what_waits_for_him_and_nobody_his_own(customer: Holder) -> None:
    held_payment(customer.person, customer.number)
    first = at_the_desk_of(people.bank_admin()).get("/admin/")
    seen_by_auditor = at_the_desk_of(people.auditor()).get("/admin/")
    seen_by_system = at_the_desk_of(people.system_administrator()).get("/admin/")

    waiting = {queue.title: queue.count for queue in first.context["mine"]}
    assert (waiting["Held payments"], waiting["Open alerts"], waiting["Loan applications"]) == (1, 1, 0)
    assert titles_of(seen_by_auditor, "mine") == []
    assert sorted(titles_of(seen_by_auditor, "others")) == [
        "Names on a list",
        "Open alerts",
        "Set aside by a close of business",
    ]
    assert titles_of(seen_by_system, "mine") == ["KYC reviews"]
    charts = [chart.key for chart in seen_by_auditor.context["charts"]]
    assert charts == ["volume", "deposits", "loans", "alerts"]
    assert first.context["sealing"] is None
    assert seen_by_auditor.context["sealing"] is not None


@pytest.mark.parametrize("make", STAFF, ids=lambda make: make.__name__)
def test_every_link_of_the_first_page_opens_and_a_queue_lists_what_it_counts(
    make: Callable[[], PersonCard], customer: Holder
) -> None:
    people.register_customer()
    held_payment(customer.person, customer.number)
    desk = at_the_desk_of(make())
    first = desk.get("/admin/")
    links = {html.unescape(link) for link in re.findall(r'href="([^"]*)"', first.content.decode())}
    answers = {
        link: desk.get(f"/admin/{link}" if link.startswith("?") else link)
        for link in sorted(links)
        if link.startswith(("?", "/admin/"))
    }

    assert {link: answer.status_code for link, answer in answers.items() if answer.status_code != 200} == {}
    queues = first.context["queues"]
    assert {queue.title: answers[queue.address].context["cl"].result_count for queue in queues} == {
        queue.title: queue.count for queue in queues
    }


def test_the_first_page_asks_a_constant_number_of_questions(customer: Holder) -> None:
    desk = at_the_desk_of(people.bank_admin())
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as quiet:
        desk.get("/admin/")
    for _ in range(2):
        alert_about(holder().person.id)
    with CaptureQueriesContext(connection) as busy:
        desk.get("/admin/")

    assert len(busy) == len(quiet) <= 45
    counts = [query["sql"] for query in busy if "COUNT(" in query["sql"] and "LIMIT" not in query["sql"]]
    # Alerts of the last days by day, loans in arrears, and what a close set aside: each behind an index of few rows.
    assert all(re.search(r"fraud_alert|loans_loan|closingfailure", sql) for sql in counts), counts


def test_a_customers_page_shows_what_ones_rights_reach_and_stands_in_the_trail(customer: Holder) -> None:
    admin_person = people.bank_admin()
    reference = customer.person.customer_id
    goal = goal_of(customer)
    save(customer, goal, "12.34")
    freeze_account(
        actor=people.actor_for(people.bank_admin()), account_id=goal.pot_account_id, reason="Inquiry"
    )
    page = at_the_desk_of(admin_person).get(f"/admin/customer/{reference}/")
    text = page.content.decode()

    assert (page.status_code, customer.number in text, "987.66 USD" in text) == (200, True, True)
    [pot] = page.context["pots"]
    assert (pot["goal"], pot["balance"], pot["status"]) == ("Holiday", "12.34 USD", "FROZEN")
    address = f"/admin/accounts/account/{goal.pot_account_id}/change/"
    assert f'<a href="{address}">{goal.pot_account_number}</a>' in text
    assert at_the_desk_of(people.bank_admin()).get(address).status_code == 200
    assert re.search(r"\*{3}-\*{2}-\d{4}", text), "the identity number is masked"
    row = AuditLog.objects.get(user_id=admin_person.id, action_type="READ")
    assert (row.target_model, row.target_id, row.subject_id) == ("Customer", reference, customer.person.id)
    assert row.details["panels"] == sorted(
        [
            "standing",
            "accounts",
            "pots",
            "movements",
            "loans",
            "risk",
            "alerts",
            "sessions",
            "notices",
            "messages_sent",
        ]
    )
    seen_by_system = at_the_desk_of(people.system_administrator()).get(f"/admin/customer/{reference}/")
    assert (seen_by_system.context["movements"], seen_by_system.context["loans"]) == (None, None)
    assert at_the_desk_of(people.auditor()).get(f"/admin/customer/{reference}/").status_code == 403
    assert at_the_desk_of(people.bank_admin()).get("/admin/customer/CUST0/").status_code == 404


def test_the_box_goes_where_one_thing_is_meant_and_lists_people_otherwise(customer: Holder) -> None:
    person, desk = customer.person, at_the_desk_of(people.bank_admin())
    movement = Transaction.objects.first()
    own_page = f"/admin/customer/{person.customer_id}/"
    asked = {
        str(person.customer_id).lower(): own_page,
        person.email.upper(): own_page,
        f"{person.first_name} {person.last_name}": own_page,
        customer.number: f"/admin/accounts/account/{customer.account.id}/change/",
    }
    if movement is not None:
        asked[movement.transaction_id] = f"/admin/transactions/transaction/{movement.pk}/change/"
    for text, address in asked.items():
        answer = desk.get("/admin/find/", {"q": text})
        assert (text, answer.get("Location")) == (text, address)

    nothing = desk.get("/admin/find/", {"q": "nobody-of-that-name"})
    assert (nothing.status_code, nothing.context["found"]) == (200, [])
    # An auditor may not look up people: the box finds him nobody.
    assert at_the_desk_of(people.auditor()).get("/admin/find/", {"q": person.email}).context["found"] == []
