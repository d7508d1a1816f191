"""The learned score is trained on what staff found, kept as versions, and counts only when staff says so."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.contracts import Disposition, RuleKind, Verdict
from fraud.errors import LearnedModelStateConflict
from fraud.models import Alert, LearnedModel, RuleBookVersion, ScreeningRecord
from fraud.scoring import screen
from fraud.selectors.learned import active_model_version, visible_models
from fraud.selectors.rulebook import newest_book
from fraud.services import book_of_version
from fraud.services.learned import activate_model, deactivate_model
from tests.builders import people
from tests.builders.learned import learned_model
from tests.rolled_back import rolled_back
from tests.unit.fraud.facts import facts
from tests.unit.fraud.movements import movement

pytestmark = pytest.mark.django_db


def _found(*, frauds: int, ordinary: int) -> None:
    """Insert what scoring kept of movements, and what staff found about some of them."""
    staff = people.bank_admin().id
    records = [
        ScreeningRecord(
            screening_id=f"SCR{number}",
            account_id=number,
            user_id=staff,
            origin="CUSTOMER",
            score=0,
            verdict=(Verdict.HOLD if number < frauds else Verdict.ALLOW).value,
            book_version=1,
            facts=facts(amount=900_000) if number < frauds else facts(payee_known_s=number * 90_000),
            hits=[],
            screened_at=clock.now(),
        )
        for number in range(frauds + ordinary)
    ]
    ScreeningRecord.objects.bulk_create(records)
    Alert.objects.bulk_create(
        Alert(
            alert_id=f"ALERT{number}",
            alert_type="SUSPICIOUS_TRANSACTION",
            severity="HIGH",
            status="RESOLVED",
            title="Suspicious",
            description="Suspicious.",
            risk_score=70,
            screening=record,
            disposition=Disposition.CONFIRMED_FRAUD.value,
            resolved_by_id=staff,
            resolved_at=clock.now(),
        )
        for number, record in enumerate(records[:frauds])
    )


def test_a_command_trains_on_what_staff_found_and_the_model_counts_if_it_is_told_so():
    _found(frauds=40, ordinary=400)
    before = newest_book().version
    said = StringIO()

    call_command("train_fraud_model", "--activate", stdout=said)

    model = LearnedModel.objects.get()
    assert (model.version, model.frauds, model.ordinary) == (1, 40, 400)
    assert (model.held_out_frauds, model.held_out_ordinary, model.held_out_auc_thousandths) == (12, 120, 1000)
    assert "trained on 40 frauds and 400 ordinary movements" in said.getvalue()
    assert "held out 1.000." in said.getvalue()
    assert (active_model_version(), newest_book().version) == (1, before + 1)
    actions = ("LEARNED_MODEL_TRAINED", "LEARNED_MODEL_ACTIVATED", "FRAUD_RULES_CHANGED")
    rows = AuditLog.objects.filter(action_type__in=actions).order_by("id")
    assert [(row.action_type, row.target_id) for row in rows] == [
        ("LEARNED_MODEL_TRAINED", "1"),
        ("LEARNED_MODEL_ACTIVATED", "1"),
        ("FRAUD_RULES_CHANGED", str(before + 1)),
    ]
    assert rows[2].details["changes"] == [
        {"setting": "LEARNED_SCORE.mode", "old": "OFF", "new": "ON"},
        {"setting": "LEARNED_SCORE.model_version", "old": 0, "new": 1},
    ]


def test_with_too_few_findings_nothing_is_kept():
    _found(frauds=3, ordinary=5)
    with pytest.raises(CommandError, match="frauds 3, ordinary 5"):
        call_command("train_fraud_model", "--activate", "--from", "2020-01-01", "--to", "2099-12-31")
    assert not LearnedModel.objects.exists()
    assert active_model_version() == 0


def test_a_model_that_counts_adds_points_and_says_why_and_one_that_is_stopped_is_silent():
    admin = people.actor_for(people.bank_admin())
    version = learned_model().version
    assert active_model_version() == 0

    activate_model(actor=admin, version=version, reason="Better than nothing.")
    counting = book_of_version(newest_book().version)
    found = screen(movement(), counting)
    deactivate_model(actor=admin, version=version, reason="It finds everybody new.")
    silent = book_of_version(newest_book().version)

    hit = next(hit for hit in found.hits if hit.rule is RuleKind.LEARNED_SCORE)
    assert (hit.points, hit.counted) == (30, True)
    assert hit.why == {"likely_thousandths": 993, "reasons": "new_payee+9000"}
    assert found.facts["learned_score"] == 993
    assert found.verdict is not Verdict.BLOCK
    assert "learned_score" not in screen(movement(), silent).facts
    assert (silent.version, active_model_version()) == (counting.version + 1, 0)


def test_a_model_is_switched_once_and_by_who_may_manage_rules():
    admin, auditor = people.actor_for(people.bank_admin()), people.actor_for(people.auditor())
    first, second = learned_model().version, learned_model().version
    versions = RuleBookVersion.objects.count()

    for actor, switch in ((auditor, activate_model), (auditor, deactivate_model)):
        with pytest.raises(NotAllowed):
            switch(actor=actor, version=first, reason="No.")
    with pytest.raises(LearnedModelStateConflict):
        deactivate_model(actor=admin, version=first, reason="It does not count.")
    with pytest.raises(NotFound):
        activate_model(actor=admin, version=99, reason="There is none.")
    assert (RuleBookVersion.objects.count(), active_model_version()) == (versions, 0)

    activate_model(actor=admin, version=first, reason="First.")
    activate_model(actor=admin, version=second, reason="Better.")
    with pytest.raises(LearnedModelStateConflict) as refused:
        activate_model(actor=admin, version=second, reason="Again.")
    assert refused.value.details == {"active_version": second}
    assert (RuleBookVersion.objects.count(), active_model_version()) == (versions + 2, second)
    assert [model.version for model in visible_models(auditor)] == [second, first]
    assert not visible_models(people.actor_for(people.approved_customer())).exists()


def test_a_kept_model_can_be_neither_changed_nor_removed():
    model = learned_model()
    for wrong in (
        lambda: LearnedModel.objects.filter(pk=model.pk).update(frauds=1),
        lambda: LearnedModel.objects.filter(pk=model.pk).delete(),
    ):
        with rolled_back(), pytest.raises(DatabaseError, match="stays as it was written"):
            wrong()
    assert LearnedModel.objects.get(pk=model.pk).frauds == 40
