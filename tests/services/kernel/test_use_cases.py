"""A use case owns its transaction: all of it, or nothing, and never without an announcement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection

from core_banking.kernel import clock, db
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import (
    MAX_ATTEMPTS,
    NothingAnnounced,
    OutsideUseCase,
    RetryUseCase,
    after_commit,
    attempt_number,
    emit,
    keep_refusal,
    make_dry_run,
    savepoint,
    short_transaction,
    use_case,
    within_use_case,
)
from core_banking.kernel.errors import InvalidInput, OutcomeUnknown, Refused, Unavailable
from core_banking.kernel.events import AuditFacts, DomainEvent, UseCaseRefused, domain_event
from core_banking.kernel.models import ThrottleWindow
from tests.faults import CONTENTION, LOST_CONNECTION, MakeError, failing_commit, failing_statement

TELLER = system_actor("test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(DomainEvent):
    """The deed of these tests: a row in a table of the kernel."""

    scope: str

    def audit_facts(self) -> AuditFacts:
        return AuditFacts(action="COUNT", target_model="Window", target_id=self.scope, description="Counted")


@within_use_case
def write_row(scope: str) -> None:
    ThrottleWindow.objects.create(
        scope=scope, subject_digest=b"x", window_start=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )


@use_case
def count_twice(*, actor: Actor, refusal: Exception | None = None) -> int:
    """Write two rows, announce, then perhaps refuse; return which attempt it was."""
    write_row("first")
    write_row("second")
    emit(Counted(actor=actor, scope="both"))
    if refusal is not None:
        raise refusal
    return attempt_number()


def rows() -> list[str]:
    return list(ThrottleWindow.objects.order_by("id").values_list("scope", flat=True))


@pytest.fixture
def heard() -> Iterator[list[DomainEvent]]:
    """The events announced during a test, in order."""
    events: list[DomainEvent] = []

    def hear(*, event: DomainEvent, **_: object) -> None:
        events.append(event)

    domain_event.connect(hear)
    yield events
    domain_event.disconnect(hear)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_banking.kernel.db.time.sleep", lambda seconds: None)


@pytest.mark.django_db
def test_a_use_case_writes_everything_and_announces_it(heard: list[DomainEvent]) -> None:
    assert count_twice(actor=TELLER) == 1
    assert rows() == ["first", "second"]
    assert [type(event) for event in heard] == [Counted]


@pytest.mark.django_db
def test_a_use_case_that_announces_nothing_is_not_committed() -> None:
    @use_case
    def forgetful(*, actor: Actor) -> None:
        write_row("forgotten")

    with pytest.raises(NothingAnnounced, match="forgetful"):
        forgetful(actor=TELLER)
    assert rows() == []


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [None, "admin", 7])
def test_a_use_case_without_an_actor_does_not_start(actor: object) -> None:
    with pytest.raises(TypeError, match="actor"):
        count_twice(actor=actor)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="actor"):
        count_twice()  # type: ignore[call-arg]
    assert rows() == []


@pytest.mark.django_db
def test_a_use_case_inside_another_is_an_error_and_undoes_the_outer_one() -> None:
    @use_case
    def outer(*, actor: Actor) -> None:
        write_row("outer")
        emit(Counted(actor=actor, scope="outer"))
        count_twice(actor=actor)

    with pytest.raises(RuntimeError, match="cannot run inside another"):
        outer(actor=TELLER)
    assert rows() == []


@pytest.mark.django_db
def test_what_belongs_into_a_use_case_refuses_to_run_outside_of_one() -> None:
    for call in (
        lambda: write_row("stray"),
        lambda: emit(Counted(actor=TELLER, scope="stray")),
        make_dry_run,
        lambda: keep_refusal(Refused()),
    ):
        with pytest.raises(OutsideUseCase):
            call()
    assert rows() == []


@pytest.mark.django_db
def test_a_refusal_undoes_everything_and_leaves_its_own_record(heard: list[DomainEvent]) -> None:
    refusal = Refused("Not today.")
    with pytest.raises(Refused, match="Not today"):
        count_twice(actor=TELLER, refusal=refusal)
    assert rows() == []
    recorded = heard[-1]
    assert isinstance(recorded, UseCaseRefused)
    assert recorded.audit_facts() == AuditFacts(
        action="REFUSE",
        target_model="tests.count_twice",
        target_id="",
        description="Not today.",
        outcome="REFUSED",
        code="refused",
    )
    assert refusal.already_recorded


@pytest.mark.django_db
def test_a_refusal_that_is_already_recorded_is_not_recorded_twice(heard: list[DomainEvent]) -> None:
    refusal = Refused()
    refusal.already_recorded = True
    with pytest.raises(Refused):
        count_twice(actor=TELLER, refusal=refusal)
    assert [type(event) for event in heard] == [Counted]


@pytest.mark.django_db
def test_a_refusal_that_concerns_nobody_is_not_recorded(heard: list[DomainEvent]) -> None:
    with pytest.raises(Unavailable):
        count_twice(actor=TELLER, refusal=Unavailable())
    assert [type(event) for event in heard] == [Counted]
    assert rows() == []


@pytest.mark.django_db
def test_a_programming_error_undoes_everything() -> None:
    with pytest.raises(ZeroDivisionError):
        count_twice(actor=TELLER, refusal=ZeroDivisionError())
    assert rows() == []


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_the_deed() -> None:
    def fail(*, event: DomainEvent, **_: object) -> None:
        raise OSError("the trail cannot be written")

    domain_event.connect(fail, sender=Counted)
    try:
        with pytest.raises(OSError, match="trail"):
            count_twice(actor=TELLER)
    finally:
        domain_event.disconnect(fail, sender=Counted)
    assert rows() == []


@pytest.mark.django_db
def test_a_kept_refusal_commits_what_was_written_and_is_raised(heard: list[DomainEvent]) -> None:
    refusal = Refused("Final.")

    @use_case
    def refuse_for_good(*, actor: Actor) -> None:
        write_row("key and refusal")
        emit(UseCaseRefused(actor=actor, use_case="test", code=refusal.code, sentence=refusal.sentence))
        keep_refusal(refusal)

    with pytest.raises(Refused, match="Final"):
        refuse_for_good(actor=TELLER)
    assert rows() == ["key and refusal"]
    assert len(heard) == 1
    assert refusal.already_recorded


@pytest.mark.django_db
def test_a_dry_run_answers_and_writes_nothing(heard: list[DomainEvent]) -> None:
    @use_case
    def rehearse(*, actor: Actor) -> str:
        make_dry_run()
        write_row("rehearsed")
        return "what would happen"

    assert rehearse(actor=TELLER) == "what would happen"
    assert rows() == []
    assert heard == []


@pytest.mark.django_db
def test_the_refusal_of_a_dry_run_leaves_nothing_either(heard: list[DomainEvent]) -> None:
    refusal = InvalidInput({"amount": ["No."]})

    @use_case
    def rehearse(*, actor: Actor) -> None:
        make_dry_run()
        write_row("rehearsed")
        raise refusal

    with pytest.raises(InvalidInput):
        rehearse(actor=TELLER)
    assert rows() == []
    assert heard == []
    assert refusal.already_recorded


@pytest.mark.django_db
def test_a_savepoint_undoes_its_block_and_keeps_what_came_before() -> None:
    @use_case
    def half(*, actor: Actor) -> None:
        write_row("before")
        with suppress(Refused), savepoint():
            write_row("inside")
            raise Refused
        emit(Counted(actor=actor, scope="before"))

    half(actor=TELLER)
    assert rows() == ["before"]


@pytest.mark.django_db
def test_a_short_transaction_does_not_run_inside_a_use_case() -> None:
    @use_case
    def misled(*, actor: Actor) -> None:
        with short_transaction():
            pytest.fail("it must not open")

    with pytest.raises(RuntimeError, match="share its rollback"):
        misled(actor=TELLER)


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_runs_after_it_and_never_after_a_rollback() -> None:
    seen: list[list[str]] = []

    @use_case
    def deed(*, actor: Actor, refusal: Exception | None) -> None:
        write_row("done")
        after_commit(lambda: seen.append(rows()))
        emit(Counted(actor=actor, scope="done"))
        assert seen == []
        if refusal:
            raise refusal

    with pytest.raises(Refused):
        deed(actor=TELLER, refusal=Refused())
    assert seen == []
    deed(actor=TELLER, refusal=None)
    assert seen == [["done"]]


@pytest.mark.django_db
def test_a_stale_decision_is_made_again() -> None:
    attempts: list[int] = []

    @use_case
    def decide_twice(*, actor: Actor) -> str:
        attempts.append(attempt_number())
        write_row(f"attempt {attempt_number()}")
        emit(Counted(actor=actor, scope="again"))
        if attempt_number() == 1:
            raise RetryUseCase
        return "done"

    assert decide_twice(actor=TELLER) == "done"
    assert attempts == [1, 2]
    assert rows() == ["attempt 2"]


@pytest.mark.django_db
def test_a_decision_that_stays_stale_ends_as_unavailable() -> None:
    attempts: list[int] = []

    @use_case
    def never(*, actor: Actor) -> None:
        attempts.append(attempt_number())
        write_row("never")
        raise RetryUseCase

    with pytest.raises(Unavailable) as refusal:
        never(actor=TELLER)
    assert attempts == list(range(1, MAX_ATTEMPTS + 1))
    assert refusal.value.retry_after >= 1
    assert rows() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_at_any_statement_is_run_again_as_a_whole(make_error: MakeError) -> None:
    with failing_statement(make_error, at=10**6) as counter:
        count_twice(actor=TELLER)
    assert counter.seen >= 2
    for index in range(1, counter.seen + 1):
        ThrottleWindow.objects.all().delete()
        with failing_statement(make_error, at=index) as fault:
            assert count_twice(actor=TELLER) == 2
        assert fault.raised == 1
        assert rows() == ["first", "second"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_while_committing_is_run_again_as_a_whole(make_error: MakeError) -> None:
    with failing_commit(make_error, after_it_happened=False):
        assert count_twice(actor=TELLER) == 2
    assert rows() == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_contention_that_lasts_ends_as_unavailable_with_nothing_written(heard: list[DomainEvent]) -> None:
    with failing_statement(CONTENTION["deadlock"], at=2, times=10**6) as fault, pytest.raises(Unavailable):
        count_twice(actor=TELLER)
    assert fault.raised == MAX_ATTEMPTS
    assert rows() == []
    assert not any(isinstance(event, UseCaseRefused) for event in heard)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make_error", LOST_CONNECTION.values(), ids=LOST_CONNECTION)
def test_a_fault_that_no_repetition_cures_is_not_repeated(make_error: MakeError) -> None:
    with failing_statement(make_error, at=2, times=10**6) as fault, pytest.raises(type(make_error())):
        count_twice(actor=TELLER)
    assert fault.raised == 1
    assert rows() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make_error", LOST_CONNECTION.values(), ids=LOST_CONNECTION)
def test_a_line_lost_while_committing_leaves_the_outcome_unknown_and_is_never_repeated(
    make_error: MakeError,
) -> None:
    with failing_commit(make_error, after_it_happened=True), pytest.raises(OutcomeUnknown) as refusal:
        count_twice(actor=TELLER)
    assert refusal.value.code == "outcome_unknown"
    assert rows() == ["first", "second"]


@pytest.mark.django_db
def test_an_event_carries_the_instant_it_happened_at() -> None:
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with clock.frozen_at(noon):
        assert Counted(actor=TELLER, scope="now").occurred_at == noon


def test_an_event_that_does_not_say_what_the_trail_keeps_is_an_error() -> None:
    class Silent(DomainEvent):
        pass

    with pytest.raises(NotImplementedError, match="Silent"):
        Silent(actor=TELLER).audit_facts()


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_whoever_waits_too_long_for_the_one_writer_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "timeout", 0.05)
    with db._sqlite_writer, pytest.raises(Unavailable):
        count_twice(actor=TELLER)
    assert rows() == []
    count_twice(actor=TELLER)
    assert rows() == ["first", "second"]
