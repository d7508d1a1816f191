"""The staff site: the same lock and trail at its door, and every change through a use case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from tests.builders.people import (
    PASSWORD,
    approved_customer,
    auditor,
    bank_admin,
    present,
    register_customer,
    signed_in_client,
    system_administrator,
)
from tests.builders.second_factor import with_second_factor
from users.contracts import PersonCard
from users.models import KnownDevice, TransactionPin, TwoFactor, User
from users.services import set_pin

# Pages over use cases that are tested on both engines.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

NOON = dt.datetime(2026, 3, 2, 12, 0, 20, tzinfo=dt.UTC)
NEWCOMER = {
    "username": "nora_vale",
    "email": "nora@example.org",
    "first_name": "Nora",
    "last_name": "Vale",
    "phone_number": "",
    "role": "AUDITOR",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
}


@pytest.fixture
def browser() -> Client:
    return Client(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Browser/1.0")


def enter(browser: Client, name: str, password: str = PASSWORD) -> bool:
    """Sign in by the form; return whether it let us in."""
    answer = browser.post("/admin/login/?next=/admin/", {"username": name, "password": password})
    assert answer.status_code in {200, 302}
    return answer.status_code == 302


def inside(browser: Client, person: PersonCard) -> Client:
    assert enter(browser, person.username)
    return browser


def trail(action_type: str) -> list[tuple[Any, ...]]:
    rows = AuditLog.objects.filter(action_type=action_type).order_by("id")
    return list(rows.values_list("subject_id", "channel", "code", "ip_address", "user_agent"))


@pytest.mark.parametrize("make", [system_administrator, bank_admin, auditor])
def test_staff_enters_by_name_or_address_and_it_is_on_record(browser, make):
    person = make()

    assert enter(browser, person.username)
    assert browser.get("/admin/").status_code == 200
    assert enter(Client(), person.email)
    assert trail("LOGIN")[0] == (person.id, "admin", "", "198.51.100.7", "Browser/1.0")


def test_a_customer_does_not_enter_and_it_is_on_record(browser):
    person = approved_customer()

    assert not enter(browser, person.username)
    assert trail("LOGIN_FAILED") == [(person.id, "admin", "not_staff", "198.51.100.7", "Browser/1.0")]
    assert trail("LOGIN") == []


def test_the_door_has_the_same_lock_as_the_api(browser, stranger):
    person = bank_admin()
    for _ in range(3):
        assert not enter(browser, person.username, "Wrong7Password")
    for _ in range(2):
        stranger.post("/api/auth/login/", {"username": person.username, "password": "Wrong7Password"})

    assert not enter(browser, person.username)
    answer = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "login_locked")


def test_the_door_has_the_same_throttle_as_the_api(browser, settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    person = bank_admin()

    with clock.frozen_at(NOON):
        for number in range(5):
            assert not enter(browser, f"nobody{number}")
        assert not enter(browser, person.username)


def test_leaving_is_on_record(browser):
    person = bank_admin()
    inside(browser, person).post("/admin/logout/")

    assert trail("LOGOUT") == [(person.id, "admin", "", "198.51.100.7", "Browser/1.0")]
    assert browser.get("/admin/").status_code == 302


def test_a_session_of_the_site_ends_with_everything_else(browser):
    person = bank_admin()
    inside(browser, person)
    assert browser.get("/admin/").status_code == 200

    User.objects.filter(pk=person.id).update(token_version=2)

    assert browser.get("/admin/").status_code == 302


def test_a_second_factor_switched_on_ends_sessions_of_the_site_begun_without_it(browser):
    person = bank_admin()
    inside(browser, person)

    with_second_factor(person)

    assert browser.get("/admin/").status_code == 302


def test_a_password_changed_on_the_site_ends_the_others_and_keeps_this_one(browser):
    person = bank_admin()
    inside(browser, person)
    other_browser, api = inside(Client(), person), signed_in_client(person)

    answer = browser.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": "Lanterns9Quay", "new_password2": "Lanterns9Quay"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_change/done/")
    assert browser.get("/admin/password_change/done/").status_code == 200
    assert other_browser.get("/admin/").status_code == 302
    assert api.get("/api/profile/").status_code == 401
    assert enter(Client(), person.username, "Lanterns9Quay")
    assert trail("PASSWORD_CHANGED") == [(person.id, "admin", "", "198.51.100.7", "Browser/1.0")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"old_password": "Wrong7Password"}, "The current password is wrong."),
        ({"new_password2": "Other7Word"}, "Password fields didn&#x27;t match."),
        ({"new_password1": "short", "new_password2": "short"}, "This password is too short."),
    ],
)
def test_a_wrong_change_of_password_on_the_site_changes_nothing(browser, changes, sentence):
    person = bank_admin()
    before = User.objects.get(pk=person.id).password

    answer = inside(browser, person).post(
        "/admin/password_change/",
        {
            "old_password": PASSWORD,
            "new_password1": "Lanterns9Quay",
            "new_password2": "Lanterns9Quay",
            **changes,
        },
    )

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert User.objects.get(pk=person.id).password == before


def test_guessing_the_current_password_on_the_site_is_counted(browser):
    inside(browser, bank_admin())
    form = {"new_password1": "Lanterns9Quay", "new_password2": "Lanterns9Quay"}
    for _ in range(5):
        browser.post("/admin/password_change/", {"old_password": "Wrong7Password", **form})

    answer = browser.post("/admin/password_change/", {"old_password": PASSWORD, **form})

    assert "Too many failed sign-ins." in answer.content.decode()


def test_a_stranger_sees_no_password_page(browser):
    assert browser.get("/admin/password_change/").status_code == 302


def test_people_are_listed_and_found(browser):
    person = register_customer(username="mira_holm")
    inside(browser, bank_admin())

    assert "mira_holm" in browser.get("/admin/users/user/").content.decode()
    found = browser.get("/admin/users/user/", {"q": person.customer_id or ""}).content.decode()
    assert "mira_holm" in found
    assert "mira_holm" not in browser.get("/admin/users/user/", {"q": "nobody"}).content.decode()


def test_no_page_shows_or_takes_a_password_of_somebody_else(browser):
    person = register_customer()
    admin = inside(browser, system_administrator())

    page = admin.get(f"/admin/users/user/{person.id}/change/").content.decode()

    assert User.objects.get(pk=person.id).password not in page
    assert 'name="password"' not in page
    assert admin.get(f"/admin/users/user/{person.id}/password/").status_code in {302, 404}


def access(person: PersonCard, **changes: Any) -> dict[str, Any]:
    row = User.objects.get(pk=person.id)
    flags = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(row, name)}
    form = {**flags, "groups": list(row.groups.values_list("pk", flat=True)), **changes}
    return {name: value for name, value in form.items() if value is not None}


def test_a_system_administrator_disables_somebody_by_the_use_case(browser):
    person = bank_admin()
    api = signed_in_client(person)
    admin = inside(browser, system_administrator())

    answer = admin.post(f"/admin/users/user/{person.id}/change/", access(person, is_active=None))

    assert answer.status_code == 302
    assert not present(person).is_active
    assert api.get("/api/profile/").status_code == 401
    assert [row[:2] for row in trail("ACCESS_CHANGED")] == [(person.id, "admin")]


def test_a_system_administrator_gives_roles_by_the_use_case(browser):
    person = bank_admin()
    wanted = list(Group.objects.filter(name__in=["AUDITOR"]).values_list("pk", flat=True))
    admin = inside(browser, system_administrator())

    answer = admin.post(f"/admin/users/user/{person.id}/change/", access(person, groups=wanted))

    assert answer.status_code == 302
    assert [role.name for role in present(person).roles] == ["AUDITOR"]
    details = AuditLog.objects.get(action_type="ACCESS_CHANGED").details
    assert details == {"changes": {"roles": {"old": ["BANK_ADMIN"], "new": ["AUDITOR"]}}}


def test_other_fields_of_the_form_are_not_written(browser):
    person = bank_admin()
    before = User.objects.filter(pk=person.id).values().get()
    admin = inside(browser, system_administrator())

    admin.post(
        f"/admin/users/user/{person.id}/change/",
        access(
            person,
            username="renamed",
            email="x@example.org",
            kyc_status="APPROVED",
            password="x",
            token_version=7,
        ),
    )

    assert User.objects.filter(pk=person.id).values().get() == before


def test_a_bank_administrator_looks_and_changes_nobodys_access(browser):
    person, staff = register_customer(), bank_admin()
    inside(browser, staff)
    before = present(person)

    assert browser.get(f"/admin/users/user/{person.id}/change/").status_code == 200
    for path in (f"{person.id}/change/", f"{staff.id}/change/", "add/", f"{person.id}/delete/"):
        answer = browser.post(f"/admin/users/user/{path}", {"is_superuser": "on", "is_active": "on"})
        assert answer.status_code == 403
    assert browser.get("/admin/auth/group/").status_code == 403
    assert present(person) == before
    assert not User.objects.get(pk=staff.id).is_superuser


def test_an_auditor_sees_no_people(browser):
    inside(browser, auditor())

    assert browser.get("/admin/users/user/").status_code == 403


def test_a_system_administrator_does_not_change_himself(browser):
    admin = system_administrator()

    answer = inside(browser, admin).post(f"/admin/users/user/{admin.id}/change/", {"is_active": "on"})

    assert answer.status_code == 403
    assert User.objects.get(pk=admin.id).is_superuser


def test_nobody_is_deleted(browser):
    person = register_customer()
    admin = inside(browser, system_administrator())

    assert admin.post(f"/admin/users/user/{person.id}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.id).exists()


def test_a_system_administrator_adds_an_auditor(browser):
    admin = inside(browser, system_administrator())
    assert admin.get("/admin/users/user/add/").status_code == 200

    answer = admin.post("/admin/users/user/add/", NEWCOMER)

    assert answer.status_code == 302
    row = User.objects.get(username="nora_vale")
    assert (row.is_staff, row.is_superuser, row.customer_id) == (True, False, None)
    assert list(row.groups.values_list("name", flat=True)) == ["AUDITOR"]
    assert enter(Client(), "nora_vale")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "short", "confirm_password": "short"}, "This password is too short."),
        ({"confirm_password": "Other7Word"}, "Password fields didn&#x27;t match."),
        ({"username": "nоra"}, "Enter a user name whose letters all belong to one alphabet."),
        ({"role": "CUSTOMER"}, "Select a valid choice."),
    ],
)
def test_a_wrong_member_of_staff_is_refused_in_the_form(browser, changes, sentence):
    admin = inside(browser, system_administrator())

    answer = admin.post("/admin/users/user/add/", {**NEWCOMER, **changes})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not User.objects.filter(email="nora@example.org").exists()


def test_a_lock_is_ended_from_the_list(browser, stranger):
    person = register_customer()
    for _ in range(5):
        stranger.post("/api/auth/login/", {"username": person.username, "password": "Wrong7Password"})
    admin = system_administrator()
    inside(browser, admin)

    browser.post("/admin/users/user/", {"action": "unlock", "_selected_action": [person.id, admin.id]})

    answer = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert [row[0] for row in trail("SIGN_IN_UNLOCKED")] == [person.id]


def test_a_lost_authenticator_is_switched_off_from_the_list(browser, stranger):
    person, admin = register_customer(), system_administrator()
    with_second_factor(person)
    inside(browser, admin)

    browser.post(
        "/admin/users/user/", {"action": "switch_off_two_factor", "_selected_action": [person.id, admin.id]}
    )

    assert not present(person).two_factor_enabled
    answer = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert [row[0] for row in trail("TWO_FACTOR_DISABLED")] == [person.id]


def test_staff_gets_a_token_for_its_device_and_gets_in_while_strangers_hammer_the_name(browser):
    person = bank_admin()
    inside(browser, person)
    cookie = browser.cookies["known_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    browser.post("/admin/logout/")

    for _ in range(5):
        assert not enter(Client(), person.username, "Wrong7Password")

    assert not enter(Client(), person.username)
    assert enter(browser, person.username)


def test_a_bank_administrator_is_offered_no_unlocking(browser, stranger):
    person = register_customer()
    for _ in range(5):
        stranger.post("/api/auth/login/", {"username": person.username, "password": "Wrong7Password"})
    inside(browser, bank_admin())

    browser.post("/admin/users/user/", {"action": "unlock", "_selected_action": [person.id]})

    answer = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 429


def test_a_system_administrator_cuts_a_role_by_the_use_case(browser):
    api = signed_in_client(bank_admin())
    role = Group.objects.get(name="BANK_ADMIN")
    kept = list(role.permissions.exclude(codename="manage_products").values_list("pk", flat=True))
    admin = inside(browser, system_administrator())
    assert "Bank Administrator" in admin.get("/admin/auth/group/").content.decode()
    assert admin.get(f"/admin/auth/group/{role.pk}/change/").status_code == 200

    answer = admin.post(f"/admin/auth/group/{role.pk}/change/", {"permissions": kept, "name": "RENAMED"})

    assert answer.status_code == 302
    assert not Permission.objects.filter(codename="manage_products", group=role).exists()
    assert Group.objects.get(pk=role.pk).name == "BANK_ADMIN"
    assert api.get("/api/profile/").status_code == 401
    assert AuditLog.objects.get(action_type="ROLE_CHANGED").details == {
        "added": [],
        "removed": ["accounts.manage_products"],
    }


def test_roles_are_neither_added_nor_deleted(browser):
    role = Group.objects.get(name="AUDITOR")
    admin = inside(browser, system_administrator())

    assert admin.post("/admin/auth/group/add/", {"name": "KINGS"}).status_code == 403
    assert admin.post(f"/admin/auth/group/{role.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Group.objects.count() == 4


def test_a_persons_page_says_how_his_sign_in_stands_and_shows_no_secret(browser: Client) -> None:
    with clock.frozen_at(NOON):
        person = register_customer()
        app = with_second_factor(person)
        set_pin(actor=Actor(user_id=person.id, username=person.username), password=PASSWORD, pin="739264")
        KnownDevice.objects.create(
            user_id=person.id, token_digest=b"d" * 32, user_agent="<b>Phone</b>/1.0", created_at=NOON
        )
        KnownDevice.objects.create(
            user_id=person.id, token_digest=b"e" * 32, user_agent="Lost/1.0", revoked_at=NOON
        )
        page = inside(browser, bank_admin()).get(f"/admin/users/user/{person.id}/change/").content.decode()

    for text in (
        f"on since 2026-03-02 12:00 UTC; recovery codes left: {len(app.recovery_codes)}",
        "set 2026-03-02 12:00 UTC; attempts left: 5",
        "&lt;b&gt;Phone&lt;/b&gt;/1.0: since 2026-03-02 12:00 UTC, last used 2026-03-02 12:00 UTC",
    ):
        assert text in page
    assert "Lost/1.0" not in page
    for secret in (app.secret, *app.recovery_codes, TwoFactor.objects.get().secret):
        assert secret not in page


def test_a_locked_pin_and_what_was_never_set_up_are_said_too(browser: Client) -> None:
    with clock.frozen_at(NOON):
        locked, plain = register_customer(), register_customer()
        set_pin(actor=Actor(user_id=locked.id, username=locked.username), password=PASSWORD, pin="739264")
        TransactionPin.objects.update(attempts_left=0, locked_at=NOON)
        staff = inside(browser, bank_admin())
        pages = [
            staff.get(f"/admin/users/user/{each.id}/change/").content.decode() for each in (locked, plain)
        ]

    assert "locked since 2026-03-02 12:00 UTC" in pages[0]
    for text in (">off<", ">not set<", ">none<"):
        assert text in pages[1]


def test_every_page_names_an_icon_so_that_no_browser_asks_for_one_in_vain(browser: Client) -> None:
    assert '<link rel="icon" href="/static/' in browser.get("/admin/login/").content.decode()
