"""Two-factor sign-in: set up, confirmed, asked for at each sign-in, switched off."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.encryption import forget_cached_keys
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound, NotSignedIn
from notifications.models import Notification
from tests.builders.people import PASSWORD, actor_for, present, register_customer, system_administrator
from tests.builders.second_factor import Authenticator, with_second_factor
from users.contracts import PersonCard, SessionEnd
from users.errors import InvalidCredentials, LoginLocked, OtpInvalid, OtpRequired, TwoFactorOff, TwoFactorOn
from users.events import RecoveryCodeUsed, TwoFactorDisabled, TwoFactorEnabled
from users.models import RecoveryCode, Session, SignInGuard, TwoFactor
from users.services import (
    actor_of_access_token,
    confirm_two_factor,
    disable_two_factor,
    drop_second_factor,
    renew_recovery_codes,
    replace_recovery_codes,
    set_up_two_factor,
    sign_in,
    switch_two_factor_off,
    switch_two_factor_on,
)

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")
NOON = dt.datetime(2026, 3, 2, 12, 0, 10, tzinfo=dt.UTC)
HALF_A_MINUTE = dt.timedelta(seconds=30)


@pytest.fixture(autouse=True)
def noon() -> Any:
    """Codes change with the clock: it stands still unless a test moves it."""
    with clock.frozen_at(NOON):
        yield


def enter(person: PersonCard, otp: str | None = None, password: str = PASSWORD) -> Actor:
    tokens = sign_in(actor=DESK, name=person.username, password=password, otp=otp).tokens
    return actor_of_access_token(tokens.access, FACTS)


def failures() -> int:
    return sum(SignInGuard.objects.values_list("failures", flat=True))


def enabled() -> tuple[PersonCard, Authenticator]:
    person = register_customer()
    return person, with_second_factor(person)


def test_a_first_code_switches_it_on_ends_other_sessions_and_gives_ten_codes(announced):
    person = register_customer()
    other, actor = enter(person), enter(person)

    secret = set_up_two_factor(actor=actor).secret
    assert not present(person).two_factor_enabled
    codes = confirm_two_factor(actor=actor, otp=pyotp.TOTP(secret).at(NOON))

    assert present(person).two_factor_enabled
    assert len(set(codes)) == 10
    reasons = dict(Session.objects.values_list("pk", "revoke_reason"))
    assert reasons == {other.session_id: SessionEnd.TWO_FACTOR_CHANGED, actor.session_id: ""}
    assert [event.user_id for event in announced.of(TwoFactorEnabled)] == [person.id]
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_TWO_FACTOR_ON").count() == 1


def test_secret_and_codes_are_kept_where_the_database_does_not_tell_them():
    _, app = enabled()

    row = TwoFactor.objects.get()
    texts = [
        row.secret,
        *(str(vars(entry)) for entry in [*AuditLog.objects.all(), *Notification.objects.all()]),
    ]
    digests = [bytes(code.code_digest) for code in RecoveryCode.objects.all()]

    assert not [
        text for text in texts if app.secret in text or any(code in text for code in app.recovery_codes)
    ]
    assert {len(digest) for digest in digests} == {32}


def test_set_up_again_before_it_is_confirmed_replaces_the_secret():
    person = register_customer()
    actor = Actor(user_id=person.id, username=person.username)
    first, second = set_up_two_factor(actor=actor).secret, set_up_two_factor(actor=actor).secret

    with pytest.raises(InvalidInput) as refusal:
        confirm_two_factor(actor=actor, otp=pyotp.TOTP(first).at(NOON))

    assert list(refusal.value.fields) == ["otp"]
    confirm_two_factor(actor=actor, otp=pyotp.TOTP(second).at(NOON))
    with pytest.raises(TwoFactorOn):
        set_up_two_factor(actor=actor)
    for confirm in (confirm_two_factor, switch_two_factor_on):
        with pytest.raises(TwoFactorOn):
            confirm(actor=actor, otp=pyotp.TOTP(second).at(NOON))


def test_without_a_set_up_there_is_nothing_to_confirm_or_to_switch_off():
    person = register_customer()
    actor = Actor(user_id=person.id)

    with pytest.raises(TwoFactorOff):
        confirm_two_factor(actor=actor, otp="123456")
    for deed in (disable_two_factor, renew_recovery_codes):
        with pytest.raises(TwoFactorOff):
            deed(actor=actor, password=PASSWORD, otp="123456")
    for written in (switch_two_factor_off, replace_recovery_codes):
        with pytest.raises(TwoFactorOff):
            written(actor=actor, proven_hash="", otp="123456")
    with pytest.raises(NotSignedIn):
        set_up_two_factor(actor=Actor())


def test_the_code_is_asked_for_after_the_password_and_lets_its_owner_in():
    person, app = enabled()

    for missing in (None, "", "  "):
        with pytest.raises(OtpRequired):
            enter(person, missing)
    with pytest.raises(InvalidCredentials):
        enter(person, app.code(), password="Wrong7Password")

    enter(person, app.code())

    assert failures() == 0
    codes = AuditLog.objects.filter(action_type="LOGIN_FAILED").order_by("id").values_list("code", flat=True)
    assert list(codes) == ["otp_required", "otp_required", "otp_required", "wrong_password"]


def test_who_has_no_second_factor_is_not_asked():
    enter(register_customer(), otp="123456")


def test_a_code_is_accepted_once_and_none_of_an_earlier_step_after_it():
    person, app = enabled()
    before, now, after = (app.code(steps_ahead=step) for step in (-1, 0, 1))

    enter(person, now)

    for used in (now, before):
        with pytest.raises(OtpInvalid):
            enter(person, used)
    enter(person, after)
    with pytest.raises(OtpInvalid):
        enter(person, after)


def test_the_code_of_the_confirmation_is_good_for_one_sign_in_and_none_before_it():
    person = register_customer()
    app = with_second_factor(person)

    with pytest.raises(OtpInvalid):
        enter(person, app.code(steps_ahead=-1))
    enter(person, app.code())
    with pytest.raises(OtpInvalid):
        enter(person, app.code())


def test_a_code_is_good_half_a_minute_early_and_late_and_no_longer():
    person, app = enabled()
    code = app.code(steps_ahead=4)

    for steps, is_good in ((2, False), (6, False), (3, True)):
        with clock.frozen_at(NOON + steps * HALF_A_MINUTE):
            if is_good:
                enter(person, code)
            else:
                with pytest.raises(OtpInvalid):
                    enter(person, code)


def test_wrong_codes_lock_the_login_and_codes_not_sent_do_not_help(settings):
    person, app = enabled()

    for _ in range(4):
        with pytest.raises(OtpInvalid):
            enter(person, app.wrong_code())
        with pytest.raises(OtpRequired):
            enter(person)
    assert failures() == 4
    with pytest.raises(OtpInvalid):
        enter(person, app.wrong_code())

    for otp in (app.code(), app.recovery_codes[0], None):
        with pytest.raises(LoginLocked):
            enter(person, otp)
    assert TwoFactor.objects.get().last_used_step < NOON.timestamp() // 30


def test_asking_for_the_code_five_times_locks_nobody_out():
    person, app = enabled()

    for _ in range(7):
        with pytest.raises(OtpRequired):
            enter(person)

    enter(person, app.code())


def test_a_recovery_code_stands_in_once_and_its_owner_is_told(announced):
    person, app = enabled()

    enter(person, app.recovery_codes[3].upper())

    with pytest.raises(OtpInvalid):
        enter(person, app.recovery_codes[3])
    assert [event.codes_left for event in announced.of(RecoveryCodeUsed)] == [9]
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_RECOVERY_CODE_USED").count() == 1
    enter(person, app.recovery_codes[4])


def test_a_recovery_code_of_somebody_else_is_worth_nothing():
    person, _ = enabled()
    _, others = enabled()

    with pytest.raises(OtpInvalid):
        enter(person, others.recovery_codes[0])
    assert not RecoveryCode.objects.filter(used_at__isnull=False).exists()


def test_new_recovery_codes_put_the_old_ones_out_of_use():
    person, app = enabled()
    actor = enter(person, app.code())

    codes = renew_recovery_codes(actor=actor, password=PASSWORD, otp=app.recovery_codes[0])

    with pytest.raises(OtpInvalid):
        enter(person, app.recovery_codes[1])
    enter(person, codes[0])
    assert RecoveryCode.objects.count() == 10


def test_password_and_code_switch_it_off(announced):
    person, app = enabled()
    actor = enter(person, app.code())

    disable_two_factor(actor=actor, password=PASSWORD, otp=app.code(steps_ahead=1))

    assert not present(person).two_factor_enabled
    assert not TwoFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert len(announced.of(TwoFactorDisabled)) == 1
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_TWO_FACTOR_OFF").count() == 1
    enter(person)


def test_switching_off_takes_both_and_wrong_ones_are_counted():
    person, app = enabled()
    actor = enter(person, app.code())

    def refused(password: str, otp: str) -> list[str]:
        with pytest.raises(InvalidInput) as refusal:
            disable_two_factor(actor=actor, password=password, otp=otp)
        return list(refusal.value.fields)

    assert refused("Wrong7Password", app.code(steps_ahead=1)) == ["password"]
    assert [refused(PASSWORD, app.wrong_code()) for _ in range(4)] == [["otp"]] * 4
    with pytest.raises(LoginLocked):
        disable_two_factor(actor=actor, password=PASSWORD, otp=app.code(steps_ahead=1))
    assert present(person).two_factor_enabled


def test_without_its_key_no_code_is_accepted_and_a_recovery_code_still_is(settings, caplog):
    person, app = enabled()
    settings.TWO_FACTOR_KEYS = settings.DELIVERY_KEYS
    forget_cached_keys()

    with pytest.raises(OtpInvalid):
        enter(person, app.code())
    enter(person, app.recovery_codes[0])

    forget_cached_keys()
    assert "cannot be deciphered" in caplog.text


def test_an_administrator_lets_in_who_has_lost_app_and_codes(announced):
    person, app = enabled()
    actor = enter(person, app.code())
    administrator = actor_for(system_administrator())

    for stranger in (Actor(user_id=person.id), replace(administrator, user_id=person.id)):
        with pytest.raises(NotAllowed):
            drop_second_factor(actor=stranger, user_id=person.id)
    drop_second_factor(actor=administrator, user_id=person.id)

    assert not present(person).two_factor_enabled
    assert not TwoFactor.objects.exists()
    assert Session.objects.get(pk=actor.session_id or 0).revoke_reason == SessionEnd.TWO_FACTOR_CHANGED
    assert announced.of(TwoFactorDisabled)[0].actor.user_id == administrator.user_id
    enter(person)
    with pytest.raises(TwoFactorOff):
        drop_second_factor(actor=administrator, user_id=person.id)
    with pytest.raises(NotFound):
        drop_second_factor(actor=administrator, user_id=10**6)
