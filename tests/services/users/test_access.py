"""Roles, rights and who may sign in: shipped once, cut by the bank, and every change ends what was issued before."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound, NotSignedIn
from tests.builders.people import (
    PASSWORD,
    actor_for,
    approved_customer,
    auditor,
    bank_admin,
    present,
    register_customer,
    system_administrator,
)
from users.contracts import PersonCard, SessionEnd, TokenPair
from users.errors import InvalidCredentials, LoginLocked, TokenNotValid
from users.events import AccessChanged, RoleChanged, SignInUnlocked
from users.models import RoleDescription, Session, User
from users.roles import ROLES
from users.selectors import permissions_of
from users.services import (
    AccessChange,
    actor_of_access_token,
    change_access,
    change_role_rights,
    refresh_session,
    sign_in,
    unlock_sign_in,
)
from users.services.role_defaults import hand_out_role_defaults

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")

OF_AUDITORS = {"audit.view_audit_trail", "ledger.view_books", "operations.view_closings", "fraud.view_alerts"}


def signed_in(person: PersonCard) -> TokenPair:
    return sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens


def is_alive(pair: TokenPair) -> bool:
    try:
        actor_of_access_token(pair.access, FACTS)
    except NotSignedIn:
        with pytest.raises(TokenNotValid):
            refresh_session(actor=DESK, raw_refresh=pair.refresh)
        return False
    return True


def right(name: str) -> Permission:
    app_label, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def role(name: str) -> Group:
    return Group.objects.get(name=name)


MATRIX = {
    "users.onboard_customer": {"BANK_ADMIN", "SYSTEM_ADMINISTRATOR"},
    "users.view_customers": {"BANK_ADMIN", "SYSTEM_ADMINISTRATOR"},
    "users.manage_bank_admins": {"SYSTEM_ADMINISTRATOR"},
    "kyc.review_kyc": {"BANK_ADMIN", "SYSTEM_ADMINISTRATOR"},
    "kyc.submit_own_kyc": {"CUSTOMER"},
    "accounts.open_own_account": {"CUSTOMER"},
    "accounts.manage_any_account": {"BANK_ADMIN"},
    "accounts.manage_products": {"BANK_ADMIN"},
    "transactions.submit_own_transaction": {"CUSTOMER"},
    "transactions.submit_any_transaction": {"BANK_ADMIN"},
    "transactions.reverse_transaction": {"BANK_ADMIN"},
    "notifications.manage_webhooks": {"BANK_ADMIN"},
    "support.manage_services": {"BANK_ADMIN"},
    "support.read_messages": {"BANK_ADMIN"},
    "audit.view_audit_trail": {"AUDITOR", "SYSTEM_ADMINISTRATOR"},
    "loans.apply_for_own_loan": {"CUSTOMER"},
    "planning.plan_own_money": {"CUSTOMER"},
    "loans.manage_any_loan": {"BANK_ADMIN"},
    "loans.manage_loan_products": {"BANK_ADMIN"},
    "ledger.view_books": {"BANK_ADMIN", "AUDITOR", "SYSTEM_ADMINISTRATOR"},
    "ledger.lock_periods": {"BANK_ADMIN"},
    "operations.view_closings": {"BANK_ADMIN", "AUDITOR", "SYSTEM_ADMINISTRATOR"},
    "operations.close_business_day": {"BANK_ADMIN", "SYSTEM_ADMINISTRATOR"},
    "fraud.view_alerts": {"BANK_ADMIN", "AUDITOR", "SYSTEM_ADMINISTRATOR"},
    "fraud.decide_alerts": {"BANK_ADMIN"},
    "fraud.manage_rules": {"BANK_ADMIN"},
    "fraud.decide_name_matches": {"BANK_ADMIN"},
}


def test_the_migrated_database_holds_the_matrix_of_rights():
    held: dict[str, set[str]] = {}
    for group in Group.objects.prefetch_related("permissions__content_type"):
        for permission in group.permissions.all():
            held.setdefault(f"{permission.content_type.app_label}.{permission.codename}", set()).add(
                group.name
            )

    assert held == MATRIX


def test_each_role_is_described():
    assert dict(RoleDescription.objects.values_list("group__name", "description")) == {
        "CUSTOMER": "Bank Customer",
        "BANK_ADMIN": "Bank Administrator",
        "AUDITOR": "Auditor",
        "SYSTEM_ADMINISTRATOR": "System Administrator",
    }


def test_handing_out_the_defaults_again_changes_nothing(django_assert_num_queries):
    customer = register_customer()
    before = list(Group.permissions.through.objects.order_by("pk").values())

    hand_out_role_defaults()

    assert list(Group.permissions.through.objects.order_by("pk").values()) == before
    assert User.objects.get(pk=customer.id).token_version == 1


def test_a_right_that_staff_took_away_stays_away_and_one_it_gave_stays():
    role("BANK_ADMIN").permissions.remove(right("kyc.review_kyc"))
    role("AUDITOR").permissions.add(right("users.view_customers"))

    hand_out_role_defaults()

    assert not role("BANK_ADMIN").permissions.filter(codename="review_kyc").exists()
    assert role("AUDITOR").permissions.filter(codename="view_customers").exists()


def test_a_right_that_a_later_version_introduces_arrives():
    described = RoleDescription.objects.get(group__name="AUDITOR")
    role("AUDITOR").permissions.clear()
    described.granted_defaults = []
    described.save()

    hand_out_role_defaults()

    assert permissions_of(auditor().id) == OF_AUDITORS


def test_a_role_that_is_missing_is_made_again_with_its_defaults():
    Group.objects.filter(name="AUDITOR").delete()

    hand_out_role_defaults()

    assert permissions_of(auditor().id) == ROLES["AUDITOR"].permissions


def test_being_superuser_adds_nothing_beyond_the_role():
    admin = system_administrator()

    assert permissions_of(admin.id) == ROLES["SYSTEM_ADMINISTRATOR"].permissions
    assert "transactions.submit_any_transaction" not in permissions_of(admin.id)


def test_a_superuser_loses_what_his_role_loses():
    admin = system_administrator()
    role("SYSTEM_ADMINISTRATOR").permissions.remove(right("users.view_customers"))

    assert "users.view_customers" not in permissions_of(admin.id)


def disable(person: PersonCard, by: Actor) -> None:
    change_access(actor=by, user_id=person.id, change=AccessChange(is_active=False))


def test_disabling_somebody_ends_everything_at_once(announced):
    admin = actor_for(system_administrator())
    person = approved_customer()
    first, second, strangers = signed_in(person), signed_in(person), signed_in(approved_customer())

    disable(person, admin)

    assert [is_alive(first), is_alive(second), is_alive(strangers)] == [False, False, True]
    with pytest.raises(InvalidCredentials):
        signed_in(person)
    assert {session.revoke_reason for session in Session.objects.filter(user_id=person.id)} == {
        SessionEnd.DISABLED
    }
    assert [event.changes for event in announced.of(AccessChanged)] == [{"is_active": (True, False)}]
    row = AuditLog.objects.get(action_type="ACCESS_CHANGED")
    changes = {"changes": {"is_active": {"old": True, "new": False}}}
    assert (row.user_id, row.subject_id, row.details) == (admin.user_id, person.id, changes)


def test_what_was_issued_before_stays_dead_when_somebody_is_let_in_again():
    admin = actor_for(system_administrator())
    person = approved_customer()
    pair = signed_in(person)

    disable(person, admin)
    change_access(actor=admin, user_id=person.id, change=AccessChange(is_active=True))

    assert not is_alive(pair)
    assert is_alive(signed_in(person))


def test_a_change_of_roles_ends_what_was_issued_with_the_old_ones():
    admin = actor_for(system_administrator())
    person = bank_admin()
    pair = signed_in(person)

    changed = change_access(
        actor=admin, user_id=person.id, change=AccessChange(role_ids=frozenset({role("AUDITOR").pk}))
    )

    assert [held.name for held in changed.roles] == ["AUDITOR"]
    assert not is_alive(pair)
    assert actor_of_access_token(signed_in(person).access, FACTS).permissions == OF_AUDITORS


def test_no_change_ends_nothing():
    admin = actor_for(system_administrator())
    person = bank_admin()
    pair = signed_in(person)

    change_access(
        actor=admin,
        user_id=person.id,
        change=AccessChange(is_active=True, is_staff=True, role_ids=frozenset({role("BANK_ADMIN").pk})),
    )

    assert is_alive(pair)


def test_making_somebody_superuser_is_on_record():
    admin = actor_for(system_administrator())
    person = bank_admin()
    pair = signed_in(person)

    change_access(actor=admin, user_id=person.id, change=AccessChange(is_superuser=True))

    assert not is_alive(pair)
    changes = AuditLog.objects.get(action_type="ACCESS_CHANGED").details["changes"]
    assert changes == {"is_superuser": {"old": False, "new": True}}


@pytest.mark.parametrize("who", [bank_admin, auditor, approved_customer])
def test_nobody_else_changes_access_roles_or_locks(who):
    actor, person = actor_for(who()), approved_customer()
    before = present(person)

    for write in writes_about(person):
        with pytest.raises(NotAllowed):
            write(actor)

    assert present(person) == before


def writes_about(person: PersonCard) -> list[Callable[[Actor], object]]:
    return [
        lambda actor: change_access(actor=actor, user_id=person.id, change=AccessChange(is_active=False)),
        lambda actor: unlock_sign_in(actor=actor, user_id=person.id),
        lambda actor: change_role_rights(actor=actor, role_id=role("CUSTOMER").pk, permission_ids=[]),
    ]


def test_a_system_administrator_does_not_change_his_own_access():
    admin = system_administrator()

    with pytest.raises(NotAllowed):
        change_access(actor=actor_for(admin), user_id=admin.id, change=AccessChange(is_superuser=False))
    with pytest.raises(NotAllowed):
        unlock_sign_in(actor=actor_for(admin), user_id=admin.id)

    assert User.objects.get(pk=admin.id).is_superuser


def test_somebody_or_something_that_does_not_exist_is_not_found():
    admin = actor_for(system_administrator())

    with pytest.raises(NotFound):
        change_access(actor=admin, user_id=10**6, change=AccessChange(is_active=False))
    with pytest.raises(NotFound):
        unlock_sign_in(actor=admin, user_id=10**6)
    with pytest.raises(NotFound):
        change_role_rights(actor=admin, role_id=10**6, permission_ids=[])


def test_cutting_a_role_ends_what_its_holders_hold(announced):
    admin = actor_for(system_administrator())
    holder, other = signed_in(bank_admin()), signed_in(auditor())
    kept = [
        permission.pk for permission in role("BANK_ADMIN").permissions.exclude(codename="manage_products")
    ]

    change_role_rights(actor=admin, role_id=role("BANK_ADMIN").pk, permission_ids=kept)

    assert [is_alive(holder), is_alive(other)] == [False, True]
    (event,) = announced.of(RoleChanged)
    assert (event.role, event.added, event.removed) == ("BANK_ADMIN", (), ("accounts.manage_products",))
    assert AuditLog.objects.get(action_type="ROLE_CHANGED").details == {
        "added": [],
        "removed": ["accounts.manage_products"],
    }


def test_giving_a_role_what_it_has_ends_nothing():
    admin = actor_for(system_administrator())
    holder = signed_in(bank_admin())
    same = list(role("BANK_ADMIN").permissions.values_list("pk", flat=True))

    change_role_rights(actor=admin, role_id=role("BANK_ADMIN").pk, permission_ids=same)

    assert is_alive(holder)


def test_a_lock_can_be_ended_before_its_time(announced):
    admin, person = actor_for(system_administrator()), approved_customer()
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            sign_in(actor=DESK, name=person.username, password="Wrong7Password")
    with pytest.raises(LoginLocked):
        signed_in(person)

    unlock_sign_in(actor=admin, user_id=person.id)

    assert is_alive(signed_in(person))
    assert [event.user_id for event in announced.of(SignInUnlocked)] == [person.id]


# The net below changes that no service made: a shell, a command, another app.


def changes_made_elsewhere() -> dict[str, Callable[[User], object]]:
    return {
        "a role given": lambda person: person.groups.add(role("AUDITOR")),
        "a role taken": lambda person: person.groups.remove(role("BANK_ADMIN")),
        "all roles taken": lambda person: person.groups.clear(),
        "a member added to a role": lambda person: role("AUDITOR").user_set.add(person),  # noqa: PLW0108 - looked up late
        "a role emptied": lambda person: role("BANK_ADMIN").user_set.clear(),
        "a right given to the role": lambda _: role("BANK_ADMIN").permissions.add(
            right("audit.view_audit_trail")
        ),
        "a right taken from the role": lambda _: role("BANK_ADMIN").permissions.remove(
            right("kyc.review_kyc")
        ),
        "all rights taken from the role": lambda _: role("BANK_ADMIN").permissions.clear(),
        "a right that leaves all its roles": lambda _: right("kyc.review_kyc").group_set.clear(),
        "a right that gains the role": lambda _: right("audit.view_audit_trail").group_set.add(
            role("BANK_ADMIN")
        ),
        "the role deleted": lambda _: role("BANK_ADMIN").delete(),
        "a password set": set_password,
        "disabled": disable_in_a_shell,
    }


def set_password(person: User) -> None:
    person.set_password("Another7Password")
    person.save()


def disable_in_a_shell(person: User) -> None:
    person.is_active = False
    person.save()


@pytest.mark.parametrize("kind", changes_made_elsewhere())
def test_a_change_made_elsewhere_ends_what_was_issued_before(kind):
    holder, other = bank_admin(), register_customer()
    pair, others = signed_in(holder), signed_in(other)

    changes_made_elsewhere()[kind](User.objects.get(pk=holder.id))

    assert not is_alive(pair)
    assert is_alive(others)
    assert not Session.objects.filter(user_id=holder.id, revoked_at__isnull=True).exists()


def test_a_right_of_the_administrators_role_concerns_the_superusers():
    pair = signed_in(system_administrator())

    role("SYSTEM_ADMINISTRATOR").permissions.remove(right("users.view_customers"))

    assert not is_alive(pair)


def test_a_password_set_on_the_command_line_ends_every_session_and_is_reported(monkeypatch, settings):
    settings.WRITES_OUTSIDE_USE_CASES = "report"  # Django's own command knows no use case
    person = approved_customer()
    pair = signed_in(person)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Another7Password")

    call_command("changepassword", person.username, stdout=io.StringIO())

    assert not is_alive(pair)
    reported = AuditLog.objects.filter(action_type="WRITE_OUTSIDE_USE_CASE")
    assert [row.target_model for row in reported] == ["users_user"]


def test_saving_a_person_without_such_a_change_ends_nothing():
    person = approved_customer()
    pair = signed_in(person)
    row = User.objects.get(pk=person.id)
    row.first_name = "Another"
    row.save()

    assert is_alive(pair)
