"""One-time codes and mailed tokens, used many times at once, beside control runs without what stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from tests.builders.password_reset import mailed_reset_token
from tests.builders.people import PASSWORD, register_customer
from tests.builders.second_factor import Authenticator, with_second_factor
from tests.concurrency.crowd import crowd, meeting
from tests.proof_plugin import ProofRecord, at_scale
from users import one_time_codes
from users.contracts import PersonCard
from users.errors import LoginLocked, OtpInvalid
from users.models import PasswordReset, RecoveryCode, Session, TwoFactor
from users.services import (
    confirm_password_reset,
    login,
    password_reset,
    second_factor,
    sign_in,
    sign_in_guard,
)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
GUESSES = at_scale(small=40, full=200)
SIGN_INS = 20


@pytest.fixture(autouse=True)
def no_limit_for_the_address(settings: Any) -> None:
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 100_000
    settings.PASSWORD_RESETS_PER_HOUR = 100_000


def enabled() -> tuple[PersonCard, Authenticator]:
    person = register_customer()
    return person, with_second_factor(person)


def at_once(size: int, deed: Callable[[int], Any]) -> Counter[type]:
    """Let so many do the same at once; return how often each outcome came, None for success."""

    def run(number: int) -> type:
        try:
            deed(number)
        except DomainError as refusal:
            return type(refusal)
        return type(None)

    with crowd(size) as people:
        return Counter(people.all_at_once(run))


def codes_judged(
    monkeypatch: pytest.MonkeyPatch, person: PersonCard, app: Authenticator
) -> tuple[int, Counter[type]]:
    """Sign in with the right password and a wrong code from everywhere at once; return how many were compared."""
    judged: list[int] = []
    judge, wrong = one_time_codes.accepted_step, app.wrong_code()

    def counting(*guess: Any) -> int | None:
        judged.append(1)
        return judge(*guess)

    monkeypatch.setattr(one_time_codes, "accepted_step", counting)
    answers = at_once(
        GUESSES, lambda _: sign_in(actor=DESK, name=person.username, password=PASSWORD, otp=wrong)
    )
    return len(judged), answers


def test_parallel_guesses_of_a_code_share_the_budget_of_the_login(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    judged, answers = codes_judged(monkeypatch, *enabled())

    assert judged == 5
    assert answers == {OtpInvalid: 5, LoginLocked: GUESSES - 5}
    proof_record("parallel wrong one-time codes, limit five", guesses=GUESSES, evaluated=judged)


def test_control_charging_after_the_verdict_lets_more_codes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_has_looked = meeting(GUESSES)

    def look_only(subject: bytes) -> None:
        sign_in_guard.refuse_if_locked(subject)
        everybody_has_looked()

    monkeypatch.setattr(login, "charge_attempt", look_only)

    judged, _ = codes_judged(monkeypatch, *enabled())

    assert judged == GUESSES


def sign_ins_with(settings: Any, person: PersonCard, code: str) -> int:
    """Sign in with one code from everywhere at once; return how many got in."""
    settings.LOGIN_FAILURES_BEFORE_LOCK = 1_000
    answers = at_once(
        SIGN_INS, lambda _: sign_in(actor=DESK, name=person.username, password=PASSWORD, otp=code)
    )
    assert Session.objects.filter(user_id=person.id).count() == answers[type(None)]
    return answers[type(None)]


def test_one_code_lets_one_in(settings: Any) -> None:
    person, app = enabled()

    assert sign_ins_with(settings, person, app.code()) == 1
    assert sign_ins_with(settings, *recovery_code_of_another()) == 1


def recovery_code_of_another() -> tuple[PersonCard, str]:
    person, app = enabled()
    return person, app.recovery_codes[0]


def look_before_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the hold on the person's row, and the condition of the UPDATE that uses a code up."""
    everybody_has_looked = meeting(SIGN_INS)

    def accept(actor: Actor, user_id: int, otp: str) -> bool:
        step = second_factor._step_of(user_id, otp)
        unused = TwoFactor.objects.filter(user_id=user_id, last_used_step__lt=step or 0).exists()
        known = RecoveryCode.objects.filter(user_id=user_id, used_at__isnull=True).count() == 10
        everybody_has_looked()
        TwoFactor.objects.filter(user_id=user_id).update(last_used_step=step)
        return unused and known

    monkeypatch.setattr(login, "_use_proof", lambda proof: None)
    monkeypatch.setattr(second_factor, "_accept", accept)


def test_control_looking_before_writing_lets_many_in_with_one_code(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    person, app = enabled()
    look_before_writing(monkeypatch)

    assert sign_ins_with(settings, person, app.code()) > 1


def resets_with(token: str) -> int:
    """Use one mailed token from everywhere at once; return how many set their password."""
    answers = at_once(
        SIGN_INS,
        lambda number: confirm_password_reset(
            actor=DESK, token=token, new_password=f"Lanterns{number}Quay", confirm_password=None
        ),
    )
    return answers[type(None)]


def test_one_mailed_token_sets_one_password() -> None:
    assert resets_with(mailed_reset_token(register_customer())) == 1
    assert PasswordReset.objects.get().used_at is not None


def test_control_without_using_the_token_up_many_set_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_has_looked = meeting(SIGN_INS)

    def never_bound(*_: object) -> bool:
        everybody_has_looked()
        return True

    original = PasswordReset.objects.filter

    def unused_for_ever(**conditions: Any) -> Any:
        return original(**{name: value for name, value in conditions.items() if name != "used_at__isnull"})

    monkeypatch.setattr(password_reset, "_is_bound", never_bound)
    monkeypatch.setattr(PasswordReset.objects, "filter", unused_for_ever)

    assert resets_with(mailed_reset_token(register_customer())) > 1
